import type { Ability } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { mayAnywhere, scopesOf } from '#platform/permit/evaluate'
import type { Action } from '#platform/permit/roles'

const actionsOf: Readonly<Record<Exclude<Ability, 'tasks'>, readonly Action[]>> = {
  'people-admin': ['people.import', 'people.correction.handle', 'people.grant.give'],
  auditor: ['people.log.read'],
  'service-admin': ['hall.service.manage', 'process.operate'],
  'seal-admin': ['seal.withdraw'],
}

/** Which entries of the navigation make sense for this person. Every row behind them is decided again, on its own. */
export function abilitiesOf(actor: Actor, openTasks: number, now: Temporal.Instant): Ability[] {
  const scopes = scopesOf(actor.grants, actor.memberId, now)
  const granted = (Object.keys(actionsOf) as (keyof typeof actionsOf)[]).filter((ability) =>
    actionsOf[ability].some((action) => mayAnywhere(scopes, action)),
  )
  return actor.kind === 'staff' || openTasks > 0 ? ['tasks', ...granted] : granted
}
