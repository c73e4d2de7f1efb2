/** Whom the assignment rules of processes mean, today, for their applicants: any number of questions in one statement. */
import type { Rule } from '@yizhan/process'
import { CompiledQuery } from 'kysely'
import type { Reader } from '#platform/db'
import type { PeopleTables } from './tables.ts'

type Db = Pick<Reader<PeopleTables>, 'getExecutor'>

/** One rule, asked for one applicant. */
export type RuleAsked = {
  readonly rule: Rule
  readonly applicantId: string
  /** Answers of the form, for a rule that names a field: a member's id or a list of them. */
  readonly facts: Readonly<Record<string, unknown>>
}

/**
 * Ids of active members for each question, in the order of their numbers; never the applicant: nobody decides their own
 * application. Empty when nobody holds it, so that the process can turn to its backstop.
 * @param today campus day
 */
export async function resolveRules(
  db: Db,
  asked: readonly RuleAsked[],
  today: string,
): Promise<readonly (readonly string[])[]> {
  const rows = asked.map((one, n) => rowOf(one, n)).filter((row) => row.how !== 'nobody')
  if (rows.length === 0) return asked.map(() => [])
  const text = textOf(new Set(rows.map((row) => row.how)))
  const query = CompiledQuery.raw(text, [JSON.stringify(rows), today]) as CompiledQuery<Found>
  const { rows: found } = await db.getExecutor().executeQuery(query)
  return asked.map(({ applicantId }, n) => {
    const own = found.filter((row) => row.n === n)
    // The applicant's unit is the nearest above that has a holder: a department may have none. Deepest come first.
    const nearest = own.filter((row) => row.depth === own[0]?.depth)
    return [...new Set(nearest.map((row) => row.id))].filter((id) => id !== applicantId)
  })
}

type Found = { n: number; id: string; depth: number }

type How = 'unit' | 'school' | 'along' | 'relation' | 'number' | 'ids' | 'nobody'
/** `what`: the position, the kind of relation or the number; `code`: of a unit. */
type Row = { n: number; how: How; applicant: string; what?: string; code?: string; ids?: readonly string[] }

function rowOf({ rule, applicantId: applicant, facts }: RuleAsked, n: number): Row {
  switch (rule.kind) {
    case 'member':
      return { n, how: 'number', applicant, what: rule.number }
    case 'position':
    case 'unit-head': {
      const what = rule.kind === 'position' ? rule.position : 'head'
      if (rule.unit === 'applicant-school') return { n, how: 'school', applicant, what }
      if (rule.unit === 'applicant-unit') return { n, how: 'along', applicant, what }
      return { n, how: 'unit', applicant, what, code: rule.unit }
    }
    case 'relation':
      return { n, how: 'relation', applicant, what: rule.relation }
    case 'field': {
      const value = facts[rule.field]
      const ids = (Array.isArray(value) ? value : [value]).filter(
        (id): id is string => typeof id === 'string' && uuid.test(id),
      )
      return { n, how: ids.length === 0 ? 'nobody' : 'ids', applicant, ids }
    }
  }
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Of a position in the units that `units` joins to the question: those in office today. */
const holders = (how: How, units: string) => `
  select asked.n, member.id, length(unit.path) as depth, member.number
  from asked ${units}
  join people.position on position.unit_id = unit.id and position.position = asked.what
  join people.member on member.id = position.member_id
  where asked.how = '${how}' and unit.active and member.departed_on is null and member.id <> asked.applicant
    and position.from_date <= asked.today and (position.to_date is null or position.to_date >= asked.today)`

const members = (how: How, which: string) => `
  select asked.n, member.id, 0 as depth, member.number
  from asked join people.member on ${which}
  where asked.how = '${how}' and member.departed_on is null`

const card = 'join people.member_card as card on card.id = asked.applicant'

const parts: Readonly<Record<Exclude<How, 'nobody'>, string>> = {
  unit: holders('unit', 'join people.unit on unit.code = asked.code'),
  school: holders('school', `${card} join people.unit on unit.id = card.school_id`),
  // A path is the codes of the units from the university down, each followed by a point.
  along: holders(
    'along',
    `${card} join people.unit on unit.code = any(string_to_array(card.unit_path, '.'))`,
  ),
  relation: `
  select asked.n, member.id, 0 as depth, member.number
  from asked
  join people.relation on relation.member_id = asked.applicant and relation.kind = asked.what
  join people.member on member.id = relation.other_id
  where asked.how = 'relation' and member.departed_on is null
    and relation.from_date <= asked.today and (relation.to_date is null or relation.to_date >= asked.today)`,
  number: members('number', 'member.number = asked.what'),
  ids: members('ids', 'member.id = any(asked.ids)'),
}

const texts = new Map<string, string>()

/** The parts that are asked for and no others: PostgreSQL sets up every part that it is given. */
function textOf(hows: ReadonlySet<How>): string {
  const used = Object.entries(parts).filter(([how]) => hows.has(how as How))
  const name = used.map(([how]) => how).join()
  const known = texts.get(name)
  if (known !== undefined) return known
  // Materialised, so that a plan made for all days and questions is as good as one made for these, and is kept.
  const text = `with asked as materialized (
  select *, $2::date as today from jsonb_to_recordset($1::jsonb)
    as asked(n int, how text, applicant uuid, what text, code text, ids uuid[])
)
select n, id, depth from (${used.map(([, part]) => part).join('\n  union all')}
) as found order by n, depth desc, number`
  texts.set(name, text)
  return text
}
