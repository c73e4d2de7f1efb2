/** Staged lines into the tables, set by set: first what speaks against it, then additions, changes, departures. */
import type { Words } from '@yizhan/contracts'
import type pg from 'pg'
import { type Heading, positionTitles } from './import-columns.ts'
import { type BadLines, type Complaints, KEY_JOINT, SHOWN_ERRORS } from './import-lines.ts'
import type { ImportKind } from './tables.ts'

export type Counts = {
  added: number
  changed: number
  unchanged: number
  departed: number
  /** Of a complete file: how many of its kind there were, of whom `departed` are not in it. */
  ofKind?: number
}

export type Merge = {
  readonly client: pg.ClientBase
  readonly kind: Exclude<ImportKind, 'units'>
  readonly headings: readonly Heading[]
  readonly complaints: Complaints
  readonly badLines: BadLines
  readonly importId: string
  /** Instant and campus day of the import. */
  readonly at: string
  readonly today: string
  readonly source: string
  readonly lines: number
}

const stageOf = {
  staff: 'people.stage_member',
  students: 'people.stage_member',
  positions: 'people.stage_link',
  relations: 'people.stage_link',
} as const

/** Adds what only the whole file, or the file beside the database, can tell. */
export async function checkStaged(merge: Merge): Promise<void> {
  if (merge.kind === 'staff' || merge.kind === 'students') await checkMembers(merge)
  else await checkLinks(merge)
}

/** Reports every line that a query finds: its columns are line, value and, for a duplicate, the line it repeats. */
async function complain(
  merge: Merge,
  column: string,
  found: string,
  values: readonly unknown[],
  reason: (other: number) => Words,
): Promise<void> {
  const { rows } = await merge.client.query<{ line: number; value: string; other: number; total: number }>(
    `select *, (count(*) over ())::int as total from (${found}) as found order by line limit ${SHOWN_ERRORS}`,
    [...values],
  )
  const shown = merge.headings.find((heading) => heading.column.name === column)
  const title = shown?.shown ?? column
  for (const row of rows) merge.complaints.add(row.line, title, row.value ?? '', reason(row.other))
  merge.complaints.count += (rows[0]?.total ?? 0) - rows.length
}

/** Names every line that repeats an earlier one, also one that was not staged because of a bad cell. */
async function complainRepeated(merge: Merge, stage: string, key: string): Promise<void> {
  const { lines, values, keys } = merge.badLines
  await complain(
    merge,
    'number',
    `select line, value, other from (
       select line, value, min(line) over (partition by key) as other from (
         select line, number as value, ${key} collate "C" as key from ${stage}
         union all
         select line, value, key collate "C" from unnest($1::int[], $2::text[], $3::text[]) as bad (line, value, key)
       ) as every
     ) as counted where line <> other`,
    [lines, values, keys],
    (other) => ({ zh: `和第 ${other} 行重复`, en: `The same as line ${other}` }),
  )
}

async function checkMembers(merge: Merge): Promise<void> {
  await complainRepeated(merge, 'people.stage_member', 'number')
  await complain(
    merge,
    'number',
    `select stage.line, stage.number as value, 0 as other
     from people.stage_member as stage join people.member on member.number = stage.number
     where (member.kind = 'student') <> (stage.kind = 'student')`,
    [],
    () =>
      merge.kind === 'students'
        ? { zh: '这个编号已是教职工', en: 'This number belongs to a member of staff' }
        : { zh: '这个编号已是学生', en: 'This number belongs to a student' },
  )
  const given = new Set(merge.headings.map((heading) => heading.column.name))
  for (const [name, zh] of [
    ['name', '姓名'],
    ['unit_id', '单位'],
  ] as const) {
    if (given.has(name)) continue
    await complain(
      merge,
      zh,
      `select stage.line, stage.number as value, 0 as other from people.stage_member as stage
       where not exists (select from people.member where member.number = stage.number)`,
      [],
      () => ({
        zh: `是新人员，文件里要有「${zh}」这一列`,
        en: `A new member: the file needs the column “${zh}”`,
      }),
    )
  }
}

async function checkLinks(merge: Merge): Promise<void> {
  const other = merge.kind === 'positions' ? 'unit_id' : 'other_number'
  const key = `concat_ws(e'\\u${KEY_JOINT.charCodeAt(0).toString(16).padStart(4, '0')}', number, kind, ${other}, from_date)`
  await complainRepeated(merge, 'people.stage_link', key)
  await complainUnknown(merge, 'number', merge.kind === 'relations' ? 'student' : 'staff')
  if (merge.kind === 'relations') await complainUnknown(merge, 'other_number', 'staff')
}

/** Students relate to members of staff, and members of staff (also retired or external) hold positions. */
async function complainUnknown(merge: Merge, column: string, wanted: 'student' | 'staff'): Promise<void> {
  await complain(
    merge,
    column,
    `select stage.line, stage.${column} as value, 0 as other from people.stage_link as stage
     where not exists (
       select from people.member
       where member.number = stage.${column} and (member.kind = 'student') = ($1 = 'student'))`,
    [wanted],
    () =>
      wanted === 'student'
        ? { zh: '没有这个学生', en: 'There is no such student' }
        : { zh: '没有这个教职工', en: 'There is no such member of staff' },
  )
}

/** @param complete the file names everybody of its kind: whoever is not in it has departed, or no longer holds the post */
export async function mergeStaged(merge: Merge, complete: boolean): Promise<Counts> {
  const run = async (sql: string, values: readonly unknown[]) =>
    (await merge.client.query(sql, [...values])).rowCount ?? 0
  const steps = merge.kind === 'staff' || merge.kind === 'students' ? memberSteps(merge) : linkSteps(merge)
  const present = complete
    ? await merge.client.query<{ n: number }>(steps.present[0], [...steps.present[1]])
    : undefined
  const ofKind = present?.rows[0]?.n
  const changed = await run(...steps.change)
  const added = await run(...steps.add)
  const departed = complete ? await run(...steps.depart) : 0
  const unchanged = merge.lines - added - changed
  return { added, changed, unchanged, departed, ...(ofKind === undefined ? {} : { ofKind }) }
}

type Step = readonly [sql: string, values: readonly unknown[]]
type Steps = {
  /** How many of the kind have not departed. */
  readonly present: Step
  readonly change: Step
  readonly add: Step
  readonly depart: Step
}

function memberSteps(merge: Merge): Steps {
  const names = merge.headings.map((heading) => heading.column.name).filter((name) => name !== 'number')
  const written = names.includes('name') ? [...names, 'pinyin', 'initials'] : names
  const columns = written.includes('kind') ? written : [...written, 'kind']
  // A students' file does not say who is staff; without a kind column a staff file leaves the kind as it is.
  const updated = names.includes('kind') ? columns : columns.filter((name) => name !== 'kind')
  const row = (table: string) => `(${updated.map((name) => `${table}.${name}`).join(', ')})`
  const kinds = merge.kind === 'students' ? ['student'] : ['staff', 'retired', 'external']
  return {
    present: [
      'select count(*)::int as n from people.member where kind = any($1) and departed_on is null',
      [kinds],
    ],
    change: [
      `update people.member set ${updated.map((name) => `${name} = stage.${name}`).join(', ')},
         source = $1, as_of = $2, departed_on = null
       from people.stage_member as stage
       where stage.number = member.number
         and (${row('member')} is distinct from ${row('stage')} or member.departed_on is not null)`,
      [merge.source, merge.at],
    ],
    add: [
      `insert into people.member (id, number, ${columns.join(', ')}, source, as_of)
       select id, number, ${columns.join(', ')}, $1, $2 from people.stage_member as stage
       where not exists (select from people.member where member.number = stage.number)`,
      [merge.source, merge.at],
    ],
    depart: [
      `update people.member set departed_on = $1, as_of = $2
       where kind = any($3) and departed_on is null
         and not exists (select from people.stage_member as stage where stage.number = member.number)`,
      [merge.today, merge.at, kinds],
    ],
  }
}

function linkSteps(merge: Merge): Steps {
  const positions = merge.kind === 'positions'
  const names = new Set(merge.headings.map((heading) => heading.column.name))
  const table = positions ? 'people.position' : 'people.relation'
  const joins = positions ? '' : 'join people.member as other on other.number = stage.other_number'
  const from = `people.stage_link as stage join people.member as holder on holder.number = stage.number ${joins}`
  const same = positions
    ? 'held.member_id = holder.id and held.unit_id = stage.unit_id and held.position = stage.kind and held.from_date = stage.from_date'
    : 'held.member_id = holder.id and held.other_id = other.id and held.kind = stage.kind and held.from_date = stage.from_date'
  const updated = ['title_zh', 'title_en', 'to_date'].filter((name) => names.has(name))
  // A file without an end column says that what it names is held.
  const sets = [
    ...updated.map((name) => `${name} = ${staged(name)}`),
    ...(updated.includes('to_date') ? [] : ['to_date = null']),
  ]
  const differs = [
    ...updated.map((name) => `held.${name} is distinct from ${staged(name)}`),
    ...(updated.includes('to_date') ? [] : ['held.to_date is not null']),
  ]
  const columns = positions
    ? {
        into: 'id, member_id, unit_id, position, title_zh, title_en, from_date, to_date, as_of',
        values: `stage.id, holder.id, stage.unit_id, stage.kind, ${staged('title_zh')}, ${staged('title_en')}, stage.from_date, stage.to_date, $1`,
      }
    : {
        into: 'id, kind, member_id, other_id, from_date, to_date, as_of',
        values: 'stage.id, stage.kind, holder.id, other.id, stage.from_date, stage.to_date, $1',
      }
  return {
    present: [
      `select count(*)::int as n from ${table} where to_date is null or to_date > $1::date`,
      [merge.today],
    ],
    change: [
      `update ${table} as held set ${sets.join(', ')}, as_of = $1 from ${from} where ${same} and (${differs.join(' or ')})`,
      [merge.at],
    ],
    add: [
      `insert into ${table} (${columns.into}) select ${columns.values} from ${from}
       where not exists (select from ${table} as held where ${same})`,
      [merge.at],
    ],
    depart: [
      `update ${table} as held set to_date = greatest($1::date, held.from_date), as_of = $2
       where (held.to_date is null or held.to_date > $1::date) and not exists (select from ${from} where ${same})`,
      [merge.today, merge.at],
    ],
  }
}

/** A position without a title of its own bears the plain one of its kind. */
function staged(name: string): string {
  if (name !== 'title_zh' && name !== 'title_en') return `stage.${name}`
  const language = name === 'title_zh' ? 'zh' : 'en'
  const cases = Object.entries(positionTitles).map(
    ([kind, title]) => `when '${kind}' then '${title[language]}'`,
  )
  return `coalesce(stage.${name}, case stage.kind ${cases.join(' ')} end)`
}

/** Empties the staging tables; they hold nothing outside an import. */
export async function clearStage(client: pg.ClientBase): Promise<void> {
  await client.query(
    'truncate people.stage_unit, people.stage_member, people.stage_link, people.stage_record',
  )
}

export function stageTable(kind: ImportKind): string {
  return kind === 'units' ? 'people.stage_unit' : stageOf[kind]
}
