/** Commands against a real database: what is written, what is refused, and what two people at once do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '@yizhan/contracts'
import { type Command, foldAll } from '@yizhan/process'
import { sql } from 'kysely'
import { change } from './commands.ts'
import { eventsOf } from './history-view.ts'
import { dayOf, tasksOf } from './queries.ts'
import type { ProcessTables } from './tables.ts'
import { parallelPlan, planOf, type Who, type World, withProcess } from './testing.ts'

async function openTask({ platform, actor }: World, who: Who) {
  const db = platform.read<ProcessTables>()
  const day = dayOf(platform.clock(), 'Asia/Shanghai')
  const { rows } = await tasksOf(db, actor(who), { list: 'mine', limit: 10 }, day)
  const [row] = rows
  assert.ok(row, `${who} has a task`)
  const { key } = await db
    .selectFrom('process.task')
    .select('key')
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow()
  return { ...row, key }
}

async function decide(
  world: World,
  who: Who,
  outcome: 'approve' | 'return' | 'refuse' | 'supplement',
  opinion = '材料不全',
) {
  const task = await openTask(world, who)
  const decision = { taskId: task.id, by: world.ids[who], outcome, opinion }
  return world.process.shared.decide(decision)
}

async function stateOf({ platform }: World, caseId: string) {
  return platform
    .read<ProcessTables>()
    .selectFrom('process.instance')
    .selectAll()
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow()
}

test('from application to the end: rows, view and history agree', () =>
  withProcess(async (world) => {
    const { platform, process, ids } = world
    const { caseId } = await world.apply(await planOf('counsellor', 'secretary'), {
      dueAt: '2026-11-26T09:30:00Z',
    })
    const task = await openTask(world, 'counsellor')
    assert.equal(task.dueAt, '2026-11-26T09:30:00Z')
    assert.equal(task.applicant.name, '林知夏')
    await decide(world, 'counsellor', 'approve', '同意')
    const view = platform
      .read<ProcessTables>()
      .selectFrom('process.case_state')
      .selectAll()
      .where('case_id', '=', caseId)
    const running = await view.executeTakeFirstOrThrow()
    assert.deepEqual(
      [running.status, running.step_zh, running.holders, running.passed, running.stops],
      ['running', 'secretary', ['郑书远'], 2, 4],
    )
    await decide(world, 'secretary', 'approve', '')
    const ended = await view.executeTakeFirstOrThrow()
    assert.deepEqual(
      [ended.status, ended.step_zh, ended.holders, ended.passed, ended.stops],
      ['finished', null, [], 4, 4],
    )

    const row = await stateOf(world, caseId)
    const events = await eventsOf(platform.read(), row.id)
    assert.deepEqual(foldAll(events), row.state)
    const shown = await process.caseView(platform.read(), caseId, ids.student)
    assert.deepEqual(
      shown?.history.map(({ kind, by, opinion }) => [kind, by?.name, opinion]),
      [
        ['started', '林知夏', undefined],
        ['task-opened', undefined, undefined],
        ['approved', '周敏', '同意'],
        ['task-opened', undefined, undefined],
        ['approved', '郑书远', undefined],
        ['finished', '郑书远', undefined],
      ],
    )
    assert.deepEqual(
      shown?.line.map((stop) => ('fork' in stop ? [] : [stop.kind, stop.status, stop.who])),
      [
        ['start', 'done', []],
        ['person', 'done', ['周敏']],
        ['person', 'done', ['郑书远']],
        ['end', 'done', []],
      ],
    )
    const moved = await sql<{
      payload: unknown
    }>`select payload->>'status' as payload from platform.event where name = 'process.moved' order by at, id`.execute(
      platform.db,
    )
    assert.deepEqual(
      moved.rows.map((event) => event.payload),
      ['finished'],
    )
  }))

test('two people decide at once: one decision, one clear refusal, every time', () =>
  withProcess(async (world) => {
    const plan = await planOf('counsellor|supervisor', 'secretary')
    for (let round = 0; round < 8; round++) {
      const { caseId } = await world.apply(plan)
      const task = await openTask(world, 'counsellor')
      const answers = await Promise.all(
        (['counsellor', 'supervisor'] as const).map((who) =>
          world.process.shared.decide({
            taskId: task.id,
            by: world.ids[who],
            outcome: 'approve',
            opinion: who,
          }),
        ),
      )
      const refused = answers.filter(isRefusal)
      assert.equal(refused.length, 1)
      assert.equal(refused[0]?.code, 'process.gone')
      const first = isRefusal(answers[0]) ? '陈砚秋' : '周敏'
      assert.deepEqual(
        [refused[0]?.facts?.who, refused[0]?.facts?.how, refused[0]?.facts?.status],
        [first, 'approve', 'running'],
      )
      const { id } = await stateOf(world, caseId)
      const events = await eventsOf(world.platform.read(), id)
      assert.equal(events.filter((event) => event.type === 'task-decided').length, 1)
      assert.equal((await openTask(world, 'secretary')).caseId, caseId)
      await decide(world, 'secretary', 'approve')
    }
  }))

test('both branches of a parallel fork may be decided at once', () =>
  withProcess(async (world) => {
    // Two commands that do not exclude each other: the later one meets the new state and goes through.
    const { caseId } = await world.apply(await parallelPlan('counsellor', 'supervisor'))
    const answers = await Promise.all([
      decide(world, 'counsellor', 'approve'),
      decide(world, 'supervisor', 'approve'),
    ])
    assert.deepEqual(answers.filter(isRefusal), [])
    assert.equal((await stateOf(world, caseId)).status, 'finished')
  }))

test('a return, a resubmission with new contents, and the second round', () =>
  withProcess(async (world) => {
    const { platform, process, ids } = world
    const { caseId } = await world.apply(await planOf('counsellor', 'secretary'))
    await decide(world, 'counsellor', 'approve')
    await decide(world, 'secretary', 'return', '去向没有写')
    const returned = await process.caseView(platform.read(), caseId, ids.student)
    assert.deepEqual(
      [returned?.status, returned?.returned?.by, returned?.returned?.reason],
      ['returned', '郑书远', '去向没有写'],
    )
    assert.deepEqual(returned?.may, { withdraw: true, resubmit: true, supplement: false })
    assert.deepEqual((await process.caseView(platform.read(), caseId, ids.counsellor))?.may, {
      withdraw: false,
      resubmit: false,
      supplement: false,
    })
    const ask = { caseId, facts: { place: '西安' }, summary: '事假 3 天', flags: 1 }
    const other = await platform.tx((tx) => process.resubmit(tx, { ...ask, by: ids.counsellor }))
    assert.ok(isRefusal(other) && other.code === 'process.not-yours')
    await platform.tx((tx) => process.resubmit(tx, { ...ask, by: ids.student }))
    const task = await openTask(world, 'counsellor')
    assert.deepEqual([task.key, task.summary, task.flags], ['s0:2', '事假 3 天', 1])
    assert.deepEqual((await stateOf(world, caseId)).facts, { place: '西安' })
    const again = await platform.tx((tx) => process.resubmit(tx, { ...ask, by: ids.student }))
    assert.ok(isRefusal(again) && again.code === 'process.not-returned')
  }))

test('more material is asked for and handed in; the task changes its version', () =>
  withProcess(async (world) => {
    const { platform, process, ids } = world
    const { caseId } = await world.apply(await planOf('counsellor'))
    await decide(world, 'counsellor', 'supplement', '补一份证明')
    const asked = await process.caseView(platform.read(), caseId, ids.student)
    assert.deepEqual(
      [asked?.status, asked?.supplement?.reason, asked?.may.supplement],
      ['supplement', '补一份证明', true],
    )
    const stranger = await platform.tx((tx) => process.supplement(tx, { caseId, by: ids.stranger, note: '' }))
    assert.ok(isRefusal(stranger) && stranger.code === 'process.not-yours')
    await platform.tx((tx) => process.supplement(tx, { caseId, by: ids.student, note: '已补' }))
    const rows = await platform
      .read<ProcessTables>()
      .selectFrom('process.task')
      .select(['state', 'version'])
      .execute()
    assert.deepEqual(rows, [{ state: 'open', version: 3 }])
    const twice = await platform.tx((tx) => process.supplement(tx, { caseId, by: ids.student, note: '' }))
    assert.ok(isRefusal(twice) && twice.code === 'process.not-waiting')
  }))

test('withdrawing closes the tasks and takes them off the lists', () =>
  withProcess(async (world) => {
    const { platform, process, ids, actor } = world
    const { caseId } = await world.apply(await planOf('counsellor'))
    const task = await openTask(world, 'counsellor')
    await platform.tx((tx) => process.withdraw(tx, { caseId, by: ids.student, reason: '不去了' }))
    const day = dayOf(platform.clock(), 'Asia/Shanghai')
    assert.deepEqual(
      (await tasksOf(platform.read(), actor('counsellor'), { list: 'mine', limit: 10 }, day)).rows,
      [],
    )
    const late = await process.shared.decide({
      taskId: task.id,
      by: ids.counsellor,
      outcome: 'approve',
      opinion: '',
    })
    assert.ok(isRefusal(late) && late.code === 'process.withdrawn')
    assert.equal(late.facts?.who, '林知夏')
    const again = await platform.tx((tx) => process.withdraw(tx, { caseId, by: ids.student, reason: '' }))
    assert.ok(isRefusal(again) && again.code === 'process.not-running')
  }))

test('nobody holds a step: the application is refused and leaves nothing behind', () =>
  withProcess(async (world) => {
    world.rules.set('position:registrar@305', [])
    await assert.rejects(world.apply(await planOf('counsellor', 'registrar')), /process\.nobody.*教务处/)
    const counts = await sql<{
      rows: number
    }>`select (select count(*) from process.instance) + (select count(*) from process.plan) + (select count(*) from process.history) as rows`.execute(
      world.platform.db,
    )
    assert.equal(counts.rows[0]?.rows, 0)
  }))

test('a transaction that fails after the decision leaves the case as it was', () =>
  withProcess(async (world) => {
    const { caseId } = await world.apply(await planOf('counsellor', 'secretary'))
    const before = await stateOf(world, caseId)
    const task = await openTask(world, 'counsellor')
    const command: Command = {
      type: 'decide-task',
      id: 'dies',
      by: world.ids.counsellor,
      task: task.key,
      outcome: 'approve',
      opinion: '',
    }
    await assert.rejects(
      world.platform.tx(async (tx) => {
        await change(world.deps, tx, { taskId: task.id }, () => command)
        throw new Error('the node dies here')
      }),
    )
    assert.deepEqual(await stateOf(world, caseId), before)
    assert.equal(isRefusal(await decide(world, 'counsellor', 'approve')), false)
    assert.equal((await stateOf(world, caseId)).version, 2)
  }))

test('the application can add to the history and nothing else', () =>
  withProcess(async (world) => {
    await world.apply(await planOf('counsellor'))
    for (const statement of [
      'update process.history set type = type',
      'delete from process.history',
      'truncate process.history',
      'update process.plan set at = at',
      'delete from process.instance',
      'delete from process.task',
    ]) {
      await assert.rejects(sql.raw(statement).execute(world.platform.db), /permission denied/, statement)
    }
  }))
