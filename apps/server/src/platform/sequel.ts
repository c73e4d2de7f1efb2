/**
 * What follows a write - events, jobs, kept answers - as parts of the very statement that writes. A module whose commands
 * share statements composes them in: no transaction around, no round trip more, and what was not written has no sequel.
 */
import type { Remembered } from './http/idempotency.ts'
import type { NewJob } from './jobs.ts'

export type EventRow = {
  readonly id: string
  readonly name: string
  readonly at: string
  readonly actor?: string | undefined
  readonly payload: unknown
}

/** Of one written row. */
export type Sequel = {
  readonly events: readonly EventRow[]
  readonly jobs: readonly NewJob[]
  readonly answers: readonly Remembered[]
}

export type SequelShape = { readonly events: boolean; readonly jobs: boolean; readonly answers: boolean }

/** Sequels by the id of the row that must have been written. */
export type Sequels = ReadonlyMap<string, Sequel>

type List = keyof Sequel

/** In the order of their parameters. */
const lists: readonly List[] = ['events', 'jobs', 'answers']

export function shapeOf(sequels: Sequels): SequelShape {
  const has = (list: List) => [...sequels.values()].some((sequel) => sequel[list].length > 0)
  return { events: has('events'), jobs: has('jobs'), answers: has('answers') }
}

/** Values of the parameters that the parts of this shape take, in their order. */
export function valuesOf(sequels: Sequels): readonly string[] {
  const shape = shapeOf(sequels)
  const rows = {
    events: guarded(sequels, ({ events }) => events),
    jobs: guarded(sequels, ({ jobs }) => jobs.map(jobRow)),
    answers: guarded(sequels, ({ answers }) => answers.map(answerRow)),
  }
  return lists.filter((list) => shape[list]).map((list) => JSON.stringify(rows[list]))
}

function guarded(sequels: Sequels, rows: (sequel: Sequel) => readonly object[]): readonly object[] {
  return [...sequels].flatMap(([guard, sequel]) => rows(sequel).map((row) => ({ ...row, guard })))
}

function jobRow({ name, payload, queue, runAt, maxAttempts = 8, key }: NewJob): object {
  return { name, payload, queue, run_at: runAt, max_attempts: maxAttempts, key }
}

function answerRow({ bodyHash, answer, ...row }: Remembered): object {
  return { ...row, body_hash: bodyHash, answer: answer ?? null }
}

const part = {
  events: (list: string, written: string) => `sequel_events as (
  insert into platform.event (id, name, at, actor, payload)
  select row.id, row.name, row.at, row.actor, row.payload
  from ${written} join jsonb_to_recordset(${list})
    as row(guard uuid, id uuid, name text, at timestamptz, actor uuid, payload jsonb) on row.guard = ${written}.id
)`,
  jobs: (list: string, written: string) => `sequel_jobs as (
  select count(graphile_worker.add_job(
    identifier => row.name, payload => row.payload, queue_name => row.queue, run_at => row.run_at,
    max_attempts => row.max_attempts, job_key => row.key)) as added
  from ${written} join jsonb_to_recordset(${list}) as row(
    guard uuid, name text, payload json, queue text, run_at timestamptz, max_attempts int, key text)
    on row.guard = ${written}.id
)`,
  answers: (list: string, written: string) => `sequel_answers as (
  insert into platform.idempotency (actor, key, route, body_hash, answer, at)
  select row.actor, row.key, row.route, row.body_hash, row.answer, row.at
  from ${written} join jsonb_to_recordset(${list})
    as row(guard uuid, actor text, key uuid, route text, body_hash text, answer jsonb, at timestamptz)
    on row.guard = ${written}.id
)`,
} as const satisfies Record<List, (list: string, written: string) => string>

/**
 * @param next the next parameter, e.g. `$4::jsonb`
 * @param written the part of the statement that gives the `id` of each row that was written
 * @returns further parts of the `with`, and a condition for the final `select`: without being read, jobs are not added
 */
export function partsOf(
  shape: SequelShape,
  next: () => string,
  written: string,
): { readonly parts: readonly string[]; readonly read: string } {
  return {
    parts: lists.filter((list) => shape[list]).map((list) => part[list](next(), written)),
    read: shape.jobs ? '(select added from sequel_jobs) is not null' : 'true',
  }
}
