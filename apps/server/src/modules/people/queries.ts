/** Reads, in the contract's shapes. */
import type { Element, MemberCard, MemberDetail, Report, Unit } from '@yizhan/contracts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Reader } from '#platform/db'
import { type ElementValue, textOf } from './records.ts'
import type { MemberCardView, MemberKind, PeopleTables } from './tables.ts'

type Db = Reader<PeopleTables>
export type MemberRow = MemberDetail['card']

/** The whole tree in the order of its paths; `members` counts the unit and everything below it. */
export async function unitTree(db: Db): Promise<Unit[]> {
  const rows = await db.selectFrom('people.unit').selectAll().orderBy('path').execute()
  const totals = new Map(rows.map((row) => [row.id, row.members]))
  const parents = new Map(rows.map((row) => [row.id, row.parent_id]))
  // Children come after their parents, so going backwards adds each subtree to what is above it once.
  for (const { id } of rows.toReversed()) {
    const parent = parents.get(id)
    if (parent != null) totals.set(parent, (totals.get(parent) ?? 0) + (totals.get(id) ?? 0))
  }
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    kind: row.kind,
    ...(row.campus === null ? {} : { campus: row.campus }),
    ...(row.parent_id === null ? {} : { parentId: row.parent_id }),
    members: totals.get(row.id) ?? 0,
    active: row.active,
  }))
}

export async function rootPath(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('people.unit')
    .select('path')
    .where('parent_id', 'is', null)
    .executeTakeFirst()
  return row?.path
}

export async function unitPath(db: Db, id: string): Promise<string | undefined> {
  return (await db.selectFrom('people.unit').select('path').where('id', '=', id).executeTakeFirst())?.path
}

type Card = Pick<MemberCardView, 'id' | 'number' | 'name' | 'kind' | 'unit_zh' | 'unit_en'>
type CardRow = Card & Pick<MemberCardView, 'active' | 'level' | 'year' | 'study_status'>

const cardColumns = ['id', 'number', 'name', 'kind', 'unit_zh', 'unit_en'] as const
const rowColumns = [...cardColumns, 'active', 'level', 'year', 'study_status'] as const

export function toCard(row: Card): MemberCard {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    kind: row.kind,
    unit: { zh: row.unit_zh, en: row.unit_en },
  }
}

const present: Readonly<Record<MemberKind, string>> = {
  student: '在读',
  staff: '在职',
  retired: '离退休',
  external: '在册',
}

export function toRow(row: CardRow): MemberRow {
  return {
    ...toCard(row),
    status: row.active ? (row.study_status ?? present[row.kind]) : '已离校',
    ...(row.level === null ? {} : { level: row.level }),
    ...(row.year === null ? {} : { year: row.year }),
  }
}

export async function memberCards(db: Db, ids: readonly string[]): Promise<Map<string, MemberCard>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('people.member_card')
    .select([...cardColumns])
    .where('id', '=', sql<string>`any(${[...new Set(ids)]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, toCard(row)]))
}

export async function memberByNumber(db: Db, number: string): Promise<MemberRow | undefined> {
  const row = await db
    .selectFrom('people.member_card')
    .select([...rowColumns])
    .where('number', '=', number)
    .executeTakeFirst()
  return row && toRow(row)
}

/** Matches the beginning of a name, a number, pinyin (`linzhixia`) or initials (`lzx`), each by its own index. */
function matches(q: string): RawBuilder<SqlBool> {
  const asked = q.trim().normalize('NFKC')
  const pattern = `${asked.replaceAll(/[\\%_]/g, '\\$&')}%`
  if (/^[0-9-]+$/.test(asked)) return sql<SqlBool>`member.number like ${pattern}`
  if (!/^[A-Za-z0-9 -]+$/.test(asked)) return sql<SqlBool>`member.name like ${pattern}`
  const small = `${asked.replaceAll(/[ -]/g, '').toLowerCase()}%`
  return sql<SqlBool>`(member.pinyin like ${small} or member.initials like ${small}
    or member.number like ${pattern.toUpperCase()} or member.name like ${pattern})`
}

export type MemberSearch = {
  readonly q?: string | undefined
  readonly unit?: string | undefined
  readonly kind?: MemberKind | undefined
  readonly after?: string | undefined
  readonly limit: number
}

export type Page<T> = { rows: T[]; next?: string }

export function pageOf<R, T>(
  rows: R[],
  limit: number,
  cursor: (row: R) => string,
  show: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(show), ...(rows.length > limit && last ? { next: cursor(last) } : {}) }
}

export type Within = {
  /** Paths of units outside of which nobody can be allowed. */
  readonly reach: readonly string[]
  /** The permission predicate over `listColumns`. */
  readonly allowed: RawBuilder<SqlBool>
}

const memberKinds: readonly MemberKind[] = ['student', 'staff', 'retired', 'external']

/**
 * What the permission predicate of `searchMembers` is about. Not the owner: one's own row stands on one's own page, and
 * an `or` about it would keep the planner from deciding once for a whole unit.
 */
export const listColumns = {
  unit: sql.ref('place.path'),
  campus: sql`coalesce(member.campus, place.campus)`,
}

export async function searchMembers(db: Db, search: MemberSearch, within: Within): Promise<Page<MemberRow>> {
  const path = search.unit === undefined ? '' : await unitPath(db, search.unit)
  if (path === undefined) return { rows: [] }
  const words = search.q?.trim() ?? ''
  const tests = [within.allowed]
  if (search.after !== undefined) tests.push(sql<SqlBool>`member.number > ${search.after}`)
  const first = sql`order by member.number limit ${search.limit + 1}`
  const places = sql`(select place.* from people.unit as place
    where place.path like ${`${path}%`} and place.path like any(${within.reach.map((unit) => `${unit}%`)}::text[])) as place`
  const kinds = search.kind === undefined ? memberKinds : [search.kind]
  const ofKind = sql`kind.name = member.kind and member.unit_id = place.id`
  const found =
    words === ''
      ? // Each unit gives its first few: a planner would walk all numbers in search of a small unit.
        sql`select member.* from ${places} cross join unnest(${kinds}::text[]) as kind (name)
          cross join lateral (
            select member.id, member.number from people.member as member
            where ${ofKind} and ${sql.join(tests, sql` and `)} ${first}
          ) as member ${first}`
      : sql`select member.id, member.number from people.member as member join ${places} on place.id = member.unit_id
          where member.kind = any(${kinds}::text[]) and ${sql.join([...tests, matches(words)], sql` and `)} ${first}`
  const columns = sql.join(rowColumns.map((column) => sql.ref(`card.${column}`)))
  const { rows } = await sql<CardRow>`
    select ${columns} from (${found}) as found join people.member_card as card on card.id = found.id
    order by found.number`.execute(db)
  return pageOf(rows, search.limit, (row) => row.number, toRow)
}

/** Twenty colleagues for a form field: active members only, cards only. */
export async function pickMembers(db: Db, q: string, kind: MemberKind | undefined): Promise<MemberCard[]> {
  if (q.trim() === '') return []
  let query = db
    .selectFrom('people.member as member')
    .innerJoin('people.member_card as card', 'card.id', 'member.id')
    .select(cardColumns.map((column) => `card.${column}` as const))
    .where('member.departed_on', 'is', null)
    .where(matches(q))
    .orderBy('member.number')
    .limit(20)
  if (kind !== undefined) query = query.where('member.kind', '=', kind)
  return (await query.execute()).map(toCard)
}

export type UnitPick = Pick<Unit, 'id' | 'code' | 'name' | 'kind'>

export async function pickUnits(db: Db, q: string): Promise<UnitPick[]> {
  const asked = q.trim().toLowerCase()
  const units = (await unitTree(db)).filter((unit) => unit.active)
  return units
    .filter(
      ({ code, name }) =>
        code.startsWith(asked) || name.zh.includes(asked) || name.en.toLowerCase().includes(asked),
    )
    .slice(0, 50)
    .map(({ id, code, name, kind }) => ({ id, code, name, kind }))
}

export type Shown = {
  readonly elements: readonly ElementValue[]
  readonly seen: ReadonlySet<string>
  readonly language: 'zh' | 'en'
  readonly reports: ReadonlyMap<string, Report>
}

export function toElements({ elements, seen, language, reports }: Shown): Element[] {
  return elements.map((element) => {
    const { id, name, source, category } = element
    const reported = reports.get(id)
    const base = { id, name, source, category, ...(reported ? { reported } : {}) }
    if (!seen.has(element.id)) return { ...base, hidden: true }
    const text = textOf(element, language)
    return {
      ...base,
      hidden: false,
      value: element.value,
      asOf: element.asOf,
      ...(text === undefined ? {} : { text }),
    }
  })
}

export async function memberRow(db: Db, id: string) {
  return db
    .selectFrom('people.member_card')
    .select([...rowColumns, 'unit_path', 'campus'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function positionsOf(db: Db, memberId: string): Promise<MemberDetail['positions']> {
  const rows = await db
    .selectFrom('people.position as position')
    .innerJoin('people.unit as unit', 'unit.id', 'position.unit_id')
    .select([
      'unit.name_zh',
      'unit.name_en',
      'position.position',
      'title_zh',
      'title_en',
      'from_date',
      'to_date',
    ])
    .where('position.member_id', '=', memberId)
    .orderBy('from_date', 'desc')
    .execute()
  return rows.map((row) => ({
    unit: { zh: row.name_zh, en: row.name_en },
    position: row.position,
    title: { zh: row.title_zh, en: row.title_en },
    from: row.from_date,
    ...(row.to_date === null ? {} : { to: row.to_date }),
  }))
}

export async function relationsOf(
  db: Db,
  memberId: string,
  today: string,
): Promise<MemberDetail['relations']> {
  const rows = await db
    .selectFrom('people.relation as relation')
    .innerJoin('people.member_card as card', 'card.id', 'relation.other_id')
    .select(['relation.kind as relation', ...cardColumns.map((column) => `card.${column}` as const)])
    .where('relation.member_id', '=', memberId)
    .where('relation.from_date', '<=', today)
    .where((eb) => eb.or([eb('relation.to_date', 'is', null), eb('relation.to_date', '>=', today)]))
    .orderBy('card.number')
    .execute()
  return rows.map(({ relation, ...row }) => ({ kind: relation, member: toCard(row) }))
}

export const isUuid = (text: string) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)

/** Open reports, the oldest first. @param allowed predicate over `card.unit_path`, `card.campus` and `card.id` */
export async function openCorrections(
  db: Db,
  after: string | undefined,
  limit: number,
  allowed: RawBuilder<SqlBool>,
) {
  let query = db
    .selectFrom('people.correction as correction')
    .innerJoin('people.member_card as card', 'card.id', 'correction.member_id')
    .select([
      'correction.id as correction_id',
      'element',
      'shown',
      'note',
      'state',
      'at',
      'card.unit_path',
      'card.campus',
    ])
    .select(cardColumns.map((column) => `card.${column}` as const))
    .where('state', '=', 'open')
    .where(allowed)
    .orderBy('correction.id')
    .limit(limit + 1)
  if (after !== undefined && isUuid(after)) query = query.where('correction.id', '>', after)
  return pageOf(
    await query.execute(),
    limit,
    (row) => row.correction_id,
    (row) => row,
  )
}

/** The latest report of each element that a member said is wrong. */
export async function reportsOf(db: Db, memberId: string): Promise<Map<string, Report>> {
  const rows = await db
    .selectFrom('people.correction')
    .distinctOn('element')
    .select(['element', 'at', 'state', 'settled_at', 'settled_note'])
    .where('member_id', '=', memberId)
    .orderBy('element')
    .orderBy('id', 'desc')
    .execute()
  return new Map(
    rows.map((row) => [
      row.element,
      {
        at: row.at,
        state: row.state,
        ...(row.settled_at === null ? {} : { settledAt: row.settled_at }),
        ...(row.settled_note ? { note: row.settled_note } : {}),
      },
    ]),
  )
}

export async function loadCorrection(db: Db, id: string) {
  return db
    .selectFrom('people.correction as correction')
    .innerJoin('people.member_card as card', 'card.id', 'correction.member_id')
    .select(['correction.id', 'element', 'state', 'member_id', 'card.unit_path', 'card.campus'])
    .where('correction.id', '=', id)
    .executeTakeFirst()
}
