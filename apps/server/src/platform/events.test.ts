/** An event and its jobs are rows of the transaction that made them: all of them stay, or none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuse } from '@yizhan/contracts'
import type { Delivered } from './events.ts'
import type { TestPlatform } from './testing.ts'
import { withTestPlatform } from './testing.ts'

type JobRow = { task_identifier: string; key: string; payload: Delivered }

async function waitingJobs({ pool }: TestPlatform): Promise<JobRow[]> {
  const { rows } = await pool.query<JobRow>(
    `select t.identifier as task_identifier, j.key, j.payload
       from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      order by t.identifier, j.id`,
  )
  return rows
}

async function eventCount({ pool }: TestPlatform): Promise<number> {
  return (await pool.query<{ n: number }>('select count(*)::int as n from platform.event')).rows[0]?.n ?? -1
}

function listen(platform: TestPlatform, event: string, name: string): void {
  platform.events.subscribe({ event, name, handle: async () => {} })
}

test('a refusal and an error each take the event and its jobs back', () =>
  withTestPlatform(async (platform) => {
    listen(platform, 'case.applied', 'hall.tell')
    const refused = await platform.tx(async (tx) => {
      await platform.events.emit(tx, { name: 'case.applied', payload: { n: 1 } })
      return refuse('process.not-yours')
    })
    assert.equal(refused.ok, false)
    await assert.rejects(
      platform.tx(async (tx) => {
        await platform.events.emit(tx, { name: 'case.applied', payload: { n: 2 } })
        throw new Error('the node died here')
      }),
      /the node died here/,
    )
    assert.equal(await eventCount(platform), 0)
    assert.deepEqual(await waitingJobs(platform), [])
  }))

test('each listener of an event gets one job, others none, and the job names the event', () =>
  withTestPlatform(
    async (platform) => {
      listen(platform, 'case.applied', 'hall.tell')
      listen(platform, 'case.applied', 'seal.issue')
      listen(platform, 'case.withdrawn', 'seal.withdraw')
      const id = await platform.tx((tx) =>
        platform.events.emit(tx, { name: 'case.applied', payload: { number: 'YZ-20261124-0042' } }),
      )
      const delivered: Delivered = {
        eventId: id,
        name: 'case.applied',
        at: '2026-11-24T01:00:00Z',
        payload: { number: 'YZ-20261124-0042' },
      }
      assert.deepEqual(await waitingJobs(platform), [
        { task_identifier: 'hall.tell', key: `hall.tell:${id}`, payload: delivered },
        { task_identifier: 'seal.issue', key: `seal.issue:${id}`, payload: delivered },
      ])
      const { rows } = await platform.pool.query('select id, name, at, actor, payload from platform.event')
      assert.deepEqual(rows, [
        { id, name: 'case.applied', at: '2026-11-24T01:00:00Z', actor: null, payload: delivered.payload },
      ])
    },
    { clock: () => Temporal.Instant.from('2026-11-24T01:00:00Z') },
  ))

test('an event without listeners is still a fact', () =>
  withTestPlatform(async (platform) => {
    await platform.tx((tx) => platform.events.emit(tx, { name: 'nobody.listens', payload: {} }))
    assert.equal(await eventCount(platform), 1)
    assert.deepEqual(await waitingJobs(platform), [])
  }))

test('two listeners may not share a name, for the name is the job', () =>
  withTestPlatform(async (platform) => {
    listen(platform, 'case.applied', 'hall.tell')
    assert.throws(() => listen(platform, 'case.withdrawn', 'hall.tell'), /hall\.tell/)
  }))
