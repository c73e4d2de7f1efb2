/** Service tasks: done once, given up in the open, mended by an operator. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuse } from '@yizhan/contracts'
import { skip } from './commands-operate.ts'
import type { ServiceCall } from './jobs.ts'
import { failedJobs } from './operator-lists.ts'
import type { ProcessTables } from './tables.ts'
import { grant, planOf, type World, withProcess } from './testing.ts'

const statusOf = async ({ platform }: World, caseId: string) =>
  (
    await platform
      .read<ProcessTables>()
      .selectFrom('process.instance')
      .select('status')
      .where('case_id', '=', caseId)
      .executeTakeFirstOrThrow()
  ).status

async function stuck({ platform, actor, ids }: World) {
  const operator = actor('stranger', grant('operator', ids.stranger, '000.'))
  return (await failedJobs(platform.read(), operator, { limit: 10 }, platform.clock())).rows
}

test('a service runs after commit, knows the case, and ends it', () =>
  withProcess(async (world) => {
    const { caseId } = await world.apply(await planOf('!document.issue'), { facts: { purpose: '签证' } })
    const calls: ServiceCall[] = []
    let saved = 0
    const handler = async (call: ServiceCall) => {
      calls.push(call)
      return {
        results: { document: 'd1' },
        save: async (): Promise<undefined> => {
          saved++
        },
      }
    }
    assert.equal(await statusOf(world, caseId), 'running')
    assert.equal(await world.work({ 'document.issue': handler }), 1)
    assert.equal(await statusOf(world, caseId), 'finished')
    const [call] = calls
    assert.deepEqual(
      [call?.caseId, call?.facts, call?.params, call?.service.id],
      [caseId, { purpose: '签证' }, { seal: 'S10' }, 'student-leave'],
    )
    await world.work({ 'document.issue': handler })
    assert.deepEqual([calls.length, saved], [1, 1])
  }))

test('two runs of one job at once save once', () =>
  withProcess(async (world) => {
    const { caseId } = await world.apply(await planOf('!document.issue'))
    let saved = 0
    let waiting = 0
    let release = () => {}
    const both = new Promise<void>((resolve) => {
      release = resolve
    })
    const handler = async () => {
      waiting++
      if (waiting === 2) release()
      await both
      return {
        save: async (): Promise<undefined> => {
          saved++
        },
      }
    }
    await Promise.all([world.work({ 'document.issue': handler }), world.work({ 'document.issue': handler })])
    assert.equal(await statusOf(world, caseId), 'finished')
    assert.equal(saved, 1)
  }))

test('a document may print what was decided', () =>
  withProcess(async (world) => {
    await world.apply(await planOf('counsellor', '!document.issue'))
    const db = world.platform.read<ProcessTables>()
    const task = await db.selectFrom('process.task').select('id').executeTakeFirstOrThrow()
    await world.process.shared.decide({
      taskId: task.id,
      by: world.ids.counsellor,
      outcome: 'approve',
      opinion: '品学兼优',
    })
    let decisions: ServiceCall['decisions'] = []
    await world.work({
      'document.issue': async (call) => {
        decisions = call.decisions
        return {}
      },
    })
    assert.deepEqual(
      decisions.map(({ node, opinion, by }) => [node, opinion, by.name]),
      [['s0', '品学兼优', '周敏']],
    )
  }))

test('an error is thrown for another try, until an operator is asked', () =>
  withProcess(async (world) => {
    const { caseId } = await world.apply(await planOf('!document.issue'))
    const broken = {
      'document.issue': async () => {
        throw new Error('signer is away')
      },
    }
    for (const attempt of [1, 2, 3, 4]) {
      await assert.rejects(world.work(broken, attempt), /signer is away/)
      assert.equal(await statusOf(world, caseId), 'running')
    }
    await world.work(broken, 5)
    assert.equal(await statusOf(world, caseId), 'failed')
    const [job] = await stuck(world)
    assert.deepEqual(
      [job?.handler, job?.attempts, job?.error, job?.step.zh],
      ['document.issue', 5, 'signer is away', '盖章'],
    )
    const view = await world.process.caseView(world.platform.read(), caseId, world.ids.student)
    assert.deepEqual(
      view?.history.map(({ kind, opinion }) => [kind, opinion]),
      [
        ['started', undefined],
        ['service-failed', undefined],
      ],
      'the applicant reads that it failed, not the inner reason',
    )
    assert.equal(view?.next.zh, '「盖章」没有做成，管理员在处理')
    // A node that died while giving up leaves a job that comes again: it finds nothing more to do.
    await world.work(broken, 6)
    assert.equal((await stuck(world)).length, 1)
  }))

test('a refusal of the handler gives up at once, in the words of the catalogue', () =>
  withProcess(async (world) => {
    await world.apply(await planOf('!document.issue'))
    await world.work({
      'document.issue': async () =>
        refuse('seal.glyph-missing', { character: '𬭎', code: 'U+2CB4E', owner: '教务处' }),
    })
    assert.equal((await stuck(world))[0]?.error, '字库里没有「𬭎」（U+2CB4E），没有盖章')
  }))

test('a service that nobody carries out shows to the operator', () =>
  withProcess(async (world) => {
    await world.apply(await planOf('!document.issue'))
    await world.work({})
    assert.equal((await stuck(world))[0]?.error, '没有「document.issue」的处理程序')
  }))

test('of a step that was skipped the case says who and why, not that all was done', () =>
  withProcess(async (world) => {
    const { platform, process, ids } = world
    const { caseId } = await world.apply(await planOf('!document.issue'))
    await world.work({})
    const [job] = await stuck(world)
    const skipped = await platform.tx((tx) =>
      skip(world.deps, tx, { taskId: job?.id ?? '', by: ids.registrar, reason: '已发纸质件' }, 's0:1'),
    )
    assert.ok(!('ok' in skipped))
    const view = await process.caseView(platform.read(), caseId, ids.student)
    assert.equal(view?.next.zh, '「盖章」没有办，沈静宜跳过了：已发纸质件')
    assert.equal(view?.skipped.length, 1)
    assert.deepEqual(
      view?.history.map(({ kind }) => kind),
      ['started', 'service-failed', 'service-skipped', 'finished-without'],
    )
    const names = view?.line.map((stop) => ('name' in stop ? stop.name.zh : ''))
    assert.deepEqual(names, ['提交申请', '盖章（已跳过）', '结束'])
  }))

test('a case withdrawn while the service runs keeps nothing of what was prepared', () =>
  withProcess(async (world) => {
    const { platform, process, ids } = world
    const { caseId } = await world.apply(await planOf('!document.issue'))
    let saved = 0
    await world.work({
      'document.issue': async () => {
        await platform.tx((tx) => process.withdraw(tx, { caseId, by: ids.student, reason: '' }))
        return {
          save: async (): Promise<undefined> => {
            saved++
          },
        }
      },
    })
    assert.deepEqual([await statusOf(world, caseId), saved], ['withdrawn', 0])
  }))
