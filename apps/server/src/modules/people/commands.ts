/** Use cases: load, permit, decide, save. Imports are in commands-import.ts. */
import { isRefusal, type Refusal, refuse, type Words } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import { type Grant, tooWide } from '#platform/permit/evaluate'
import { isRole, type Role } from '#platform/permit/roles'
import type { Platform } from '#platform/platform'
import type { DataDictionary } from './elements.ts'
import { REPORTED, type Reported } from './events.ts'
import { loadGrant } from './grants.ts'
import { searchKeys } from './pinyin.ts'
import { allow } from './policy.ts'
import { loadCorrection, rootPath, unitPath } from './queries.ts'
import { elementsOf, factsOf, textOf } from './records.ts'
import {
  applyUnitChanges,
  audit,
  insertCorrection,
  insertGrant,
  insertMember,
  revokeGrantRow,
  settleCorrectionRow,
} from './store.ts'
import type { PeopleTables } from './tables.ts'

export type PeopleDeps = { readonly platform: Platform; readonly dictionary: DataDictionary }

export function todayOf(platform: Platform): string {
  return platform.clock().toZonedDateTimeISO(platform.config.zone).toPlainDate().toString()
}

/** Says that a value of one's own record is wrong; a second report of the same element while one is open is the same report. */
export async function reportWrong(
  { platform, dictionary }: PeopleDeps,
  tx: Tx,
  actor: Actor,
  element: string,
  note: string,
): Promise<{ id: string; goesTo: Words } | Refusal> {
  const db = tx.withTables<PeopleTables>()
  const entry = dictionary.get(element)
  if (!entry) return refuse('platform.not-found')
  const facts = await factsOf(db, actor.memberId, todayOf(platform))
  const [found] = facts ? await elementsOf(db, dictionary, facts, [element]) : []
  const id = platform.newId()
  const fresh = await insertCorrection(tx, {
    id,
    member_id: actor.memberId,
    element,
    shown: (found && textOf(found, 'zh')) ?? '',
    note: note.normalize('NFC'),
    at: platform.clock().toString(),
    settled_at: null,
    settled_by: null,
    settled_note: null,
  })
  if (!fresh) {
    const open = await db
      .selectFrom('people.correction')
      .select('id')
      .where('member_id', '=', actor.memberId)
      .where('element', '=', element)
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow()
    return { id: open.id, goesTo: entry.source }
  }
  const payload: Reported = { correctionId: id, memberId: actor.memberId, element }
  await platform.events.emit(tx, { name: REPORTED, actor: actor.memberId, payload })
  return { id, goesTo: entry.source }
}

export async function settleCorrection(
  { platform, dictionary }: PeopleDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  settled: { state: 'corrected' | 'kept'; note: string },
): Promise<undefined | Refusal> {
  const row = await loadCorrection(tx.withTables<PeopleTables>(), id)
  if (!row) return refuse('platform.not-found')
  const now = platform.clock()
  const target = {
    unit: row.unit_path,
    campus: row.campus ?? undefined,
    category: dictionary.get(row.element)?.category,
  }
  const allowed = allow(actor, 'people.correction.handle', target, now)
  if (isRefusal(allowed)) return allowed
  const at = now.toString()
  const done = await settleCorrectionRow(tx, id, { ...settled, at, by: actor.memberId })
  if (!done) return refuse('process.duplicate')
  await audit(tx, {
    id: platform.newId(),
    at,
    actor: actor.memberId,
    action: 'people.correction.handle',
    target: id,
    grant: allowed.by,
  })
  return undefined
}

export type NewGrant = {
  readonly subject: string
  readonly effect?: 'allow' | 'deny'
  readonly role: Role
  readonly unitId: string
  readonly campus?: string
  /** Absent: every category. */
  readonly categories?: readonly Grant['categories'][number][]
  readonly from: Temporal.Instant
  readonly until?: Temporal.Instant
  /** The actor's own grant that is passed on. */
  readonly parent?: string
  readonly reason: string
}

/** Gives a grant: by the right to give any, or by passing on a part of one's own for a time. */
export async function giveGrant(
  deps: PeopleDeps,
  tx: Tx,
  actor: Actor,
  wanted: NewGrant,
): Promise<{ id: string } | Refusal> {
  const db = tx.withTables<PeopleTables>()
  const unit = await unitPath(db, wanted.unitId)
  if (unit === undefined) return refuse('people.unit-unknown')
  if (wanted.subject === actor.memberId && wanted.effect !== 'deny') return refuse('platform.forbidden')
  const by =
    wanted.parent === undefined
      ? allow(actor, 'people.grant.give', { unit }, deps.platform.clock())
      : await mayDelegate(tx, actor, wanted, unit)
  if (isRefusal(by)) return by
  return insertGrantUnchecked(deps, tx, wanted, { memberId: actor.memberId, grant: by.by })
}

async function mayDelegate(tx: Tx, actor: Actor, wanted: NewGrant, unit: string) {
  const parent = await loadGrant(tx.withTables<PeopleTables>(), wanted.parent ?? '')
  if (isRefusal(parent)) return parent
  if (parent.subject !== actor.memberId) return refuse('platform.forbidden')
  const wide = tooWide(parent, {
    id: '',
    subject: wanted.subject,
    effect: wanted.effect ?? 'allow',
    role: wanted.role,
    unit,
    campus: wanted.campus,
    categories: (wanted.categories as Grant['categories'] | undefined) ?? 'all',
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

/** Writes a grant that nobody's permission covers: the first administrator, the demo university. */
export async function insertGrantUnchecked(
  { platform }: PeopleDeps,
  tx: Tx,
  wanted: NewGrant,
  by: { memberId: string; grant: string } | undefined,
): Promise<{ id: string }> {
  if (!isRole(wanted.role)) throw new Error(`there is no role ${wanted.role}`)
  const id = platform.newId()
  const at = platform.clock().toString()
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
    granted_by: by?.memberId ?? null,
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
      actor: by.memberId,
      action: 'people.grant.give',
      target: id,
      grant: by.grant,
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
  const now = deps.platform.clock()
  const allowed =
    given?.granted_by === actor.memberId
      ? { ok: true as const, by: id }
      : allow(actor, 'people.grant.give', { unit: grant.unit }, now)
  if (isRefusal(allowed)) return allowed
  const at = now.toString()
  if (!(await revokeGrantRow(tx, id, at, actor.memberId, reason))) return refuse('process.duplicate')
  await audit(tx, {
    id: deps.platform.newId(),
    at,
    actor: actor.memberId,
    action: 'people.grant.revoke',
    target: id,
    grant: allowed.by,
  })
  return undefined
}

export type FirstMember = { readonly university: Words; readonly name: string; readonly number: string }
const firstRoles: readonly Role[] = ['people-admin', 'service-admin', 'operator', 'seal-manager']

/** First run: the university as root unit, its first member, and what that member needs to bring in all others. */
export async function createAdministrator(deps: PeopleDeps, tx: Tx, first: FirstMember): Promise<string> {
  const db = tx.withTables<PeopleTables>()
  const { platform } = deps
  const now = platform.clock()
  const at = now.toString()
  const path = await rootPath(db)
  if (path === undefined) {
    const root = {
      id: platform.newId(),
      code: '000',
      name_zh: first.university.zh,
      name_en: first.university.en,
      kind: 'university',
      parent_id: null,
      path: '000.',
      school_id: null,
      campus: null,
      active: true,
      merged_into: null,
    } as const
    await applyUnitChanges(tx, [{ what: 'created', before: null, after: root }], { at, reason: 'first run' })
  }
  const unit = await db
    .selectFrom('people.unit')
    .select('id')
    .where('parent_id', 'is', null)
    .executeTakeFirstOrThrow()
  const id = platform.newId()
  const name = first.name.trim().normalize('NFC')
  await insertMember(tx, {
    id,
    number: first.number,
    kind: 'staff',
    unit_id: unit.id,
    name,
    ...searchKeys(name),
    source: '首次设置',
    as_of: at,
  })
  for (const role of firstRoles) {
    await insertGrantUnchecked(
      deps,
      tx,
      { subject: id, role, unitId: unit.id, from: now, reason: 'first run' },
      undefined,
    )
  }
  return id
}
