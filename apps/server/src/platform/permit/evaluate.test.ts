import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as cedar from '@cedar-policy/cedar-wasm/nodejs'
import fc from 'fast-check'
import { decide, type Grant, mayAnywhere, OWN, reachOf, scopesOf, type Target, tooWide } from './evaluate.ts'
import { type Action, actions, ownActions, roleIncludes } from './roles.ts'
import { anyAction, anyActor, anyGrants, anyInstant, anyTarget, hours, start, units } from './testing.ts'

const grant = (part: Partial<Grant>): Grant => ({
  id: 'g',
  subject: 'registrar',
  effect: 'allow',
  role: 'registrar',
  unit: '000.031.',
  categories: ['academic'],
  from: hours(-1),
  ...part,
})
const target = (part: Partial<Target> = {}): Target => ({
  unit: '000.031.0311.',
  category: 'academic',
  ...part,
})
const ask = (grants: Grant[], to: Target, action: Action = 'people.read', at = start) =>
  decide(scopesOf(grants, 'registrar', at), 'registrar', action, to)

test('a grant covers its unit and what is below, not a unit whose code only begins alike', () => {
  assert.deepEqual(ask([grant({})], target()), { allowed: true, by: 'g' })
  assert.equal(ask([grant({})], target({ unit: '000.0311.' })).allowed, false)
  assert.equal(ask([grant({})], target({ unit: '000.' })).allowed, false)
})

test('role, campus, category and time each refuse', () => {
  assert.equal(ask([grant({})], target(), 'people.import').allowed, false)
  assert.equal(ask([grant({ campus: 'XQ' })], target({ campus: 'YT' })).allowed, false)
  assert.equal(ask([grant({ campus: 'XQ' })], target()).allowed, false)
  assert.equal(ask([grant({})], target({ category: 'finance' })).allowed, false)
  assert.equal(ask([grant({ from: hours(1) })], target()).allowed, false)
  assert.equal(ask([grant({ until: start })], target()).allowed, false, 'the end is not included')
  assert.equal(ask([grant({ role: 'invented' })], target()).allowed, false)
})

test('an explicit deny wins, also over the right to one’s own', () => {
  const deny = grant({ id: 'd', effect: 'deny', unit: '000.', categories: 'all' })
  assert.deepEqual(ask([grant({}), deny], target()), { allowed: false, why: 'denied', by: 'd' })
  assert.deepEqual(ask([deny], target({ owner: 'registrar' })), { allowed: false, why: 'denied', by: 'd' })
  assert.deepEqual(ask([], target({ owner: 'registrar', category: 'health' })), { allowed: true, by: OWN })
})

test('delegation adds nothing to its parent and dies with it', () => {
  const parent = grant({ id: 'p', subject: 'head', until: hours(2) })
  const child = grant({ id: 'c', parent: 'p', unit: '000.', categories: 'all', until: hours(9) })
  assert.deepEqual(ask([parent, child], target()), { allowed: true, by: 'c' })
  assert.equal(ask([parent, child], target({ unit: '000.305.' })).allowed, false)
  assert.equal(ask([parent, child], target({ category: 'finance' })).allowed, false)
  assert.equal(ask([parent, child], target(), 'people.read', hours(2)).allowed, false)
  assert.equal(ask([child], target()).allowed, false, 'a missing parent')
  assert.equal(ask([grant({ id: 'c', parent: 'c' })], target()).allowed, false, 'a circle')
})

test('what may be delegated: same role, inside unit, campus, categories and period', () => {
  const parent = grant({ id: 'p', campus: 'XQ', until: hours(5) })
  const child = { ...parent, id: 'c', parent: 'p', subject: 'clerk', until: hours(4) }
  assert.equal(tooWide(parent, child), undefined)
  assert.equal(tooWide(parent, { ...child, role: 'people-admin' }), 'role')
  assert.equal(tooWide(parent, { ...child, unit: '000.' }), 'unit')
  assert.equal(tooWide(parent, { ...child, campus: undefined }), 'campus')
  assert.equal(tooWide(parent, { ...child, categories: ['academic', 'finance'] }), 'categories')
  assert.equal(tooWide(parent, { ...child, until: hours(6) }), 'period')
  assert.equal(tooWide(parent, { ...child, until: undefined }), 'period')
})

test('a menu entry shows where anything of the kind is allowed', () => {
  const scopes = scopesOf([grant({})], 'registrar', start)
  assert.equal(mayAnywhere(scopes, 'people.read'), true)
  assert.equal(mayAnywhere(scopes, 'people.import'), false)
})

test('property: outside its reach nothing is allowed but one’s own', () => {
  let inside = 0
  fc.assert(
    fc.property(
      anyGrants,
      anyActor,
      anyAction,
      anyTarget,
      anyInstant,
      (grants, actor, action, { owner: _, ...to }, at) => {
        const scopes = scopesOf(grants, actor, at)
        const reached = reachOf(scopes, action).some((path) => to.unit.startsWith(path))
        if (reached) inside++
        else assert.equal(decide(scopes, actor, action, to).allowed, false)
      },
    ),
    { numRuns: 5000 },
  )
  assert.ok(inside > 10, `some must be inside: ${inside}`)
})

/** The oracle: each grant as one Cedar policy, its chain of parents as conditions. */
function cedarPolicies(grants: readonly Grant[]): Record<string, string> {
  const byId = new Map(grants.map((one) => [one.id, one]))
  const policies: Record<string, string> = {
    own: `permit(principal, action in [${[...ownActions].map(actionUid)}], resource) when { resource has owner && resource.owner == principal };`,
  }
  for (const one of grants) {
    const conditions: string[] = []
    let link: Grant | undefined = one
    for (let depth = 0; ; depth++) {
      if (!link || depth === 8 || link.effect !== one.effect) {
        conditions.push('false')
        break
      }
      conditions.push(...conditionsOf(link))
      if (link.parent === undefined) break
      link = byId.get(link.parent)
    }
    const effect = one.effect === 'allow' ? 'permit' : 'forbid'
    policies[one.id] =
      `${effect}(principal == Member::"${one.subject}", action, resource) when { ${conditions.join(' && ')} };`
  }
  return policies
}

const actionUid = (action: Action) => `Action::"${action}"`

function conditionsOf(link: Grant): string[] {
  const held = actions.filter((action) => roleIncludes(link.role, action)).map(actionUid)
  const conditions = [
    `[${held}].contains(action)`,
    `resource in Unit::"${link.unit}"`,
    `context.now >= ${seconds(link.from)}`,
  ]
  if (link.until) conditions.push(`context.now < ${seconds(link.until)}`)
  if (link.campus) conditions.push(`resource has campus && resource.campus == "${link.campus}"`)
  if (link.categories !== 'all') {
    const list = link.categories.map((one) => `"${one}"`)
    conditions.push(`(!(resource has category) || [${list}].contains(resource.category))`)
  }
  return conditions
}

const seconds = (at: Temporal.Instant) => at.epochMilliseconds / 1000

function askCedar(
  grants: readonly Grant[],
  actor: string,
  action: Action,
  to: Target,
  at: Temporal.Instant,
): boolean {
  const parentOf = (unit: string) => unit.replace(/[^.]+\.$/, '')
  const answer = cedar.isAuthorized({
    principal: { type: 'Member', id: actor },
    action: { type: 'Action', id: action },
    resource: { type: 'Row', id: 'row' },
    context: { now: seconds(at) },
    policies: { staticPolicies: cedarPolicies(grants) },
    entities: [
      ...units.map((unit) => ({
        uid: { type: 'Unit', id: unit },
        attrs: {},
        parents: parentOf(unit) ? [{ type: 'Unit', id: parentOf(unit) }] : [],
      })),
      {
        uid: { type: 'Row', id: 'row' },
        attrs: {
          ...(to.campus ? { campus: to.campus } : {}),
          ...(to.category ? { category: to.category } : {}),
          ...(to.owner ? { owner: { __entity: { type: 'Member', id: to.owner } } } : {}),
        },
        parents: [{ type: 'Unit', id: to.unit }],
      },
    ],
  })
  assert.equal(answer.type, 'success', JSON.stringify(answer))
  if (answer.type !== 'success') return false
  assert.deepEqual(answer.response.diagnostics.errors, [])
  return answer.response.decision === 'allow'
}

test('property: every decision is Cedar’s', () => {
  const seen = { allow: 0, deny: 0 }
  fc.assert(
    fc.property(anyGrants, anyActor, anyAction, anyTarget, anyInstant, (grants, actor, action, to, at) => {
      const ours = decide(scopesOf(grants, actor, at), actor, action, to).allowed
      assert.equal(ours, askCedar(grants, actor, action, to, at))
      seen[ours ? 'allow' : 'deny']++
    }),
    { numRuns: 1500 },
  )
  assert.ok(seen.allow > 40 && seen.deny > 40, `both answers must occur: ${JSON.stringify(seen)}`)
})
