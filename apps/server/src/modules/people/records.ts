/** Reading a member's data elements. Who may see which is decided by the caller: policy.ts. */
import type { Words } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import type { Category } from '#platform/permit/roles'
import { type DataDictionary, type Facts, readers } from './elements.ts'
import type { PeopleTables } from './tables.ts'

export type ElementValue = {
  readonly id: string
  readonly name: Words
  /** Text, number, ISO date, or for a list the rows as recorded. */
  readonly value: unknown
  /** Both languages, where the value is a code or the name of a unit. */
  readonly words?: Words
  readonly source: Words
  readonly asOf: string
  readonly category: Category
}

/** A member with names of unit, school, counsellors and supervisors: one read. */
export async function factsOf(
  db: Reader<PeopleTables>,
  memberId: string,
  today: string,
): Promise<Facts | undefined> {
  const related = (kind: 'counsellor' | 'supervisor') => sql<string[]>`coalesce((
    select array_agg(other.name order by relation.from_date)
    from people.relation join people.member as other on other.id = relation.other_id
    where relation.member_id = member.id and relation.kind = ${kind}
      and relation.from_date <= ${today}::date and (relation.to_date is null or relation.to_date >= ${today}::date)
  ), '{}')`
  return db
    .selectFrom('people.member as member')
    .innerJoin('people.unit as unit', 'unit.id', 'member.unit_id')
    .leftJoin('people.unit as school', 'school.id', 'unit.school_id')
    .selectAll('member')
    .select([
      'unit.code as unit_code',
      'unit.name_zh as unit_zh',
      'unit.name_en as unit_en',
      'school.name_zh as school_zh',
      'school.name_en as school_en',
      related('counsellor').as('counsellors'),
      related('supervisor').as('supervisors'),
    ])
    .where('member.id', '=', memberId)
    .executeTakeFirst()
}

/** @param ids which elements; absent: all that the member has. Unknown ids and empty values are left out. */
export async function elementsOf(
  db: Reader<PeopleTables>,
  dictionary: DataDictionary,
  facts: Facts,
  ids?: readonly string[],
): Promise<ElementValue[]> {
  const wanted = [...(ids ?? dictionary.keys())].filter((id) => dictionary.has(id))
  const recorded = wanted.filter((id) => readers[id] === undefined)
  const rows = new Map(
    recorded.length === 0
      ? []
      : (
          await db
            .selectFrom('people.record')
            .select(['element', 'value', 'source', 'as_of'])
            .where('member_id', '=', facts.id)
            .where('element', '=', sql<string>`any(${recorded}::text[])`)
            .execute()
        ).map((row) => [row.element, row]),
  )
  return wanted.flatMap((id) => {
    const entry = dictionary.get(id)
    if (!entry) return []
    const read = readers[id]
    const row = rows.get(id)
    const found = read ? read(facts) : row && { value: row.value }
    if (found === undefined || found.value === null || found.value === '') return []
    const asOf = row?.as_of ?? facts.as_of
    const source = isGraduate(facts) ? (entry.graduateSource ?? entry.source) : entry.source
    return [{ id, name: entry.name, ...found, source, asOf, category: entry.category }]
  })
}

/** Masters and doctors are kept by the graduate school's system. */
function isGraduate(facts: Facts): boolean {
  return facts.level === '硕士' || facts.level === '博士'
}

/** One line for people; lists become their rows, and what has no text (a photo) has none. */
export function textOf(element: ElementValue, language: 'zh' | 'en'): string | undefined {
  if (element.words) return element.words[language]
  return plainText(element.value)
}

function plainText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.startsWith('data:') ? undefined : value
  if (Array.isArray(value)) return value.map(plainText).filter(Boolean).join('；')
  if (typeof value === 'object' && value !== null)
    return Object.values(value).map(plainText).filter(Boolean).join(' ')
  return undefined
}
