/** Use cases: load, permit, decide, save. Imports are in commands-import.ts, grants in commands-grants.ts. */
import { isRefusal, type Refusal, refuse, type Words } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import type { Role } from '#platform/permit/roles'
import type { Platform } from '#platform/platform'
import { insertGrantUnchecked } from './commands-grants.ts'
import type { DataDictionary } from './elements.ts'
import { REPORTED, type Reported } from './events.ts'
import { searchKeys } from './pinyin.ts'
import { allow } from './policy.ts'
import { loadCorrection, rootPath } from './queries.ts'
import { elementsOf, factsOf, textOf } from './records.ts'
import { applyUnitChanges, audit, insertCorrection, insertMember, settleCorrectionRow } from './store.ts'
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
  const open = await insertCorrection(tx, {
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
  if (open !== id) return { id: open, goesTo: entry.source }
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

export type FirstMember = { readonly university: Words; readonly name: string; readonly number: string }
const firstRoles: readonly Role[] = ['people-admin', 'service-admin', 'operator', 'seal-manager']

/**
 * First run: the university as root unit, its first member, and what that member needs to bring in all others. Units
 * and people may have come before, by the command line: then the member of that number is taken, if the name agrees.
 */
export async function createAdministrator(
  deps: PeopleDeps,
  tx: Tx,
  first: FirstMember,
): Promise<string | Refusal> {
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
  const id = await firstMember(platform, tx, first, unit.id)
  if (isRefusal(id)) return id
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

async function firstMember(
  platform: Platform,
  tx: Tx,
  first: FirstMember,
  unitId: string,
): Promise<string | Refusal> {
  const { number } = first
  const name = first.name.trim().normalize('NFC')
  const known = await tx
    .withTables<PeopleTables>()
    .selectFrom('people.member')
    .select(['id', 'name', 'departed_on'])
    .where('number', '=', number)
    .executeTakeFirst()
  if (known)
    return known.name === name && known.departed_on === null
      ? known.id
      : refuse('account.setup-number', { number, name })
  const id = platform.newId()
  await insertMember(tx, {
    id,
    number,
    kind: 'staff',
    unit_id: unitId,
    name,
    ...searchKeys(name),
    source: '首次设置',
    as_of: platform.clock().toString(),
  })
  return id
}
