/** Who may see and repeat what could not be delivered. One's own notices need no right, others' are nobody's. Pure. */
import { type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { type Decision, decide, scopesOf } from '#platform/permit/evaluate'

/** Operators of the unit of the person to whom it goes. The deciding grant's id belongs in the audit row. */
export function mayDeliverAgain(
  actor: Actor,
  to: { readonly unit: string; readonly campus?: string | undefined },
  at: Temporal.Instant,
): Extract<Decision, { allowed: true }> | Refusal {
  const scopes = scopesOf(actor.grants, actor.memberId, at)
  const decision = decide(scopes, actor.memberId, 'process.operate', to)
  return decision.allowed ? decision : refuse('platform.forbidden')
}
