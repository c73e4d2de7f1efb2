/** The lists of approvers: tasks by due time, and counts. Each is one index range. */
import type { MemberCard, TaskCounts, TaskRow } from '@yizhan/contracts'
import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import { scopesOf } from '#platform/permit/evaluate'
import { compileToSql, deniedInSql } from '#platform/permit/sql'
import { prepared } from '#platform/prepared'
import type { PlatformTables } from '#platform/tables'
import { cursorOf, cursorText, type Page } from './paging.ts'
import type { ProcessTables, TaskTable } from './tables.ts'

type Db = Reader<ProcessTables>

export type TaskQuery = {
  readonly list: 'mine' | 'unit' | 'done'
  readonly q?: string | undefined
  readonly service?: string | undefined
  readonly due?: 'today' | 'overdue' | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/** The present instant and the bounds of today in the campus zone. */
export type Day = { readonly now: Temporal.Instant; readonly begins: string; readonly ends: string }

export function dayOf(now: Temporal.Instant, zone: string): Day {
  const begins = now.toZonedDateTimeISO(zone).startOfDay()
  return { now, begins: begins.toInstant().toString(), ends: begins.add({ days: 1 }).toInstant().toString() }
}

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

const firstOfMine = prepared<Db, { memberId: string; rows: number }>()((db, value) =>
  mine(db.selectFrom('process.task as task'), value('memberId'))
    .select(taskColumns)
    .select(sql<string>`candidate.sort_at::text`.as('sort_key'))
    .select(dueAt)
    .limit(value('rows')),
)

/** One row more than the page, to know whether another page follows. */
export function tasksQuery(db: Db, actor: Actor, ask: TaskQuery, day: Day) {
  const cursor = cursorOf(ask.after)
  const sortKey = sql.ref(sortColumns[ask.list])
  const id = sql.ref(ask.list === 'mine' ? 'candidate.task_id' : 'task.id')
  let query = listed(db, actor, ask.list, day.now)
    .select(taskColumns)
    .select(sql<string>`${sortKey}::text`.as('sort_key'))
    .select(dueAt)
    .limit(ask.limit + 1)
  if (ask.service !== undefined) query = query.where('task.service', '=', ask.service)
  if (ask.q !== undefined && ask.q.trim() !== '') {
    query = query.where('task.search', 'like', `%${likeText(ask.q)}%`)
  }
  if (ask.due !== undefined) {
    query = query.where('task.sort_at', '<', ask.due === 'today' ? day.ends : day.now.toString())
    if (ask.due === 'today') query = query.where('task.sort_at', '>=', day.begins)
  }
  if (cursor !== undefined) {
    const after = sql.raw(ask.list === 'done' ? '<' : '>')
    query = query.where(
      sql<SqlBool>`(${sortKey}, ${id}) ${after} (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`,
    )
  }
  return query
}

const sortColumns = { mine: 'candidate.sort_at', unit: 'task.sort_at', done: 'task.closed_at' } as const
const dueAt = sql<string | null>`case when task.sort_at < 'infinity' then task.sort_at end`.as('due_at')

type Tasks = SelectQueryBuilder<PlatformTables & ProcessTables & { task: TaskTable }, 'task', unknown>

/** Open tasks that are offered to the member, by due time. */
function mine(tasks: Tasks, memberId: string) {
  return tasks
    .innerJoin('process.task_candidate as candidate', 'candidate.task_id', 'task.id')
    .where('candidate.member_id', '=', memberId)
    .where('candidate.open', '=', true)
    .orderBy('candidate.sort_at')
    .orderBy('candidate.task_id')
}

/** The rows of a list in its order, nothing selected yet. */
function listed(db: Db, actor: Actor, list: TaskQuery['list'], at: Temporal.Instant) {
  const base = db.selectFrom('process.task as task').where(notDenied(actor, at))
  if (list === 'done') {
    return base
      .where('task.closed_by', '=', actor.memberId)
      .where('task.outcome', 'is not', null)
      .where('task.kind', '=', 'user')
      .orderBy('task.closed_at', 'desc')
      .orderBy('task.id', 'desc')
  }
  if (list === 'unit') {
    return base
      .where('task.kind', '=', 'user')
      .where('task.closed_at', 'is', null)
      .where('task.applicant', '<>', actor.memberId)
      .where(mayRead(actor, at, sql.ref('task.holder_unit'), sql.ref('task.applicant')))
      .orderBy('task.sort_at')
      .orderBy('task.id')
  }
  return mine(base, actor.memberId)
}

/** A unit's tasks are shown to those who may read the cases that its people have; an unheld step belongs to no unit. */
export function mayRead(
  actor: Actor,
  at: Temporal.Instant,
  unit: Expression<unknown>,
  applicant: Expression<unknown>,
): RawBuilder<SqlBool> {
  const scopes = scopesOf(actor.grants, actor.memberId, at)
  return compileToSql(scopes, actor.memberId, 'hall.case.read', { unit, campus: campusOf(applicant) })
}

/** Stands only in a predicate of somebody whose grants name a campus. */
export function campusOf(applicant: Expression<unknown>): Expression<unknown> {
  return sql`(select card.campus from people.member_card as card where card.id = ${applicant})`
}

/** Of `process.task as task`: a deny over the applicant's unit or campus, also of somebody to whom it was given. */
function denied(actor: Actor, at: Temporal.Instant): RawBuilder<SqlBool> | undefined {
  return deniedInSql(scopesOf(actor.grants, actor.memberId, at), 'hall.case.read', {
    unit: sql.ref('task.applicant_unit'),
    campus: campusOf(sql.ref('task.applicant')),
  })
}

function notDenied(actor: Actor, at: Temporal.Instant): RawBuilder<SqlBool> {
  const those = denied(actor, at)
  return those === undefined ? sql<SqlBool>`true` : sql<SqlBool>`not ${those}`
}

/** The same of `process.task_candidate as candidate`, which knows no applicant. */
function candidateNotDenied(actor: Actor, at: Temporal.Instant): RawBuilder<SqlBool> {
  const those = denied(actor, at)
  return those === undefined
    ? sql<SqlBool>`true`
    : sql<SqlBool>`not exists (select from process.task as task where task.id = candidate.task_id and ${those})`
}

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

/** The version of a task that is still open. */
export async function openVersion(db: Db, id: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('process.task')
    .select('version')
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return row?.version
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
  const { open } = await db
    .selectFrom('process.task_candidate as candidate')
    .select((inner) => inner.fn.countAll<number>().as('open'))
    .where('member_id', '=', actor.memberId)
    .where('open', '=', true)
    .where(candidateNotDenied(actor, at))
    .executeTakeFirstOrThrow()
  return open
}

export async function countsOf(db: Db, actor: Actor, day: Day): Promise<TaskCounts> {
  const mine = await db
    .selectFrom('process.task_candidate as candidate')
    .select('candidate.service')
    .select((inner) => inner.fn.countAll<number>().as('open'))
    .select(
      sql<number>`count(*) filter (where sort_at >= ${day.begins}::timestamptz and sort_at < ${day.ends}::timestamptz)`.as(
        'today',
      ),
    )
    .select(sql<number>`count(*) filter (where sort_at < ${day.now.toString()}::timestamptz)`.as('overdue'))
    .where('candidate.member_id', '=', actor.memberId)
    .where('candidate.open', '=', true)
    .where(candidateNotDenied(actor, day.now))
    .groupBy('candidate.service')
    .execute()
  const counted = async (list: 'unit' | 'done') => {
    const rows = listed(db, actor, list, day.now).clearOrderBy().select('task.id').limit(countedAtMost)
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
    .selectFrom('process.task_candidate as candidate')
    .select('task_id')
    .where('member_id', '=', actor.memberId)
    .where('open', '=', true)
    .where(candidateNotDenied(actor, at))
    .orderBy('sort_at')
    .orderBy('task_id')
    .limit(1)
    .executeTakeFirst()
  return row?.task_id
}

function likeText(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, (character) => `\\${character}`)
}
