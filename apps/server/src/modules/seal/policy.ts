/** Who may do what with a document. Pure: the actor carries the grants of this request. */
import { type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { decide, type Scope, scopesOf } from '#platform/permit/evaluate'

export type DocumentOwner = { readonly applicant_id: string; readonly owner_path: string }

export function scopesNow(actor: Actor, at: Temporal.Instant): Scope[] {
  return scopesOf(actor.grants, actor.memberId, at)
}

/** The applicant, and those who may read cases or documents of the unit that sealed it. Others cannot tell that it exists. */
export function mayRead(actor: Actor, document: DocumentOwner, at: Temporal.Instant): Refusal | undefined {
  const scopes = scopesNow(actor, at)
  const target = { unit: document.owner_path, owner: document.applicant_id }
  const allowed = (['seal.read', 'hall.case.read'] as const).some(
    (action) => decide(scopes, actor.memberId, action, target).allowed,
  )
  return allowed ? undefined : refuse('seal.document-unknown')
}

/** The id of the grant that allows it, for the audit row. */
export function mayWithdraw(
  actor: Actor,
  document: DocumentOwner,
  at: Temporal.Instant,
): Refusal | { readonly ok: true; readonly by: string } {
  const hidden = mayRead(actor, document, at)
  if (hidden) return hidden
  const decision = decide(scopesNow(actor, at), actor.memberId, 'seal.withdraw', {
    unit: document.owner_path,
  })
  return decision.allowed ? { ok: true, by: decision.by } : refuse('platform.forbidden')
}
