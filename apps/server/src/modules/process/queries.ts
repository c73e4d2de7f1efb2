/** What approvers read: pages of their lists, counts, and one task. */
import type { MemberCard, TaskCounts, TaskRow } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import { prepared } from '#platform/prepared'
import {
  type Day,
  denied,
  everything,
  listed,
  mine,
  narrowed,
  offeredNotDenied,
  open,
  sortKeyOf,
  type TaskQuery,
} from './lists.ts'
import { cursorText, type Page } from './paging.ts'
import type { ProcessTables, TaskTable } from './tables.ts'

export { type Day, dayOf, type TaskQuery } from './lists.ts'

type Db = Reader<ProcessTables>

export const taskColumns = [
  'task.id',
  'task.case_id',
  'task.case_number',
  'task.service',
  'task.service_zh',
  'task.service_en',
  'task.step_zh',
  'task.step_en',
  'task.applicant',
  'task.summary',
  'task.opened_at',
  'task.state',
  'task.outcome',
  'task.closed_at',
  'task.flags',
] as const

/** @returns a page of tasks; mine and a unit's by due time, done ones newest first. */
export async function tasksOf(db: Db, actor: Actor, ask: TaskQuery, day: Day): Promise<Page<TaskRow>> {
  const found = isPlain(actor, ask, day)
    ? await firstOfMine(db, { memberId: actor.memberId, rows: ask.limit + 1 })
    : await tasksQuery(db, actor, ask, day).execute()
  const rows = found.slice(0, ask.limit)
  const cards = await applicantsOf(db, rows)
  const last = found.length > ask.limit ? rows.at(-1) : undefined
  return {
    rows: rows.map((row) => taskRow(row, cards)),
    ...(last === undefined ? {} : { next: cursorText(last.sort_key, last.id) }),
  }
}

/** The list as it opens: the first page of mine, nothing asked for. Its query is the one that is sent most often. */
function isPlain(actor: Actor, ask: TaskQuery, day: Day): boolean {
  const asked = ask.q ?? ask.service ?? ask.due ?? ask.after
  return ask.list === 'mine' && asked === undefined && denied(actor, day.now) === undefined
}

const firstOfMine = (db: Db, { memberId, rows }: { memberId: string; rows: number }) => {
  const query = firstPages.get(rows) ?? firstPage(rows)
  firstPages.set(rows, query)
  return query(db, { memberId })
}

/** By the length of the page. */
const firstPages = new Map<number, ReturnType<typeof firstPage>>()
const firstPage = (rows: number) =>
  prepared<Db, { memberId: string }>()((db, value) =>
    mine(db.selectFrom('process.task as task'), value('memberId'), everything, rows)
      .select(taskColumns)
      .select(sql<string>`candidate.sort_at::text`.as('sort_key'))
      .select(dueAt)
      .limit(sql.lit(rows)),
  )

/** One row more than the page, to know whether another page follows. */
export function tasksQuery(db: Db, actor: Actor, ask: TaskQuery, day: Day) {
  const rows = ask.limit + 1
  const q = ask.q?.trim() ?? ''
  const sortKey = sortKeyOf(ask.list)
  const found = listed(db, actor, ask.list, day.now, narrowed(ask, day), q === '' ? rows : undefined)
  const searched = q === '' ? found : found.where('task.search', 'like', `%${likeText(q)}%`)
  return searched
    .select(taskColumns)
    .select(sql<string>`${sortKey}::text`.as('sort_key'))
    .select(dueAt)
    .limit(sql.lit(rows))
}

const dueAt = sql<string | null>`case when task.sort_at < 'infinity' then task.sort_at end`.as('due_at')

type FoundTask = Pick<
  TaskTable,
  | 'id'
  | 'case_id'
  | 'case_number'
  | 'service'
  | 'service_zh'
  | 'service_en'
  | 'step_zh'
  | 'step_en'
  | 'applicant'
  | 'summary'
  | 'state'
  | 'outcome'
  | 'flags'
> & { opened_at: string; closed_at: string | null; due_at: string | null }

const cardsByIds = prepared<Db, { ids: readonly string[] }>()((db, value) =>
  db
    .selectFrom('people.member_card')
    .select(['id', 'number', 'name', 'kind', 'unit_zh', 'unit_en'])
    .where('id', '=', sql<string>`any(${value('ids')}::uuid[])`),
)

async function applicantsOf(
  db: Db,
  rows: readonly { applicant: string }[],
): Promise<Map<string, MemberCard>> {
  const ids = [...new Set(rows.map((row) => row.applicant))]
  if (ids.length === 0) return new Map()
  const cards = await cardsByIds(db, { ids })
  return new Map(
    cards.map(({ unit_zh, unit_en, ...card }) => [card.id, { ...card, unit: { zh: unit_zh, en: unit_en } }]),
  )
}

function taskRow(row: FoundTask, cards: ReadonlyMap<string, MemberCard>): TaskRow {
  const { outcome } = row
  return {
    id: row.id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    service: { zh: row.service_zh, en: row.service_en },
    serviceId: row.service,
    step: { zh: row.step_zh, en: row.step_en },
    applicant: cards.get(row.applicant) ?? { id: row.applicant, number: '', name: '', kind: '' },
    summary: row.summary,
    openedAt: row.opened_at,
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    state: row.state === 'failed' ? 'open' : row.state,
    ...(outcome === null || outcome === 'done' || outcome === 'skipped' ? {} : { outcome }),
    ...(row.closed_at === null ? {} : { doneAt: row.closed_at }),
    flags: row.flags,
  }
}

export type OneTask = {
  readonly id: string
  readonly key: string
  readonly version: number
  readonly instanceId: string
  readonly kind: 'user' | 'service'
  readonly closedAt: string | null
  readonly applicant: string
  readonly applicantUnit: string
  readonly applicantCampus?: string | undefined
  readonly holderUnit: string
  readonly closedBy: string | null
  readonly offered: boolean
  readonly serviceId: string
  readonly serviceVersion: number
}

const oneTask = prepared<Db, { id: string; memberId: string }>()((db, value) =>
  db
    .selectFrom('process.task as task')
    .leftJoin('process.task_candidate as candidate', (join) =>
      join.onRef('candidate.task_id', '=', 'task.id').on('candidate.member_id', '=', value('memberId')),
    )
    .select(['task.key', 'task.version', 'task.instance_id', 'task.kind', 'task.closed_at', 'task.applicant'])
    .leftJoin('people.member_card as card', 'card.id', 'task.applicant')
    .innerJoin('process.instance as instance', 'instance.id', 'task.instance_id')
    .select(['task.service', 'instance.service_version'])
    .select(['task.applicant_unit', 'task.holder_unit', 'task.closed_by', 'candidate.member_id'])
    .select('card.campus')
    .where('task.id', '=', value('id')),
)

/** How a task stands towards a member; who may see it is the policy's business. */
export async function taskOf(db: Db, id: string, memberId: string): Promise<OneTask | undefined> {
  const [found] = await oneTask(db, { id, memberId })
  if (found === undefined) return undefined
  return {
    id,
    key: found.key,
    version: found.version,
    instanceId: found.instance_id,
    kind: found.kind,
    closedAt: found.closed_at,
    applicant: found.applicant,
    applicantUnit: found.applicant_unit,
    applicantCampus: found.campus ?? undefined,
    holderUnit: found.holder_unit,
    closedBy: found.closed_by,
    offered: found.member_id !== null,
    serviceId: found.service,
    serviceVersion: found.service_version,
  }
}

/** A task as lists show it. */
export async function taskRowOf(db: Db, id: string): Promise<TaskRow> {
  const found = await db
    .selectFrom('process.task as task')
    .select(taskColumns)
    .select(dueAt)
    .where('task.id', '=', id)
    .executeTakeFirstOrThrow()
  return taskRow(found, await applicantsOf(db, [found]))
}

/** How many tasks wait for the member, for the navigation: those that the list shows. */
export async function openTasksOf(db: Db, actor: Actor, at: Temporal.Instant): Promise<number> {
  const { count } = await db
    .selectFrom('process.task_candidate as offered')
    .select((inner) => inner.fn.countAll<number>().as('count'))
    .where('offered.member_id', '=', actor.memberId)
    .where(open)
    .where(offeredNotDenied(actor, at))
    .executeTakeFirstOrThrow()
  return count
}

export async function countsOf(db: Db, actor: Actor, day: Day): Promise<TaskCounts> {
  const mine = await db
    .selectFrom('process.task_candidate as offered')
    .select('offered.service')
    .select((inner) => inner.fn.countAll<number>().as('open'))
    .select(
      sql<number>`count(*) filter (where sort_at >= ${day.begins}::timestamptz and sort_at < ${day.ends}::timestamptz)`.as(
        'today',
      ),
    )
    .select(sql<number>`count(*) filter (where sort_at < ${day.now.toString()}::timestamptz)`.as('overdue'))
    .where('offered.member_id', '=', actor.memberId)
    .where(open)
    .where(offeredNotDenied(actor, day.now))
    .groupBy('offered.service')
    .execute()
  const counted = async (list: 'unit' | 'done') => {
    const rows = listed(db, actor, list, day.now)
      .clearOrderBy()
      .select('task.id')
      .limit(sql.lit(countedAtMost))
    const count = await db
      .selectFrom(rows.as('listed'))
      .select((inner) => inner.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return count.count
  }
  const sum = (name: 'open' | 'today' | 'overdue') => mine.reduce((total, row) => total + row[name], 0)
  return {
    mine: sum('open'),
    unit: await counted('unit'),
    done: await counted('done'),
    dueToday: sum('today'),
    overdue: sum('overdue'),
    services: await namedServices(db, mine),
  }
}

/** A count beside a list is read by people: beyond this it stays at the bound, so that no count grows with the years. */
const countedAtMost = 10_000

async function namedServices(db: Db, mine: readonly { service: string; open: number }[]) {
  if (mine.length === 0) return []
  const ids = mine.map((row) => row.service)
  const names = await db
    .selectFrom('process.instance')
    .distinctOn('service')
    .select(['service', 'service_zh', 'service_en'])
    .where('service', 'in', ids)
    .where('ended_at', 'is', null)
    .orderBy('service')
    .orderBy('since', 'desc')
    .execute()
  return mine.flatMap(({ service, open }) => {
    const name = names.find((row) => row.service === service)
    return name === undefined
      ? []
      : [{ id: service, name: { zh: name.service_zh, en: name.service_en }, open }]
  })
}

/** The member's next open task by due time. */
export async function nextTaskOf(db: Db, actor: Actor, at: Temporal.Instant): Promise<string | undefined> {
  const row = await db
    .selectFrom('process.task_candidate as offered')
    .select('task_id')
    .where('offered.member_id', '=', actor.memberId)
    .where(open)
    .where(offeredNotDenied(actor, at))
    .orderBy('sort_at')
    .orderBy('task_id')
    .limit(sql.lit(1))
    .executeTakeFirst()
  return row?.task_id
}

function likeText(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, (character) => `\\${character}`)
}
