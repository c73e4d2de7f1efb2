/** A crowd against a real database: commands that share a commit lead to what each alone would lead to. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { isRefusal } from '@yizhan/contracts'
import { foldAll } from '@yizhan/process'
import { runShared } from '#platform/http/idempotency'
import { eventsOf } from './history-view.ts'
import type { ProcessTables } from './tables.ts'
import { parallelPlan, planOf, type World, withProcess } from './testing.ts'

async function openTasks({ platform }: World) {
  return platform
    .read<ProcessTables>()
    .selectFrom('process.task')
    .select(['id', 'instance_id', 'case_id', 'key'])
    .where('closed_at', 'is', null)
    .where('kind', '=', 'user')
    .orderBy('id')
    .execute()
}

async function instances({ platform }: World) {
  return platform.read<ProcessTables>().selectFrom('process.instance').selectAll().orderBy('id').execute()
}

/** The tables tell the story that the history tells. */
async function agree(world: World): Promise<void> {
  const db = world.platform.read<ProcessTables>()
  for (const { id, state } of await instances(world)) {
    assert.deepEqual(foldAll(await eventsOf(db, id)), state)
    const open = await db
      .selectFrom('process.task')
      .select('key')
      .where('instance_id', '=', id)
      .where('closed_at', 'is', null)
      .orderBy('key')
      .execute()
    assert.deepEqual(
      open.map(({ key }) => key),
      state.open.map(({ task }) => task).toSorted(),
    )
  }
}

test('a crowd: each command counts once, and what is refused or cannot be written harms no neighbour', () =>
  withProcess(async (world) => {
    const { process, ids, platform } = world
    const plan = await planOf('counsellor|supervisor', 'secretary')
    await process.keepPlan(plan)
    const started = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        process.shared.start({
          caseId: platform.newId(),
          caseNumber: `YZ-20261124-${String(n).padStart(4, '0')}`,
          service: { id: 'student-leave', version: 1, name: { zh: '本科生请假', en: 'Student leave' } },
          plan,
          applicantId: ids.student,
          facts: { n },
          summary: `第 ${n} 件`,
          flags: 0,
        }),
      ),
    )
    assert.equal(started.filter((answer) => !isRefusal(answer) && answer.applied).length, 60)
    const tasks = await openTasks(world)
    assert.equal(tasks.length, 60)

    const commands = tasks.flatMap(({ id: taskId }, n) => {
      const common = { taskId, outcome: 'approve', opinion: `意见 ${n}` } as const
      if (n % 10 === 3) return [{ ...common, by: ids.stranger }]
      if (n % 10 === 5) return [{ ...common, by: ids.counsellor, opinion: 'a\u0000b' }]
      if (n % 10 === 7)
        return [
          { ...common, by: ids.counsellor },
          { ...common, by: ids.supervisor },
        ]
      return [{ ...common, by: ids.counsellor }]
    })
    const answers = await Promise.allSettled(commands.map((command) => process.shared.decide(command)))
    const count = { done: 0, strange: 0, late: 0, broken: 0 }
    for (const answer of answers) {
      if (answer.status === 'rejected') count.broken += 1
      else if (!isRefusal(answer.value)) count.done += 1
      else if (answer.value.code === 'process.not-yours') count.strange += 1
      else if (answer.value.code === 'process.gone') count.late += 1
    }
    assert.deepEqual(count, { done: 48, strange: 6, late: 6, broken: 6 })
    await agree(world)
    const decided = (await instances(world)).filter(({ state }) => state.closed.length === 1)
    assert.equal(decided.length, 48)
  }))

test('many decisions of one case at once follow one another', () =>
  withProcess(async (world) => {
    const { process, ids } = world
    const plan = await parallelPlan('counsellor', 'supervisor', 'secretary', 'registrar')
    const { caseId } = await world.apply(plan)
    const tasks = await openTasks(world)
    assert.equal(tasks.length, 4)
    const all = [ids.counsellor, ids.supervisor, ids.secretary, ids.registrar]
    const answers = await Promise.all(
      tasks.flatMap(({ id: taskId }) =>
        all.map((by) => process.shared.decide({ taskId, by, outcome: 'approve', opinion: '' })),
      ),
    )
    assert.equal(answers.filter((answer) => !isRefusal(answer)).length, 4)
    const [instance] = await instances(world)
    assert.deepEqual([instance?.case_id, instance?.status, instance?.version], [caseId, 'finished', 5])
    await agree(world)
  }))

test('a request that comes again is answered as before, at once or later; another body under its key is refused', () =>
  withProcess(async (world) => {
    const { platform, process, ids } = world
    await world.apply(await planOf('counsellor', 'secretary'))
    await world.apply(await planOf('counsellor', 'secretary'))
    const [task, other] = await openTasks(world)
    assert.ok(task && other)
    const once = { actor: ids.counsellor, key: randomUUID(), route: 'POST /decide', bodyHash: 'one' }
    const ask = (asked: typeof once, taskId = task.id) =>
      runShared(platform, asked, async () => {
        const answer = { said: 'approved' }
        const decision = { taskId, by: ids.counsellor, outcome: 'approve', opinion: '' } as const
        const after = await process.shared.decide(decision, { once: asked, answer: () => answer })
        return isRefusal(after) ? after : answer
      })
    const both = await Promise.all([ask(once), ask(once)])
    assert.deepEqual(
      both.map(({ value }) => value),
      [{ said: 'approved' }, { said: 'approved' }],
    )
    assert.deepEqual(both.map(({ replayed }) => replayed).toSorted(), [false, true])
    assert.deepEqual(await ask(once), { value: { said: 'approved' }, replayed: true })
    const reused = await ask({ ...once, bodyHash: 'two' }, other.id)
    assert.ok(isRefusal(reused.value) && reused.value.code === 'platform.idempotency-reused')
    assert.equal((await openTasks(world)).filter(({ id }) => id === other.id).length, 1)
    const fresh = await ask({ ...once, key: randomUUID() })
    assert.ok(isRefusal(fresh.value) && fresh.value.code === 'process.gone' && !fresh.replayed)
    const { rows } = await platform.pool.query('select count(*)::int as kept from platform.idempotency')
    assert.deepEqual(rows, [{ kept: 1 }])
  }))

test('a start of the same application again is an error and leaves the first as it was', () =>
  withProcess(async (world) => {
    const { process, platform, ids } = world
    const start = {
      caseId: platform.newId(),
      caseNumber: 'YZ-20261124-0001',
      service: { id: 'student-leave', version: 1, name: { zh: '本科生请假', en: 'Student leave' } },
      plan: await planOf('counsellor'),
      applicantId: ids.student,
      facts: {},
      summary: '事假 2 天',
      flags: 0,
    }
    const answers = await Promise.allSettled([process.shared.start(start), process.shared.start(start)])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    assert.equal((await openTasks(world)).length, 1)
    await agree(world)
  }))
