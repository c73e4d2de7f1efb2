/** Random runs against a real database, each transaction tried more than once: the tables always tell the same story. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal, type Refusal } from '@yizhan/contracts'
import { type Command, foldAll, type State } from '@yizhan/process'
import fc from 'fast-check'
import type { Tx } from '#platform/db'
import { change } from './commands.ts'
import { eventsOf } from './history-view.ts'
import type { ProcessTables } from './tables.ts'
import { planOf, type World, withProcess } from './testing.ts'

const steps = fc.array(
  fc.constantFrom('counsellor', 'secretary', 'registrar', 'counsellor|supervisor', '!document.issue'),
  {
    minLength: 1,
    maxLength: 4,
  },
)
const draws = fc.array(fc.nat(99), { minLength: 6, maxLength: 18 })

/** A node that dies before the commit. */
async function dying({ platform }: World, work: (tx: Tx) => Promise<unknown>): Promise<void> {
  await assert.rejects(
    platform.tx(async (tx) => {
      await work(tx)
      throw new Error('died before the commit')
    }),
    /died/,
  )
}

/** Perhaps a node that dies, then the command again: it must count once. */
async function twice<T>(
  world: World,
  dies: boolean,
  work: (tx: Tx) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  if (dies) await dying(world, work)
  return world.platform.tx(work)
}

async function load({ platform }: World, caseId: string) {
  return platform
    .read<ProcessTables>()
    .selectFrom('process.instance')
    .selectAll()
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow()
}

async function act(world: World, caseId: string, draw: number): Promise<void> {
  const { platform, process, ids } = world
  const { id, state } = await load(world, caseId)
  const dies = draw % 3 === 0
  if (draw >= 95) {
    await twice(world, dies, (tx) => process.withdraw(tx, { caseId, by: ids.student, reason: '' }))
    return
  }
  if (state.status === 'returned') {
    await twice(world, dies, (tx) =>
      process.resubmit(tx, { caseId, by: ids.student, facts: { draw }, summary: `第 ${draw} 次`, flags: 0 }),
    )
    return
  }
  const open = state.open[0]
  if (open === undefined) return
  if (open.state === 'waiting-applicant') {
    await twice(world, dies, (tx) => process.supplement(tx, { caseId, by: ids.student, note: '补' }))
    return
  }
  if (open.kind === 'service') {
    if (open.state === 'failed') return
    await world.work(
      {
        'document.issue': async () => {
          if (draw % 5 === 0) throw new Error('no')
          return {}
        },
      },
      5,
    )
    return
  }
  const task = await platform
    .read<ProcessTables>()
    .selectFrom('process.task')
    .select('id')
    .where('instance_id', '=', id)
    .where('key', '=', open.task)
    .executeTakeFirstOrThrow()
  const outcome = draw < 50 ? 'approve' : draw < 70 ? 'return' : draw < 90 ? 'supplement' : 'refuse'
  const by = open.candidates[draw % open.candidates.length] ?? ''
  const decision = { taskId: task.id, by, outcome, opinion: `意见 ${draw}` } as const
  if (dies) {
    const { taskId, ...what } = decision
    const command: Command = { type: 'decide-task', id: platform.newId(), task: open.task, ...what }
    await dying(world, (tx) => change(world.deps, tx, { taskId }, () => command))
  }
  const made = await process.shared.decide(decision)
  assert.equal(isRefusal(made), false, JSON.stringify(made))
}

async function check(world: World, caseId: string): Promise<State> {
  const { platform } = world
  const db = platform.read<ProcessTables>()
  const row = await load(world, caseId)
  assert.deepEqual(foldAll(await eventsOf(db, row.id)), row.state, 'the history folds to the stored state')
  const tasks = await db
    .selectFrom('process.task')
    .select(['id', 'key', 'state', 'stuck'])
    .where('instance_id', '=', row.id)
    .where('closed_at', 'is', null)
    .orderBy('key')
    .execute()
  assert.deepEqual(
    tasks.map(({ key, state }) => [key, state]),
    row.state.open.map(({ task, state }) => [task, state]).toSorted(),
    'open rows are the open tasks',
  )
  assert.ok(tasks.every((task) => task.stuck === (task.state === 'failed')))
  const offered = await db
    .selectFrom('process.task_candidate as candidate')
    .innerJoin('process.task as task', 'task.id', 'candidate.task_id')
    .select(['task.key', 'candidate.member_id'])
    .where('task.instance_id', '=', row.id)
    .where('candidate.open', '=', true)
    .execute()
  assert.deepEqual(
    offered.map((each) => `${each.key} ${each.member_id}`).toSorted(),
    row.state.open
      .flatMap(({ task, candidates }) => candidates.map((member) => `${task} ${member}`))
      .toSorted(),
    'whoever has it is offered it, and nobody else',
  )
  assert.equal(row.ended_at !== null, ['finished', 'refused', 'withdrawn'].includes(row.status))
  return row.state
}

test('after every command of random runs the tables agree with the history', () =>
  withProcess(async (world) => {
    await fc.assert(
      fc.asyncProperty(steps, draws, async (kinds, chance) => {
        const { caseId } = await world.apply(await planOf(...kinds))
        await check(world, caseId)
        for (const draw of chance) {
          await act(world, caseId, draw)
          await check(world, caseId)
        }
      }),
      { numRuns: 25 },
    )
  }))
