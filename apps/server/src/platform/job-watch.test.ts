/** A job whose worker died is free again at once, not after four hours; a living worker keeps its own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPool } from './db.ts'
import { addJob, type Job, startJobs } from './jobs.ts'
import { applicationRole } from './migrate.ts'
import { withTestPlatform } from './testing.ts'

test('jobs of a worker that died run again; a job at work elsewhere is left alone', async () => {
  await withTestPlatform(async (platform) => {
    const ran: unknown[] = []
    const { promise: released, resolve: letGo } = Promise.withResolvers<void>()
    const { promise: atWork, resolve: begin } = Promise.withResolvers<void>()
    const { promise: both, resolve: bothRan } = Promise.withResolvers<void>()
    const slow: Job = {
      name: 'slow',
      handle: async (payload) => {
        ran.push(payload)
        begin()
        await released
      },
    }
    const quick: Job = {
      name: 'quick',
      handle: async (payload) => {
        ran.push(payload)
        bothRan()
      },
    }
    const pools = [0, 1].map(() =>
      createPool({ url: platform.ownerUrl, size: 5, role: applicationRole, named: false }),
    )
    const [here, there] = pools as [(typeof pools)[0], (typeof pools)[0]]
    await platform.tx((tx) => addJob(tx, 'slow', 'alive'))
    const first = await startJobs(here, [slow], 1, platform.log)
    await atWork
    await platform.tx((tx) => addJob(tx, 'quick', 'left behind', { queue: 'one' }))
    await there.query(
      `update graphile_worker._private_jobs
         set locked_at = now() - interval '1 minute', locked_by = coalesce(locked_by, 'worker-dead')`,
    )
    await there.query(
      `update graphile_worker._private_job_queues set locked_by = 'worker-dead', locked_at = now() - interval '1 minute'`,
    )
    const second = await startJobs(there, [slow, quick], 2, platform.log)
    await both
    letGo()
    await first.stop()
    await second.stop()
    assert.deepEqual(ran, ['alive', 'left behind'])
    const { rows } = await there.query('select 1 from graphile_worker._private_jobs')
    assert.equal(rows.length, 0)
    for (const pool of pools) await pool.end()
  })
})
