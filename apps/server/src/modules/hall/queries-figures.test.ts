import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hallApi } from '@yizhan/contracts'
import { sql } from 'kysely'
import { withHall } from './hall-world.ts'

const address = '/api/admin/services/figures'
const certificate = { language: 'zh', purpose: 'visa', withId: 'no' }

test('figures are counted from the cases: every day of the period, what is finished, how long it took', async () => {
  await withHall(async (world) => {
    const nothing = await world.get('admin', address, hallApi.serviceFigures.ok)
    assert.equal(nothing.days.length, 28)
    assert.equal(nothing.finished, 0)
    assert.equal(nothing.hours, undefined)
    const url = '/api/hall/services/enrolment-certificate/cases'
    const sent = await world.call('absent', 'POST', url, { version: 1, answers: certificate })
    const { caseId } = hallApi.apply.ok.parse(sent.body)
    const running = await world.get('admin', address, hallApi.serviceFigures.ok)
    assert.deepEqual(running.days.at(-1), { on: running.to, applied: 1, finished: 0 })
    await sql`update process.instance set status = 'finished',
        ended_at = (select applied_at from hall.case where id = ${caseId}) + interval '6 hours'
      where case_id = ${caseId}`.execute(world.platform.db)
    const done = await world.get('admin', address, hallApi.serviceFigures.ok)
    assert.deepEqual(done.days.at(-1), { on: done.to, applied: 1, finished: 1 })
    assert.deepEqual(done.hours, { half: 6, most: 6 })
  })
})

test('only whoever runs the services sees them', async () => {
  await withHall(async (world) => {
    assert.equal((await world.call('absent', 'GET', address)).status, 403)
  })
})
