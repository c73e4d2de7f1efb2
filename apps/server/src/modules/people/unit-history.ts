/** What a unit was called and where it stood, from its history. */
import { type Refusal, refuse, type UnitChange, type Words } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import type { PeopleTables } from './tables.ts'

type State = {
  readonly name_zh: string
  readonly name_en: string
  readonly parent_id: string | null
  readonly merged_into: string | null
}

/** The unit's own changes and those of units that were merged into it, the latest first. */
export async function unitHistory(
  db: Reader<PeopleTables>,
  id: string,
): Promise<{ rows: UnitChange[] } | Refusal> {
  const units = await db.selectFrom('people.unit').select(['id', 'name_zh', 'name_en']).execute()
  const names = new Map(
    units.map((unit): [string, Words] => [unit.id, { zh: unit.name_zh, en: unit.name_en }]),
  )
  const own = names.get(id)
  if (!own) return refuse('people.unit-unknown')
  const rows = await db
    .selectFrom('people.unit_history as history')
    .leftJoin('people.import as import', 'import.id', 'history.by_import')
    .select(['history.id', 'history.unit_id', 'history.at', 'history.what'])
    .select(['history.before', 'history.after', 'history.reason', 'import.file_name'])
    .where((eb) =>
      eb.or([
        eb('history.unit_id', '=', id),
        eb.and([eb('history.what', '=', 'merged'), sql<boolean>`history.after ->> 'merged_into' = ${id}`]),
      ]),
    )
    .orderBy('history.at', 'desc')
    .orderBy('history.id', 'desc')
    .limit(200)
    .execute()
  const nameOf = (unit: string | null) => (unit === null ? undefined : names.get(unit))
  const stateOf = (state: State) => ({
    name: { zh: state.name_zh, en: state.name_en },
    parent: nameOf(state.parent_id),
  })
  return {
    rows: rows.map((row) => {
      const after = row.after as State
      return {
        id: row.id,
        at: row.at,
        what: row.what,
        unit: names.get(row.unit_id) ?? own,
        before: row.before === null ? undefined : stateOf(row.before as State),
        after: { ...stateOf(after), mergedInto: nameOf(after.merged_into) },
        reason: row.reason ?? undefined,
        fileName: row.file_name ?? undefined,
      }
    }),
  }
}
