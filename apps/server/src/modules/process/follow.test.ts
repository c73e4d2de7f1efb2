import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openedEvent } from './events.ts'
import { planOf, withProcess } from './testing.ts'

test('opened steps are told of while somebody listens, by the start and by each decision', () =>
  withProcess(async ({ platform, process, apply, ids }) => {
    const told = async () => {
      const rows = await platform.db
        .selectFrom('platform.event')
        .select('payload')
        .where('name', '=', openedEvent)
        .orderBy('id')
        .execute()
      return rows.map(({ payload }) => payload as { caseId: string; taskIds: string[] })
    }
    const plan = await planOf('counsellor', 'secretary')
    await process.keepPlan(plan)
    await apply(plan)
    assert.deepEqual(await told(), [], 'nobody listens')
    platform.events.subscribe({ event: openedEvent, name: 'test.opened', handle: async () => {} })
    const { caseId } = await apply(plan)
    const [first] = await told()
    assert.equal(first?.caseId, caseId)
    const taskId = first?.taskIds[0] ?? ''
    const decision = { taskId, by: ids.counsellor, outcome: 'approve' as const, opinion: '同意' }
    const decided = await process.shared.decide(decision)
    assert.ok('instanceId' in decided)
    const second = (await told()).find(({ taskIds }) => taskIds[0] !== taskId)
    assert.equal(second?.caseId, caseId)
    const about = await process.noteworthy(decided.instanceId)
    assert.deepEqual(
      about?.open.map(({ taskId: id, members }) => [id, members]),
      [[second?.taskIds[0], [ids.secretary]]],
    )
    const last = {
      taskId: second?.taskIds[0] ?? '',
      by: ids.secretary,
      outcome: 'approve' as const,
      opinion: '',
    }
    await process.shared.decide(last)
    assert.equal((await told()).length, 2, 'the end opens nothing')
    assert.deepEqual((await process.noteworthy(decided.instanceId))?.open, [])
  }))
