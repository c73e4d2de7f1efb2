/** Jobs run after commit, at least once, with growing delays; stopping lets a running one end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { createPool } from './db.ts'
import type { Delivered } from './events.ts'
import { addJob, type Job, type JobContext, startJobs } from './jobs.ts'
import { applicationRole } from './migrate.ts'
import { type TestPlatform, withTestPlatform } from './testing.ts'

type JobRow = { attempts: number; max_attempts: number; last_error: string | null; seconds: number }

/** The platform with a runner over `jobs`; `stop` ends it as the server does. */
async function withJobs(
  jobs: readonly Job[],
  work: (platform: TestPlatform, stop: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await withTestPlatform(async (platform) => {
    const pool = createPool({ url: platform.ownerUrl, size: 4, role: applicationRole, named: false })
    const runner = await startJobs(pool, jobs, 2, platform.log)
    let stopping: Promise<void> | undefined
    const stop = () => {
      stopping ??= runner.stop().then(() => pool.end())
      return stopping
    }
    try {
      await work(platform, stop)
    } finally {
      await stop()
      assert.equal(runner.running(), false)
    }
  })
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = performance.now() + 20_000; ; ) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > deadline) throw new Error('waited 20 s in vain')
    await delay(20)
  }
}

/** The one job that waits, once it has failed `attempts` times and is free again; `seconds` from then to its next run. */
function failedTimes(pool: pg.Pool, attempts: number): Promise<JobRow> {
  return until(async () => {
    const { rows } = await pool.query<JobRow>(
      `select attempts, max_attempts, last_error, extract(epoch from run_at - updated_at)::float8 as seconds
         from graphile_worker._private_jobs where attempts = $1 and locked_at is null and last_error is not null`,
      [attempts],
    )
    return rows[0]
  })
}

async function runNow(pool: pg.Pool): Promise<void> {
  await pool.query('update graphile_worker._private_jobs set run_at = now()')
}

async function jobsLeft(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int as n from graphile_worker._private_jobs',
  )
  return rows[0]?.n ?? -1
}

test('a job that fails is tried again, later each time, until it works', async () => {
  const contexts: JobContext[] = []
  const flaky: Job = {
    name: 'flaky',
    handle: async (_payload, context) => {
      contexts.push(context)
      if (context.attempt < 4) throw new Error(`failure ${context.attempt}`)
    },
  }
  await withJobs([flaky], async ({ pool, tx }) => {
    await tx((inner) => addJob(inner, 'flaky', {}))
    const delays: number[] = []
    for (const attempt of [1, 2, 3]) {
      const row = await failedTimes(pool, attempt)
      assert.match(row.last_error ?? '', new RegExp(`failure ${attempt}`))
      delays.push(row.seconds)
      await runNow(pool)
    }
    await until(async () => ((await jobsLeft(pool)) === 0 ? true : undefined))
    assert.deepEqual(
      contexts.map(({ attempt, maxAttempts }) => [attempt, maxAttempts]),
      [1, 2, 3, 4].map((attempt) => [attempt, 8]),
    )
    const [first = 0, second = 0, third = 0] = delays
    assert.ok(first >= 1 && second >= 2 * first && third >= 2 * second, `delays ${delays.join(', ')} s`)
  })
})

test('a job that gave up stays, with its reason, and is not run again', async () => {
  let runs = 0
  const broken: Job = {
    name: 'broken',
    handle: async () => {
      runs += 1
      throw new Error('the signer is away')
    },
  }
  const after = Promise.withResolvers<void>()
  const probe: Job = { name: 'probe', handle: async () => after.resolve() }
  await withJobs([broken, probe], async ({ pool, tx }) => {
    await tx((inner) => addJob(inner, 'broken', {}, { maxAttempts: 1 }))
    const row = await failedTimes(pool, 1)
    assert.equal(row.last_error, 'the signer is away')
    await runNow(pool)
    await tx((inner) => addJob(inner, 'probe', {}))
    await after.promise
    await until(async () => ((await jobsLeft(pool)) === 1 ? true : undefined))
    assert.equal(runs, 1)
  })
})

test('stopping waits for running jobs, and a job added meanwhile is done to its end or kept for the next start', async () => {
  const begun = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  const ended: unknown[] = []
  const long: Job = {
    name: 'long',
    handle: async (payload) => {
      begun.resolve()
      await mayEnd.promise
      ended.push(payload)
    },
  }
  await withJobs([long], async ({ pool, tx }, stop) => {
    await tx((inner) => addJob(inner, 'long', { n: 1 }))
    await begun.promise
    const stopped = stop().then(() => [...ended])
    await tx((inner) => addJob(inner, 'long', { n: 2 }))
    mayEnd.resolve()
    const done = await stopped
    assert.deepEqual(done[0], { n: 1 })
    const { rows } = await pool.query('select payload, locked_by from graphile_worker._private_jobs')
    // Whether a second worker still takes it while the stop arrives is chance; that it is lost or left locked is not.
    assert.deepEqual([...done, ...rows.map(({ payload }) => payload)], [{ n: 1 }, { n: 2 }])
    assert.ok(rows.every(({ locked_by }) => locked_by === null))
  })
})

test('an event whose listener failed half way comes again under the same id', async () => {
  const seen: string[] = []
  const listener = async ({ eventId }: Delivered) => {
    seen.push(eventId)
    if (seen.length === 1) throw new Error('after its effect')
  }
  const job: Job = { name: 'hall.tell', handle: (payload) => listener(payload as Delivered) }
  await withJobs([job], async ({ pool, tx, events }) => {
    events.subscribe({ event: 'case.applied', name: 'hall.tell', handle: listener })
    const id = await tx((inner) => events.emit(inner, { name: 'case.applied', payload: {} }))
    await failedTimes(pool, 1)
    await runNow(pool)
    await until(async () => ((await jobsLeft(pool)) === 0 ? true : undefined))
    assert.deepEqual(seen, [id, id])
  })
})

test('a key replaces a waiting job, and a queue keeps order', async () => {
  const order: number[] = []
  const busy = { now: 0, most: 0 }
  const line: Job = {
    name: 'line',
    handle: async (payload) => {
      busy.now += 1
      busy.most = Math.max(busy.most, busy.now)
      order.push((payload as { n: number }).n)
      await delay(1)
      busy.now -= 1
    },
  }
  await withJobs([line], async ({ pool, tx }) => {
    await tx(async (inner) => {
      for (const n of [1, 2]) await addJob(inner, 'line', { n }, { queue: 'one' })
      await addJob(inner, 'line', { n: 6 }, { queue: 'one', key: 'same' })
      await addJob(inner, 'line', { n: 7 }, { queue: 'one', key: 'same' })
    })
    await until(async () => ((await jobsLeft(pool)) === 0 ? true : undefined))
    assert.deepEqual(order, [1, 2, 7])
    assert.equal(busy.most, 1)
  })
})

test('a job with a time is known to the scheduler of the database, others are not', async () => {
  const swept: Job = { name: 'platform.sweep', cron: '17 19 * * *', handle: async () => {} }
  const plain: Job = { name: 'plain', handle: async () => {} }
  await withJobs([swept, plain], async ({ pool }) => {
    const known = await until(async () => {
      const { rows } = await pool.query('select identifier from graphile_worker._private_known_crontabs')
      return rows.length > 0 ? rows : undefined
    })
    assert.deepEqual(known, [{ identifier: 'platform.sweep' }])
  })
})
