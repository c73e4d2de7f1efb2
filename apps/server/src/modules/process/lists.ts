/** What each list of tasks holds, in its order and as its reader may see it: one index range. */
import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import { scopesOf } from '#platform/permit/evaluate'
import { compileToSql, deniedInSql } from '#platform/permit/sql'
import type { PlatformTables } from '#platform/tables'
import { cursorOf } from './paging.ts'
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

/**
 * What is constant stands in these queries as a literal, not as a parameter: a plan that PostgreSQL keeps for all values
 * cannot use an index of open rows for `open = $1`, and takes an unknown limit for a tenth of all.
 */
export const open = sql<SqlBool>`offered.open`

/** Mine is narrowed among what is offered, before a task is read. */
const columns = {
  mine: { key: 'offered.sort_at', id: 'offered.task_id', due: 'offered.sort_at', service: 'offered.service' },
  unit: { key: 'task.sort_at', id: 'task.id', due: 'task.sort_at', service: 'task.service' },
  done: { key: 'task.closed_at', id: 'task.id', due: 'task.sort_at', service: 'task.service' },
} as const

/** Of one service, due when it was asked for, after the last row that was seen. */
export function narrowed({ list, service, due, after }: TaskQuery, day: Day): RawBuilder<SqlBool> {
  const names = columns[list]
  const [key, id, dueAt] = [sql.ref(names.key), sql.ref(names.id), sql.ref(names.due)]
  const cursor = cursorOf(after)
  const parts: RawBuilder<SqlBool>[] = []
  if (service !== undefined) parts.push(sql`${sql.ref(names.service)} = ${service}`)
  if (due === 'overdue') parts.push(sql`${dueAt} < ${day.now.toString()}::timestamptz`)
  if (due === 'today')
    parts.push(sql`${dueAt} >= ${day.begins}::timestamptz and ${dueAt} < ${day.ends}::timestamptz`)
  if (cursor !== undefined) {
    const beyond = sql.raw(list === 'done' ? '<' : '>')
    parts.push(sql`(${key}, ${id}) ${beyond} (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`)
  }
  return parts.length === 0 ? sql`true` : sql`${sql.join(parts, sql` and `)}`
}

type Tasks = SelectQueryBuilder<PlatformTables & ProcessTables & { task: TaskTable }, 'task', unknown>

/**
 * Open tasks that are offered to the member, by due time.
 *
 * @param rows how many of them are needed, when nothing further chooses among them: no other task is read then
 */
export function mine(tasks: Tasks, memberId: string, among: RawBuilder<SqlBool>, rows: number | undefined) {
  return tasks
    .innerJoin(
      (inner) => {
        const offered = inner
          .selectFrom('process.task_candidate as offered')
          .select(['offered.member_id', 'offered.task_id', 'offered.sort_at'])
          .where(open)
          .where(among)
        const all = offered.where('offered.member_id', '=', memberId)
        const first = (count: number) =>
          offered
            .where(rangeOf(sql<string>`${memberId}::uuid`))
            .orderBy('offered.member_id')
            .orderBy('offered.sort_at')
            .orderBy('offered.task_id')
            .limit(sql.lit(count))
        return (rows === undefined ? all : first(rows)).as('candidate')
      },
      (join) => join.onRef('candidate.task_id', '=', 'task.id'),
    )
    .orderBy('candidate.member_id')
    .orderBy('candidate.sort_at')
    .orderBy('candidate.task_id')
}

/**
 * The member's part of the index, said as a range: of an equality PostgreSQL expects what the usual member has, a few rows,
 * and sorts all of them; a range is read in order and only as far as the page goes, whatever the statistics say.
 */
function rangeOf(member: RawBuilder<string>): RawBuilder<SqlBool> {
  const place = sql.raw('(offered.member_id, offered.sort_at)')
  return sql`${place} >= (${member}, '-infinity'::timestamptz) and ${place} <= (${member}, 'infinity'::timestamptz)`
}

export const everything = sql<SqlBool>`true`

/** The rows of a list in its order, nothing selected yet. */
export function listed(
  db: Db,
  actor: Actor,
  list: TaskQuery['list'],
  at: Temporal.Instant,
  among: RawBuilder<SqlBool> = everything,
  rows?: number,
) {
  const base = db.selectFrom('process.task as task').where(notDenied(actor, at))
  if (list === 'mine')
    return mine(base, actor.memberId, among, denied(actor, at) === undefined ? rows : undefined)
  if (list === 'done') {
    return base
      .where(among)
      .where('task.closed_by', '=', actor.memberId)
      .where('task.outcome', 'is not', null)
      .where('task.kind', '=', sql.lit('user' as const))
      .orderBy('task.closed_at', 'desc')
      .orderBy('task.id', 'desc')
  }
  return base
    .where(among)
    .where('task.kind', '=', sql.lit('user' as const))
    .where('task.closed_at', 'is', null)
    .where('task.applicant', '<>', actor.memberId)
    .where(mayRead(actor, at, sql.ref('task.holder_unit'), sql.ref('task.applicant')))
    .orderBy('task.sort_at')
    .orderBy('task.id')
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
export function denied(actor: Actor, at: Temporal.Instant): RawBuilder<SqlBool> | undefined {
  return deniedInSql(scopesOf(actor.grants, actor.memberId, at), 'hall.case.read', {
    unit: sql.ref('task.applicant_unit'),
    campus: campusOf(sql.ref('task.applicant')),
  })
}

function notDenied(actor: Actor, at: Temporal.Instant): RawBuilder<SqlBool> {
  const those = denied(actor, at)
  return those === undefined ? sql<SqlBool>`true` : sql<SqlBool>`not ${those}`
}

/** The same of `process.task_candidate as offered`, which knows no applicant. */
export function offeredNotDenied(actor: Actor, at: Temporal.Instant): RawBuilder<SqlBool> {
  const those = denied(actor, at)
  return those === undefined
    ? sql<SqlBool>`true`
    : sql<SqlBool>`not exists (select from process.task as task where task.id = offered.task_id and ${those})`
}

/** The column that a list goes by, where its page begins and ends. */
export const sortKeyOf = (list: TaskQuery['list']) =>
  sql.ref(list === 'mine' ? 'candidate.sort_at' : columns[list].key)
