/** What gateways and ends do with the tokens of a running case. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, decide, type Plan, type State } from '../index.ts'
import {
  after,
  contextOf,
  end,
  flow,
  gateway,
  planOf,
  row,
  service,
  start,
  terminate,
  user,
} from '../testing/bpmn-text.ts'

let made = 0
const id = () => `c${++made}`
const begin = (): Command => ({ type: 'start', id: id(), by: 'me' })
const approve = (task: string): Command => ({
  type: 'decide-task',
  id: id(),
  by: task.split(':')[0] ?? '',
  task,
  outcome: 'approve',
  opinion: '',
})
const open = (state: State) => state.open.map((task) => task.task)

/** Applies commands one after another; each must be a yes. */
function run(plan: Plan, commands: readonly Command[], facts = {}, from?: State): State {
  let state = from
  for (const command of commands) state = after(state, decide(plan, state, command, contextOf(plan, facts)))
  if (state === undefined) throw new Error('no command')
  return state
}

test('parallel inside parallel joins from inside out', async () => {
  const plan = await planOf(
    start,
    gateway('parallel', 'f'),
    gateway('parallel', 'g'),
    user('a'),
    user('b'),
    user('c'),
    gateway('parallel', 'h'),
    gateway('parallel', 'j'),
    user('d'),
    end,
    row('start', 'f', 'g', 'a', 'h', 'j', 'd', 'end'),
    row('g', 'b', 'h'),
    row('f', 'c', 'j'),
  )
  const state = run(plan, [begin(), approve('c:1'), approve('a:1')])
  assert.deepEqual(open(state), ['b:1'])
  assert.deepEqual([...state.tokens].sort(), ['a-h', 'c-j'])
  assert.deepEqual(open(run(plan, [approve('b:1')], {}, state)), ['d:1'])
})

const orModel = () =>
  planOf(
    start,
    gateway('inclusive', 'o', 'o-c'),
    user('a'),
    user('b'),
    user('c'),
    gateway('inclusive', 'j'),
    user('d'),
    end,
    flow('start', 'o'),
    flow('o', 'a', 'x = 1'),
    flow('o', 'b', 'y = 1'),
    flow('o', 'c'),
    flow('a', 'j'),
    flow('b', 'j'),
    flow('c', 'j'),
    row('j', 'd', 'end'),
  )

test('an inclusive join waits for exactly the branches that were taken', async () => {
  const plan = await orModel()
  const one = run(plan, [begin(), approve('a:1')], { x: 1 })
  assert.deepEqual(open(one), ['d:1'])
  const both = run(plan, [begin(), approve('b:1')], { x: 1, y: 1 })
  assert.deepEqual(open(both), ['a:1'])
  assert.deepEqual(open(run(plan, [approve('a:1')], { x: 1, y: 1 }, both)), ['d:1'])
  assert.deepEqual(open(run(plan, [begin()])), ['c:1'])
})

test('an inclusive join waits for a token behind another gateway, but not for one that turned off', async () => {
  const plan = await planOf(
    start,
    gateway('parallel', 'f'),
    user('a'),
    user('b'),
    gateway('exclusive', 'x', 'x-j'),
    gateway('inclusive', 'j'),
    user('d'),
    end,
    row('start', 'f', 'a', 'j', 'd', 'end'),
    row('f', 'b', 'x', 'j'),
    flow('x', 'end', 'off = true'),
  )
  const waiting = run(plan, [begin(), approve('a:1')])
  assert.deepEqual(open(waiting), ['b:1'])
  assert.deepEqual(open(run(plan, [approve('b:1')], { off: true }, waiting)), ['d:1'])
  assert.deepEqual(run(plan, [approve('b:1')], {}, waiting).visits, { a: 1, b: 1, d: 1 })
})

test('a loop back by an exclusive gateway visits the step again', async () => {
  const plan = await planOf(
    start,
    user('a'),
    service('s'),
    gateway('exclusive', 'g', 'g-end'),
    end,
    row('start', 'a', 's', 'g', 'end'),
    flow('g', 'a', 'results.again = true'),
  )
  const done = (task: string, again: boolean): Command => ({
    type: 'service-done',
    id: id(),
    task,
    results: { again },
  })
  const second = run(plan, [begin(), approve('a:1'), done('s:1', true)])
  assert.deepEqual(open(second), ['a:2'])
  assert.equal(run(plan, [approve('a:2'), done('s:2', false)], {}, second).status, 'finished')
})

test('a terminate end cancels what is still open', async () => {
  const plan = await planOf(
    start,
    gateway('parallel', 'f'),
    user('a'),
    user('b'),
    terminate('t'),
    end,
    row('start', 'f', 'a', 't'),
    row('f', 'b', 'end'),
  )
  const state = run(plan, [begin(), approve('a:1')])
  assert.equal(state.status, 'finished')
  assert.deepEqual(
    state.closed.map(({ task, how }) => `${task} ${how}`),
    ['a:1 approve', 'b:1 cancelled'],
  )
})
