/** Who may do what with a document. Pure: the actor carries the grants of this request. */
import { isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { decide, type Scope, scopesOf, type Target } from '#platform/permit/evaluate'
import { type Action, categories } from '#platform/permit/roles'

export type DocumentOwner = { readonly applicant_id: string; readonly owner_path: string }

export function scopesNow(actor: Actor, at: Temporal.Instant): Scope[] {
  return scopesOf(actor.grants, actor.memberId, at)
}

const ways = ['seal.read', 'hall.case.read'] as const

const targetOf = ({ owner_path, applicant_id }: DocumentOwner) => ({ unit: owner_path, owner: applicant_id })

/**
 * The applicant, and those who may read cases or documents of the unit that sealed it, know that there is a document.
 * Others cannot tell that it exists.
 * @returns the id of the grant that lets them
 */
export function mayKnow(
  actor: Actor,
  document: DocumentOwner,
  at: Temporal.Instant,
): Refusal | { readonly ok: true; readonly by: string } {
  const scopes = scopesNow(actor, at)
  for (const way of ways) {
    const decision = decide(scopes, actor.memberId, way, targetOf(document))
    if (decision.allowed) return { ok: true, by: decision.by }
  }
  return refuse('seal.document-unknown')
}

/** Whether a grant of the actor also covers the category of a data element. */
export type ReadsElement = (actor: Actor, action: Action, target: Target, element: string) => boolean

/**
 * To open the file one needs a right over the category of everything that it shows; where that was not noted when it
 * was sealed, over every category.
 */
export function mayOpen(
  actor: Actor,
  document: DocumentOwner & { readonly elements: readonly string[] | null },
  at: Temporal.Instant,
  reads: ReadsElement,
): Refusal | { readonly ok: true; readonly by: string } {
  const known = mayKnow(actor, document, at)
  if (isRefusal(known)) return known
  const target = targetOf(document)
  const scopes = scopesNow(actor, at)
  const open =
    document.elements?.every((element) => ways.some((way) => reads(actor, way, target, element))) ??
    categories.every((category) =>
      ways.some((way) => decide(scopes, actor.memberId, way, { ...target, category }).allowed),
    )
  return open ? known : refuse('seal.document-closed')
}

/** The id of the grant that allows it, for the audit row. */
export function mayWithdraw(
  actor: Actor,
  document: DocumentOwner,
  at: Temporal.Instant,
): Refusal | { readonly ok: true; readonly by: string } {
  const known = mayKnow(actor, document, at)
  if (isRefusal(known)) return known
  const decision = decide(scopesNow(actor, at), actor.memberId, 'seal.withdraw', {
    unit: document.owner_path,
  })
  return decision.allowed ? { ok: true, by: decision.by } : refuse('platform.forbidden')
}
