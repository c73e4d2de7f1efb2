/**
 * The one evaluator for permission. Grants say who may do what, where, with which categories of data and until when;
 * `scopesOf` keeps those that are in force now, and `decide` asks them. Pure: the caller passes the grants and the time.
 */
import { type Action, type Category, ownActions, roleIncludes } from './roles.ts'

export type Grant = {
  readonly id: string
  /** The member who holds it. */
  readonly subject: string
  readonly effect: 'allow' | 'deny'
  readonly role: string
  /** Path of the unit whose subtree it covers: codes from the root, each ended by a point, e.g. `000.031.`. */
  readonly unit: string
  readonly campus?: string | undefined
  /** `all`: every category. A deny usually names all. */
  readonly categories: 'all' | readonly Category[]
  readonly from: Temporal.Instant
  /** First instant at which it no longer holds; absent: until it is revoked. */
  readonly until?: Temporal.Instant | undefined
  /** The grant that this one was delegated from. It adds nothing to it and dies with it. */
  readonly parent?: string | undefined
}

export type Target = {
  /** Path of the unit to which the row belongs. */
  readonly unit: string
  readonly campus?: string | undefined
  /** Absent: the row holds no personal data. */
  readonly category?: Category | undefined
  /** The member whose own the row is. */
  readonly owner?: string | undefined
}

/** One link of a chain of delegation, reduced to what a decision needs. */
type Link = {
  readonly role: string
  readonly unit: string
  readonly campus: string | undefined
  readonly categories: 'all' | ReadonlySet<Category>
}

/** A grant in force: itself and everything that it was delegated from. All links must cover the target. */
export type Scope = {
  readonly grant: string
  readonly effect: 'allow' | 'deny'
  readonly links: readonly Link[]
}

export type Decision =
  | { readonly allowed: true; readonly by: string }
  | { readonly allowed: false; readonly why: 'no-grant' | 'denied'; readonly by?: string }

/** The grant id under which a member acts on what is their own. */
export const OWN = 'own'

/** Longer chains of delegation than this count as broken. */
const DEEPEST = 8

/** The grants of a member that hold at an instant. `grants` must hold their parents too. */
export function scopesOf(grants: readonly Grant[], subject: string, at: Temporal.Instant): Scope[] {
  const byId = new Map(grants.map((grant) => [grant.id, grant]))
  const scopes: Scope[] = []
  for (const grant of grants) {
    if (grant.subject !== subject) continue
    const links = chainOf(grant, byId, at)
    if (links) scopes.push({ grant: grant.id, effect: grant.effect, links })
  }
  return scopes
}

/** @returns undefined when any link is not in force, is a deny below an allow, is missing or runs in a circle. */
function chainOf(grant: Grant, byId: ReadonlyMap<string, Grant>, at: Temporal.Instant): Link[] | undefined {
  const links: Link[] = []
  let link: Grant | undefined = grant
  while (link) {
    if (!inForce(link, at) || links.length === DEEPEST || link.effect !== grant.effect) return undefined
    links.push({
      role: link.role,
      unit: link.unit,
      campus: link.campus,
      categories: link.categories === 'all' ? 'all' : new Set(link.categories),
    })
    if (link.parent === undefined) return links
    link = byId.get(link.parent)
  }
  return undefined
}

function inForce(grant: Grant, at: Temporal.Instant): boolean {
  if (Temporal.Instant.compare(at, grant.from) < 0) return false
  return grant.until === undefined || Temporal.Instant.compare(at, grant.until) < 0
}

/** Deny wins over every allow, also over the right to one's own. */
export function decide(scopes: readonly Scope[], actor: string, action: Action, target: Target): Decision {
  let allowedBy = target.owner === actor && ownActions.has(action) ? OWN : undefined
  for (const scope of scopes) {
    if (scope.effect === 'allow' && allowedBy !== undefined) continue
    if (!scope.links.every((link) => covers(link, action, target))) continue
    if (scope.effect === 'deny') return { allowed: false, why: 'denied', by: scope.grant }
    allowedBy = scope.grant
  }
  return allowedBy === undefined ? { allowed: false, why: 'no-grant' } : { allowed: true, by: allowedBy }
}

function covers(link: Link, action: Action, target: Target): boolean {
  return (
    roleIncludes(link.role, action) &&
    target.unit.startsWith(link.unit) &&
    (link.campus === undefined || link.campus === target.campus) &&
    (target.category === undefined || link.categories === 'all' || link.categories.has(target.category))
  )
}

/** Whether anything at all of this kind is allowed, e.g. to show a menu entry. Not a decision about a row. */
export function mayAnywhere(scopes: readonly Scope[], action: Action): boolean {
  return scopes.some(
    (scope) => scope.effect === 'allow' && scope.links.every((link) => roleIncludes(link.role, action)),
  )
}

/**
 * Paths below which some row may be allowed: so that a list looks at no unit in vain. Rows within them still need
 * the whole predicate, and a member's own rows may lie elsewhere.
 */
export function reachOf(scopes: readonly Scope[], action: Action): string[] {
  const reach = scopes.flatMap(({ effect, links }) => {
    if (effect === 'deny' || !links.every((link) => roleIncludes(link.role, action))) return []
    const deepest = links.reduce((a, b) => (b.unit.length > a.unit.length ? b : a))
    return links.every((link) => deepest.unit.startsWith(link.unit)) ? [deepest.unit] : []
  })
  return [...new Set(reach)]
}

/**
 * Whether `child` may be delegated from `parent`: same effect and role, inside its unit, campus, categories and period.
 * @returns the part that is too wide, or undefined when it is narrow enough.
 */
export function tooWide(
  parent: Grant,
  child: Grant,
): 'role' | 'unit' | 'campus' | 'categories' | 'period' | undefined {
  if (child.role !== parent.role || child.effect !== 'allow' || parent.effect !== 'allow') return 'role'
  if (!child.unit.startsWith(parent.unit)) return 'unit'
  if (parent.campus !== undefined && child.campus !== parent.campus) return 'campus'
  if (parent.categories !== 'all') {
    const held = new Set(parent.categories)
    if (child.categories === 'all' || child.categories.some((one) => !held.has(one))) return 'categories'
  }
  if (child.until === undefined || Temporal.Instant.compare(child.from, parent.from) < 0) return 'period'
  if (parent.until !== undefined && Temporal.Instant.compare(child.until, parent.until) > 0) return 'period'
  return undefined
}
