/** The lists of administrators: running cases, and what cannot go on without an operator. */
import type { FailedJob, RunningCase } from '@yizhan/contracts'
import { type SqlBool, sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import { scopesOf } from '#platform/permit/evaluate'
import { compileToSql } from '#platform/permit/sql'
import { campusOf, mayRead } from './lists.ts'
import { cursorOf, cursorText, type Page } from './paging.ts'
import { taskColumns } from './queries.ts'
import type { ProcessTables } from './tables.ts'

type Db = Reader<ProcessTables>
type Paged = { readonly after?: string | undefined; readonly limit: number }

/** Running cases of the services whose applicants the actor may read. */
export async function runningCases(
  db: Db,
  actor: Actor,
  ask: Paged & { service?: string | undefined; status?: z.infer<typeof RunningCase>['status'] | undefined },
  at: Temporal.Instant,
): Promise<Page<z.infer<typeof RunningCase>>> {
  const cursor = cursorOf(ask.after)
  let query = db
    .selectFrom('process.instance as instance')
    .innerJoin('process.case_state as now', 'now.instance_id', 'instance.id')
    .select([
      'instance.id',
      'instance.case_id',
      'instance.case_number',
      'instance.service',
      'instance.service_version',
    ])
    .select(['instance.status', 'instance.since', 'now.step_zh', 'now.step_en', 'now.holders'])
    .select(sql<string>`instance.since::text`.as('sort_key'))
    .where('instance.ended_at', 'is', null)
    .where('instance.applicant', '<>', actor.memberId)
    .where(mayRead(actor, at, sql.ref('instance.applicant_unit'), sql.ref('instance.applicant')))
    .orderBy('instance.since', 'desc')
    .orderBy('instance.id', 'desc')
    .limit(sql.lit(ask.limit + 1))
  if (ask.service !== undefined) query = query.where('instance.service', '=', ask.service)
  if (ask.status !== undefined) query = query.where('instance.status', '=', ask.status)
  if (cursor !== undefined) {
    query = query.where(
      sql<SqlBool>`(instance.since, instance.id) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`,
    )
  }
  const found = await query.execute()
  const rows = found.slice(0, ask.limit)
  const last = found.length > ask.limit ? rows.at(-1) : undefined
  return {
    rows: rows.map((row) => ({
      caseId: row.case_id,
      caseNumber: row.case_number,
      serviceId: row.service,
      version: row.service_version,
      status: row.status,
      ...(row.step_zh === null || row.step_en === null ? {} : { step: { zh: row.step_zh, en: row.step_en } }),
      holders: row.holders,
      since: row.since,
    })),
    ...(last === undefined ? {} : { next: cursorText(last.sort_key, last.id) }),
  }
}

/** Services that gave up and steps that nobody holds, newest first, where the actor operates. */
export async function failedJobs(
  db: Db,
  actor: Actor,
  ask: Paged,
  at: Temporal.Instant,
): Promise<Page<FailedJob>> {
  const scopes = scopesOf(actor.grants, actor.memberId, at)
  const cursor = cursorOf(ask.after)
  let query = db
    .selectFrom('process.task as task')
    .select(taskColumns)
    .select(['task.instance_id', 'task.handler', 'task.attempts', 'task.error'])
    .select(sql<string>`task.opened_at::text`.as('sort_key'))
    .where(sql<SqlBool>`task.stuck`)
    .where('task.applicant', '<>', actor.memberId)
    .where(
      compileToSql(scopes, actor.memberId, 'process.operate', {
        unit: sql.ref('task.applicant_unit'),
        campus: campusOf(sql.ref('task.applicant')),
      }),
    )
    .orderBy('task.opened_at', 'desc')
    .orderBy('task.id', 'desc')
    .limit(sql.lit(ask.limit + 1))
  if (cursor !== undefined) {
    query = query.where(
      sql<SqlBool>`(task.opened_at, task.id) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`,
    )
  }
  const found = await query.execute()
  const rows = found.slice(0, ask.limit)
  const last = found.length > ask.limit ? rows.at(-1) : undefined
  return {
    rows: rows.map((row) => ({
      id: row.id,
      instanceId: row.instance_id,
      caseId: row.case_id,
      caseNumber: row.case_number,
      service: { zh: row.service_zh, en: row.service_en },
      step: { zh: row.step_zh, en: row.step_en },
      handler: row.handler ?? '',
      attempts: row.attempts,
      error: row.error ?? undefined,
      failedAt: row.opened_at,
    })),
    ...(last === undefined ? {} : { next: cursorText(last.sort_key, last.id) }),
  }
}
