/** Giving, passing on and revoking grants. */
import { isRefusal, type Refusal, type NewGrant as Requested, refuse, type Words } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import { type Grant, tooWide } from '#platform/permit/evaluate'
import { type Category, categories, isRole, type Role } from '#platform/permit/roles'
import type { PeopleDeps } from './commands.ts'
import { loadGrant, startOf } from './grants.ts'
import { type Allowed, allow } from './policy.ts'
import { memberRow, unitPath } from './queries.ts'
import { audit, insertGrant, revokeGrantRow } from './store.ts'
import type { PeopleTables } from './tables.ts'

export type NewGrant = {
  readonly subject: string
  readonly effect?: 'allow' | 'deny'
  readonly role: Role
  readonly unitId: string
  readonly campus?: string
  /** Absent: every category. */
  readonly categories?: readonly Category[]
  readonly from: Temporal.Instant
  readonly until?: Temporal.Instant
  /** The actor's own grant that is passed on. */
  readonly parent?: string
  readonly reason: string
}

type ByDay = Pick<Requested, 'from' | 'until'>

/** First and last day as instants. What begins today begins now: a grant does not reach back. */
export function periodOf(
  { platform: { clock, config } }: PeopleDeps,
  { from, until }: ByDay,
): { from: Temporal.Instant; until?: Temporal.Instant } | Refusal {
  const now = clock()
  const first = from === undefined ? now : startOf(from, config.zone, 0)
  const begins = Temporal.Instant.compare(first, now) < 0 ? now : first
  if (until === undefined) return { from: begins }
  const ends = startOf(until, config.zone, 1)
  if (Temporal.Instant.compare(ends, begins) > 0) return { from: begins, until: ends }
  return refuse('platform.invalid', undefined, [
    { path: 'body.until', zh: '最后一天在开始之前', en: 'The last day is before the first' },
  ])
}

/** A grant as a page or the command line asks for it: days instead of instants. */
export function grantOf(deps: PeopleDeps, asked: Requested): NewGrant | Refusal {
  const period = periodOf(deps, asked)
  if (isRefusal(period)) return period
  return {
    subject: asked.member,
    effect: asked.effect,
    role: asked.role,
    unitId: asked.unit,
    ...(asked.campus === undefined ? {} : { campus: asked.campus.normalize('NFC') }),
    ...(asked.categories === undefined ? {} : { categories: asked.categories }),
    ...period,
    ...(asked.parent === undefined ? {} : { parent: asked.parent }),
    reason: asked.reason.normalize('NFC'),
  }
}

/** Gives a grant: by the right to give any, or by passing on a part of one's own for a time. */
export async function giveGrant(
  deps: PeopleDeps,
  tx: Tx,
  actor: Actor,
  wanted: NewGrant,
): Promise<{ id: string } | Refusal> {
  const unit = await placeOf(tx, wanted)
  if (isRefusal(unit)) return unit
  if (wanted.subject === actor.memberId && wanted.effect !== 'deny') return refuse('people.grant-self')
  const by =
    wanted.parent === undefined
      ? mayGive(actor, wanted, unit.path, deps.platform.clock())
      : await mayDelegate(tx, actor.memberId, wanted, unit.path)
  if (isRefusal(by)) return by
  return insertGrantUnchecked(deps, tx, wanted, { memberId: actor.memberId, grant: by.by })
}

/** The same without a permit, for the command line; a part of a grant must be a part there, too. */
export async function giveWithoutPermit(
  deps: PeopleDeps,
  tx: Tx,
  wanted: NewGrant,
): Promise<{ id: string } | Refusal> {
  const unit = await placeOf(tx, wanted)
  if (isRefusal(unit)) return unit
  if (wanted.parent !== undefined) {
    const narrow = await mayDelegate(tx, undefined, wanted, unit.path)
    if (isRefusal(narrow)) return narrow
  }
  return insertGrantUnchecked(deps, tx, wanted, 'command line')
}

/** The unit's path; a refusal when unit, member or campus are not there. */
async function placeOf(tx: Tx, wanted: NewGrant): Promise<{ path: string } | Refusal> {
  const db = tx.withTables<PeopleTables>()
  const path = await unitPath(db, wanted.unitId)
  if (path === undefined) return refuse('people.unit-unknown')
  if (!(await memberRow(db, wanted.subject))) return refuse('people.member-unknown')
  if (wanted.campus === undefined) return { path }
  const there = await db
    .selectFrom('people.unit')
    .select('id')
    .where('campus', '=', wanted.campus)
    .limit(1)
    .execute()
  if (there.length > 0) return { path }
  return refuse('platform.invalid', undefined, [
    { path: 'body.campus', zh: '没有这个校区', en: 'There is no such campus' },
  ])
}

/** Whose right to give is itself limited to a campus or to categories gives no more than that. */
function mayGive(actor: Actor, wanted: NewGrant, unit: string, now: Temporal.Instant): Allowed | Refusal {
  let by: Allowed | undefined
  for (const category of wanted.categories ?? categories) {
    const allowed = allow(actor, 'people.grant.give', { unit, campus: wanted.campus, category }, now)
    if (isRefusal(allowed)) return allowed
    by ??= allowed
  }
  return by ?? refuse('platform.forbidden')
}

/** @param holder who passes it on; absent: whoever holds it */
async function mayDelegate(tx: Tx, holder: string | undefined, wanted: NewGrant, unit: string) {
  const parent = await loadGrant(tx.withTables<PeopleTables>(), wanted.parent ?? '')
  if (isRefusal(parent)) return parent
  if (holder !== undefined && parent.subject !== holder) return refuse('platform.forbidden')
  const wide = tooWide(parent, {
    id: '',
    subject: wanted.subject,
    effect: wanted.effect ?? 'allow',
    role: wanted.role,
    unit,
    campus: wanted.campus,
    categories: wanted.categories ?? 'all',
    from: wanted.from,
    until: wanted.until,
  })
  if (wide === undefined) return { ok: true, by: parent.id } as const
  return refuse('platform.invalid', { part: wide }, [{ path: wide, ...tooWideWords[wide] }])
}

const tooWideWords: Readonly<Record<NonNullable<ReturnType<typeof tooWide>>, Words>> = {
  role: { zh: '只能转授同一个角色', en: 'Only the same role can be passed on' },
  unit: { zh: '超出你自己的单位范围', en: 'Wider than your own units' },
  campus: { zh: '超出你自己的校区', en: 'Another campus than your own' },
  categories: { zh: '超出你自己能看的数据类别', en: 'More categories than your own' },
  period: { zh: '要有截止时间，且不晚于你自己的', en: 'It must end, and not later than your own' },
}

/** Writes a grant that nobody's permission covers: the first administrator, the demo university, the command line. */
export async function insertGrantUnchecked(
  { platform }: PeopleDeps,
  tx: Tx,
  wanted: NewGrant,
  by: { memberId: string; grant: string } | 'command line' | undefined,
): Promise<{ id: string }> {
  if (!isRole(wanted.role)) throw new Error(`there is no role ${wanted.role}`)
  const id = platform.newId()
  const at = platform.clock().toString()
  const giver = typeof by === 'object' ? by : undefined
  await insertGrant(tx, {
    id,
    subject: wanted.subject,
    effect: wanted.effect ?? 'allow',
    role: wanted.role,
    unit_id: wanted.unitId,
    campus: wanted.campus ?? null,
    categories: wanted.categories ? [...wanted.categories] : null,
    valid_from: wanted.from.toString(),
    valid_until: wanted.until?.toString() ?? null,
    parent: wanted.parent ?? null,
    granted_by: giver?.memberId ?? null,
    reason: wanted.reason,
    at,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
  })
  if (by)
    await audit(tx, {
      id: platform.newId(),
      at,
      actor: giver?.memberId ?? null,
      action: 'people.grant.give',
      target: id,
      grant: giver?.grant ?? null,
    })
  return { id }
}

/** Ends a grant at once, and with it everything delegated from it: by whoever gave it, or by the right to give. */
export async function revokeGrant(
  deps: PeopleDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  reason: string,
): Promise<undefined | Refusal> {
  const db = tx.withTables<PeopleTables>()
  const grant = await loadGrant(db, id)
  if (isRefusal(grant)) return grant
  const given = await db
    .selectFrom('people.grant')
    .select('granted_by')
    .where('id', '=', id)
    .executeTakeFirst()
  const allowed = mayRevoke(actor, { ...grant, givenBy: given?.granted_by ?? null }, deps.platform.clock())
  if (isRefusal(allowed)) return allowed
  return revoke(deps, tx, id, reason, { memberId: actor.memberId, grant: allowed.by })
}

type Revocable = Pick<Grant, 'id' | 'subject' | 'effect' | 'unit' | 'campus'> & {
  readonly givenBy: string | null
}

export function mayRevoke(actor: Actor, grant: Revocable, now: Temporal.Instant): Allowed | Refusal {
  const restrains = grant.effect === 'deny' && grant.subject === actor.memberId
  if (restrains) return refuse('people.grant-self')
  if (grant.givenBy === actor.memberId) return { ok: true, by: grant.id }
  return allow(actor, 'people.grant.give', { unit: grant.unit, campus: grant.campus }, now)
}

/** The same without a permit, for the command line. */
export async function revokeWithoutPermit(
  deps: PeopleDeps,
  tx: Tx,
  id: string,
  reason: string,
): Promise<undefined | Refusal> {
  const grant = await loadGrant(tx.withTables<PeopleTables>(), id)
  return isRefusal(grant) ? grant : revoke(deps, tx, id, reason, undefined)
}

async function revoke(
  { platform }: PeopleDeps,
  tx: Tx,
  id: string,
  reason: string,
  by: { memberId: string; grant: string } | undefined,
): Promise<undefined | Refusal> {
  const at = platform.clock().toString()
  const actor = by?.memberId ?? null
  if (!(await revokeGrantRow(tx, id, at, actor, reason))) return refuse('process.duplicate')
  await audit(tx, {
    id: platform.newId(),
    at,
    actor,
    action: 'people.grant.revoke',
    target: id,
    grant: by?.grant ?? null,
  })
  return undefined
}
