/** The only SQL that writes the tables of people, except the import's set-based merge. */
import { type Insertable, sql } from 'kysely'
import type { Tx } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import type { UnitChange, UnitState } from './import-units.ts'
import type {
  AccessLogTable,
  CorrectionTable,
  GrantTable,
  ImportTable,
  MemberTable,
  PeopleTables,
} from './tables.ts'

export async function loadUnits(tx: Tx): Promise<UnitState[]> {
  return tx
    .withTables<PeopleTables>()
    .selectFrom('people.unit')
    .select([
      'id',
      'code',
      'name_zh',
      'name_en',
      'kind',
      'parent_id',
      'path',
      'school_id',
      'campus',
      'active',
      'merged_into',
    ])
    .orderBy('path')
    .execute()
}

export type By = {
  readonly at: string
  readonly byMember?: string | undefined
  readonly byImport?: string | undefined
  readonly reason?: string
}

/** Writes changed units and one line of history each. Parents come before their children. */
export async function applyUnitChanges(tx: Tx, changes: readonly UnitChange[], by: By): Promise<void> {
  const db = tx.withTables<PeopleTables>()
  for (const { what, before, after } of changes) {
    const { id, ...facts } = after
    if (what === 'created') {
      // What it merged into may be a later line; set below.
      await db
        .insertInto('people.unit')
        .values({ ...after, merged_into: null, as_of: by.at })
        .execute()
    } else {
      await db
        .updateTable('people.unit')
        .set({ ...facts, as_of: by.at })
        .where('id', '=', id)
        .execute()
    }
    await db
      .insertInto('people.unit_history')
      .values({
        id: uuidv7(),
        unit_id: id,
        at: by.at,
        what,
        before: before === null ? null : JSON.stringify(before),
        after: JSON.stringify(after),
        by_member: by.byMember ?? null,
        by_import: by.byImport ?? null,
        reason: by.reason ?? null,
      })
      .execute()
  }
  for (const { what, after } of changes) {
    if (what !== 'created' || after.merged_into === null) continue
    await db
      .updateTable('people.unit')
      .set({ merged_into: after.merged_into })
      .where('id', '=', after.id)
      .execute()
  }
}

export async function insertImport(tx: Tx, row: Insertable<ImportTable>): Promise<void> {
  await tx.withTables<PeopleTables>().insertInto('people.import').values(row).execute()
}

export type ImportResult = Pick<
  Insertable<ImportTable>,
  'lines_read' | 'added' | 'changed' | 'unchanged' | 'departed' | 'errors' | 'error_count'
>

export async function endImport(
  tx: Tx,
  id: string,
  state: 'done' | 'bad' | 'failed',
  at: string,
  result: Partial<ImportResult>,
): Promise<void> {
  await tx
    .withTables<PeopleTables>()
    .updateTable('people.import')
    .set({ ...result, state, ended_at: at })
    .where('id', '=', id)
    .execute()
}

/**
 * What stood in bad cells, maybe identity numbers, and the file itself leave with time; that there was an import, by
 * whom, and how many lines were bad and why, stays.
 */
export async function forgetImports(tx: Tx, before: Temporal.Instant): Promise<void> {
  await sql`
    update people.import set sha256 = null, errors = (
      select coalesce(jsonb_agg(error || '{"value": ""}' order by place), '[]')
      from jsonb_array_elements(errors) with ordinality as one (error, place))
    where ended_at < ${before.toString()}::timestamptz
      and (sha256 is not null or jsonb_path_exists(errors, '$[*] ? (@.value != "")'))`.execute(tx)
}

export async function insertGrant(tx: Tx, row: Insertable<GrantTable>): Promise<void> {
  await tx.withTables<PeopleTables>().insertInto('people.grant').values(row).execute()
}

/** @returns false when it was revoked already */
export async function revokeGrantRow(
  tx: Tx,
  id: string,
  at: string,
  by: string | null,
  reason: string,
): Promise<boolean> {
  const done = await tx
    .withTables<PeopleTables>()
    .updateTable('people.grant')
    .set({ revoked_at: at, revoked_by: by, revoke_reason: reason })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

/** @returns the id of the open report of this element: the given one, or that of a report which was there already */
export async function insertCorrection(tx: Tx, row: Insertable<CorrectionTable>): Promise<string> {
  const { id } = await tx
    .withTables<PeopleTables>()
    .insertInto('people.correction')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['member_id', 'element'])
        // In words: as a parameter it names no index any more once PostgreSQL plans for all values.
        .where(sql<boolean>`state = 'open'`)
        // Not "do nothing": that would leave the moment between the conflict and reading the row to whoever settles it.
        .doUpdateSet({ state: 'open' }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** @returns false when it was settled already */
export async function settleCorrectionRow(
  tx: Tx,
  id: string,
  settled: { state: 'corrected' | 'kept'; at: string; by: string; note: string },
): Promise<boolean> {
  const done = await tx
    .withTables<PeopleTables>()
    .updateTable('people.correction')
    .set({ state: settled.state, settled_at: settled.at, settled_by: settled.by, settled_note: settled.note })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export async function insertAccess(tx: Tx, row: Insertable<AccessLogTable>): Promise<void> {
  await tx.withTables<PeopleTables>().insertInto('people.access_log').values(row).execute()
}

export type NewMember = Pick<
  Insertable<MemberTable>,
  'id' | 'number' | 'kind' | 'unit_id' | 'name' | 'pinyin' | 'initials' | 'source' | 'as_of'
>

/** One member by hand; everybody else comes by import. */
export async function insertMember(tx: Tx, row: NewMember): Promise<void> {
  const columns = Object.keys(row).map((column) => sql.ref(column))
  await sql`insert into people.member (${sql.join(columns)}) values (${sql.join(Object.values(row))})`.execute(
    tx,
  )
}

/** Counts active members into their units, after an import. Only units whose number differs are written. */
export async function countMembers(tx: Tx): Promise<void> {
  await sql`
    update people.unit set members = counted.members
    from (
      select unit.id, count(member.id)::int as members
      from people.unit left join people.member on member.unit_id = unit.id and member.departed_on is null
      group by unit.id
    ) as counted
    where counted.id = unit.id and unit.members <> counted.members`.execute(tx)
}

/** Few changes leave the planner's picture right; after many it must look again, or short lists read whole tables. */
export async function refreshStatistics(tx: Tx, changed: number): Promise<void> {
  if (changed >= 1000) await sql`select people.refresh_statistics()`.execute(tx)
}

export async function showProgress(tx: Tx, id: string, lines: number): Promise<void> {
  await tx
    .withTables<PeopleTables>()
    .updateTable('people.import')
    .set({ state: 'running', lines_read: lines })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .execute()
}

export type Audited = {
  readonly id: string
  readonly at: string
  /** Null: the command line; whoever runs that has the database anyway. */
  readonly actor: string | null
  readonly action: string
  readonly target: string
  readonly grant: string | null
}

/** Who did what under which grant. A right to one's own, or by a position, has no row in people.grant but is named alike. */
export async function audit(tx: Tx, row: Audited): Promise<void> {
  await tx
    .insertInto('platform.audit')
    .values({
      id: row.id,
      at: row.at,
      actor: row.actor,
      action: row.action,
      target: row.target,
      grant_id: row.grant === 'own' ? null : row.grant,
      request: null,
      facts: '{}',
    })
    .execute()
}
