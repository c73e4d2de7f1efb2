/**
 * Jobs are side effects after commit, kept in PostgreSQL by graphile-worker. A job is added inside the transaction
 * that makes it necessary, may run twice, and is retried with growing delays.
 */
import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, type Runner, run, type WorkerEvents } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Tx } from './db.ts'
import { watchWorkers } from './job-watch.ts'
import type { Log } from './log.ts'

export type JobContext = { readonly attempt: number; readonly maxAttempts: number; readonly jobId: string }
export type Job = {
  readonly name: string
  readonly handle: (payload: unknown, context: JobContext) => Promise<void>
  /** Added by itself at these times, once for all nodes: five fields as in crontab(5), in UTC. */
  readonly cron?: string
}

export type JobOptions = {
  /** Replaces a waiting job with the same key. */
  readonly key?: string
  readonly maxAttempts?: number
  readonly runAt?: string
  /** Jobs of one queue run one after another. */
  readonly queue?: string
}

export type NewJob = JobOptions & { readonly name: string; readonly payload: unknown }

export function addJob(tx: Tx, name: string, payload: unknown, options: JobOptions = {}): Promise<void> {
  return addJobs(tx, [{ name, payload, ...options }])
}

/** In one statement. */
export async function addJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  const rows = jobs.map(({ name, payload, queue, runAt, maxAttempts = 8, key }) => ({
    name,
    payload,
    queue,
    run_at: runAt,
    max_attempts: maxAttempts,
    key,
  }))
  await sql`select graphile_worker.add_job(
      identifier => job.name, payload => job.payload, queue_name => job.queue, run_at => job.run_at,
      max_attempts => job.max_attempts, job_key => job.key)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as job(
      name text, payload json, queue text, run_at timestamptz, max_attempts int, key text)`.execute(tx)
}

export type JobRunner = { readonly running: () => boolean; readonly stop: () => Promise<void> }

/** graphile-worker's own words; a job's failure is told by the runner's events already. */
function wordsOf(log: Log): Logger {
  return new Logger(() => (level, text, meta) => {
    if (level === 'error' && !meta?.failure) log.error({ reason: text }, 'job runner')
    else if (level === 'warning') log.warn({ reason: text }, 'job runner')
    else log.debug(text)
  })
}

/** A connection that breaks, idle or at work, is replaced; without listeners it would end the process. */
function outliveBrokenConnections(pool: pg.Pool, log: Log): void {
  const broke = (error: Error) =>
    log.warn({ reason: error.message }, 'a database connection of the jobs broke')
  pool.on('error', broke)
  pool.on('connect', (client) => client.on('error', broke))
}

/** Starts working; `stop` lets running jobs end and writes that they have. */
export async function startJobs(
  pool: pg.Pool,
  jobs: readonly Job[],
  concurrency: number,
  log: Log,
): Promise<JobRunner> {
  const taskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload: unknown, helpers: { job: { attempts: number; max_attempts: number; id: string } }) => {
        const { attempts, max_attempts: maxAttempts, id: jobId } = helpers.job
        await job.handle(payload, { attempt: attempts, maxAttempts, jobId: String(jobId) })
      },
    ]),
  )
  let live = true
  outliveBrokenConnections(pool, log)
  const watch = watchWorkers(pool, log)
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => watch.announce(workerPool.id))
  const runner: Runner = await run({
    pgPool: pool,
    events,
    logger: wordsOf(log),
    taskList,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    // Written as batches, which stopping waits for; single writes may be lost when the pool ends, and leave a lock.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    parsedCronItems: parseCronItems(
      jobs.flatMap(({ name, cron }) => (cron === undefined ? [] : [{ task: name, match: cron }])),
    ),
  })
  watch.start()
  events.on('job:failed', ({ job, error }) =>
    log.error({ job: job.task_identifier, attempts: job.attempts, reason: reasonOf(error) }, 'job gave up'),
  )
  events.on('job:error', ({ job, error }) =>
    log.warn(
      { job: job.task_identifier, attempts: job.attempts, reason: reasonOf(error) },
      'job failed, will be tried again',
    ),
  )
  const ended = runner.promise.then(
    () => {
      live = false
    },
    (error: unknown) => {
      live = false
      log.error({ reason: reasonOf(error) }, 'the job runner stopped')
    },
  )
  return {
    running: () => live,
    stop: async () => {
      if (live) await runner.stop()
      await ended
      await watch.stop()
    },
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
