/**
 * A server that dies keeps the jobs it had: graphile-worker frees them after four hours only. Here each living server
 * holds an advisory lock for as long as it is connected, and a job whose server holds none is free again within
 * seconds. A server that loses its connection for a moment may see its job run twice, which jobs must bear.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Log } from './log.ts'

/** The first half of the advisory locks' key; the second is the name under which a server locks jobs. */
const family = 20_571
const every = 5_000

/** A lock this young may belong to a server that has not announced itself yet. */
const youngest = '5 seconds'

const freeJobsOfTheDead = `
  with worker as materialized (
    select locked_by as id from graphile_worker._private_jobs
      where locked_by is not null and locked_at < now() - interval '${youngest}'
    union
    select locked_by from graphile_worker._private_job_queues
      where locked_by is not null and locked_at < now() - interval '${youngest}'
  ), dead as materialized (
    select id from worker where pg_try_advisory_xact_lock(${family}, hashtext(id))
  )
  select array_agg(id) as dead, graphile_worker.force_unlock_workers(array_agg(id)) from dead having count(*) > 0`

export type JobWatch = {
  /** The workers of a server, known by the name under which they lock jobs, begin: their lock is held as soon as the database answers, and again in each round. */
  readonly announce: (workers: string) => void
  /** Begins to look for the dead, now and every few seconds. */
  readonly start: () => void
  readonly stop: () => Promise<void>
}

export function watchWorkers(pool: pg.Pool, log: Log): JobWatch {
  const living = new Set<string>()
  const held = new Set<string>()
  const stopping = new AbortController()
  let holder: pg.PoolClient | undefined
  let looking: Promise<void> | undefined
  let holding: Promise<void> = Promise.resolve()

  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect()
    held.clear()
    holder = client
    client.once('end', () => {
      if (holder === client) holder = undefined
    })
    return client
  }

  async function holdAll(): Promise<void> {
    const client = holder ?? (await connect())
    for (const id of living) {
      if (held.has(id)) continue
      await client.query('select pg_advisory_lock($1, hashtext($2))', [family, id])
      held.add(id)
    }
  }

  /** One after another, since all share the connection that holds. */
  function hold(): Promise<void> {
    holding = holding.catch(() => undefined).then(holdAll)
    return holding
  }

  async function look(): Promise<void> {
    await hold()
    const { rows } = await pool.query<{ dead: string[] }>(freeJobsOfTheDead)
    for (const { dead } of rows)
      log.warn({ workers: dead.length }, 'jobs of workers that died are free again')
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) =>
        log.warn(
          { reason: error instanceof Error ? error.message : 'unknown' },
          'looking for dead workers failed',
        ),
      )
      await delay(every, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  return {
    announce: (workers) => {
      living.add(workers)
      void hold().catch(() => undefined)
    },
    start: () => {
      looking = keepLooking()
    },
    stop: async () => {
      stopping.abort()
      await looking
      await holding.catch(() => undefined)
      // Closing the connection gives the locks back.
      holder?.release(true)
    },
  }
}
