/** Members and units to whom answers point. */
import { type Answers, type Form, fieldsOf, type Names } from '@yizhan/forms'
import { sql } from 'kysely'
import { type HallReader, inList, isUuid } from './queries.ts'
import type { HallTables } from './tables.ts'

/** What stands in the answers of the fields of a widget. */
function pickedIn(form: Form, answers: Answers, widget: 'member' | 'unit'): string[] {
  return fieldsOf(form)
    .filter(({ field }) => field.widget === widget)
    .flatMap(({ field }) => (typeof answers[field.id] === 'string' ? [String(answers[field.id])] : []))
}

/** Names of the members (by id) and units (by code) to whom answers point. */
export async function namesIn(
  db: HallReader,
  form: Form,
  answers: Answers,
  language: 'zh' | 'en',
): Promise<Names> {
  const ids = pickedIn(form, answers, 'member').filter(isUuid)
  const units = await unitsOf(db, pickedIn(form, answers, 'unit'))
  const names = [...units.values()].map((unit) => [
    unit.code,
    language === 'en' ? unit.name_en : unit.name_zh,
  ])
  if (ids.length === 0) return Object.fromEntries(names)
  const rows = await db
    .selectFrom('people.member_card')
    .select(['id', 'name'])
    .where('id', '=', inList(ids))
    .execute()
  return Object.fromEntries([...names, ...rows.map(({ id, name }) => [id, name])])
}

/** Units by code, those that are no more included. */
export async function unitsOf(db: HallReader, codes: readonly string[]) {
  if (codes.length === 0) return new Map<string, HallTables['people.unit_card']>()
  const rows = await db
    .selectFrom('people.unit_card')
    .select(['code', 'name_zh', 'name_en', 'active'])
    .where('code', '=', sql<string>`any(${[...codes]}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.code, row]))
}

/** What the members to whom answers point are, those who have left not counted. */
export async function kindsOf(db: HallReader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('people.member_card')
    .select(['id', 'kind'])
    .where('id', '=', inList(ids))
    .where('active', '=', true)
    .execute()
  return new Map(rows.map(({ id, kind }) => [id, kind]))
}
