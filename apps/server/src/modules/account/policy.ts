import type { Ability } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { decide, mayAnywhere, scopesOf } from '#platform/permit/evaluate'
import type { Action } from '#platform/permit/roles'

const actionsOf: Readonly<Record<Exclude<Ability, 'tasks' | 'people-import'>, readonly Action[]>> = {
  'people-admin': ['people.grant.give', 'account.reset'],
  corrections: ['people.correction.handle'],
  auditor: ['people.log.read'],
  'service-admin': ['hall.service.manage', 'process.operate'],
  'seal-admin': ['seal.withdraw'],
}

/** What pages offer this person. Every row behind it is decided again, on its own. */
export function abilitiesOf(actor: Actor, openTasks: number, now: Temporal.Instant): Ability[] {
  const scopes = scopesOf(actor.grants, actor.memberId, now)
  const able: Ability[] = actor.kind === 'staff' || openTasks > 0 ? ['tasks'] : []
  for (const [ability, actions] of Object.entries(actionsOf) as [keyof typeof actionsOf, readonly Action[]][])
    if (actions.some((action) => mayAnywhere(scopes, action))) able.push(ability)
  // A file may name anybody, so importing is for who administers the whole university: the first code of every path.
  const university = `${scopes[0]?.links[0]?.unit.split('.', 1)[0] ?? ''}.`
  if (decide(scopes, actor.memberId, 'people.import', { unit: university }).allowed)
    able.push('people-import')
  return able
}
