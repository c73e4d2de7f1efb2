/** Grants as the command line names them: numbers of members, codes of units. Whoever runs it has the database anyway. */
import { isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import type { Category, Role } from '#platform/permit/roles'
import type { PeopleDeps } from './commands.ts'
import { giveWithoutPermit, grantOf, revokeWithoutPermit } from './commands-grants.ts'
import { isUuid, memberByNumber } from './queries.ts'
import type { PeopleTables } from './tables.ts'

export type GrantByName = {
  readonly number: string
  readonly role: Role
  readonly deny: boolean
  /** Absent: the whole university. */
  readonly unit?: string | undefined
  readonly campus?: string | undefined
  readonly categories?: readonly Category[] | undefined
  /** First and last day, ISO. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly parent?: string | undefined
  readonly reason: string
}

export async function giveByName(deps: PeopleDeps, named: GrantByName): Promise<{ id: string } | Refusal> {
  const db = deps.platform.read<PeopleTables>()
  const member = await memberByNumber(db, named.number)
  if (!member) return refuse('people.member-unknown')
  const units = db.selectFrom('people.unit').select('id')
  const unit = await (named.unit === undefined
    ? units.where('parent_id', 'is', null)
    : units.where('code', '=', named.unit)
  ).executeTakeFirst()
  if (!unit) return refuse('people.unit-unknown')
  if (named.parent !== undefined && !isUuid(named.parent)) return refuse('platform.not-found')
  const { campus, categories, from, until, parent, reason, role } = named
  const wanted = grantOf(deps, {
    member: member.id,
    effect: named.deny ? 'deny' : 'allow',
    role,
    unit: unit.id,
    campus,
    categories: categories && [...categories],
    from,
    until,
    parent,
    reason,
  })
  if (isRefusal(wanted)) return wanted
  return deps.platform.tx((tx) => giveWithoutPermit(deps, tx, wanted))
}

export async function revokeByName(
  deps: PeopleDeps,
  id: string,
  reason: string,
): Promise<undefined | Refusal> {
  if (!isUuid(id)) return refuse('platform.not-found')
  return deps.platform.tx((tx) => revokeWithoutPermit(deps, tx, id, reason))
}
