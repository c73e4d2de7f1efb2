/** Who may see and do what with people. Each answer names the grant that decided, for the audit row. */
import { type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { type Decision, decide, OWN, type Scope, scopesOf, type Target } from '#platform/permit/evaluate'
import { type Action, type Category, sensitive } from '#platform/permit/roles'
import type { ElementValue } from './records.ts'

export function permit(actor: Actor, action: Action, target: Target, now: Temporal.Instant): Decision {
  return decide(scopesOf(actor.grants, actor.memberId, now), actor.memberId, action, target)
}

export type Allowed = { readonly ok: true; readonly by: string }

/** The same as a command wants it: go on, or a refusal that says no more than no. */
export function allow(
  actor: Actor,
  action: Action,
  target: Target,
  now: Temporal.Instant,
): Allowed | Refusal {
  const decision = permit(actor, action, target, now)
  return decision.allowed ? { ok: true, by: decision.by } : refuse('platform.forbidden')
}

export type Place = { readonly unit: string; readonly campus: string | null; readonly owner: string }

export type Sight = {
  /** The elements that the actor may read. */
  readonly seen: ReadonlySet<string>
  /** What was read of somebody else's sensitive data, by the grant that allowed it: to be logged. */
  readonly toLog: readonly {
    readonly grant: string
    readonly elements: string[]
    readonly categories: Category[]
  }[]
}

/** Which elements of a member an actor may read. */
export function sight(
  scopes: readonly Scope[],
  actorId: string,
  place: Place,
  elements: readonly Pick<ElementValue, 'id' | 'category'>[],
): Sight {
  const seen = new Set<string>()
  const byGrant = new Map<string, { grant: string; elements: string[]; categories: Category[] }>()
  const target = { unit: place.unit, campus: place.campus ?? undefined, owner: place.owner }
  for (const { id, category } of elements) {
    const decision = decide(scopes, actorId, 'people.read', { ...target, category })
    if (!decision.allowed) continue
    seen.add(id)
    if (decision.by === OWN || place.owner === actorId || !sensitive.has(category)) continue
    const entry = byGrant.get(decision.by) ?? { grant: decision.by, elements: [], categories: [] }
    entry.elements.push(id)
    if (!entry.categories.includes(category)) entry.categories.push(category)
    byGrant.set(decision.by, entry)
  }
  return { seen, toLog: [...byGrant.values()] }
}
