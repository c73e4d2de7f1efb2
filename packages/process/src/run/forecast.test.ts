import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, decide, forecast, type Line, type Plan, type State } from '../index.ts'
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
  user,
} from '../testing/bpmn-text.ts'

/** `a done | b now | (c next, d next)` */
function drawn(line: Line): string {
  return line
    .map((piece) =>
      'fork' in piece ? `(${piece.fork.map(drawn).join(', ')})` : `${piece.node} ${piece.status}`,
    )
    .join(' | ')
}

const look = (plan: Plan, state: State | undefined, facts = {}) =>
  forecast(plan, state, 'me', contextOf(plan, facts))
let made = 0
const approve = (task: string): Command => ({
  type: 'decide-task',
  id: `c${++made}`,
  by: task.split(':')[0] ?? '',
  task,
  outcome: 'approve',
  opinion: 'x',
})

function run(plan: Plan, commands: readonly Command[], facts = {}): State {
  let state = after(
    undefined,
    decide(plan, undefined, { type: 'start', id: 'start', by: 'me' }, contextOf(plan, facts)),
  )
  for (const command of commands) state = after(state, decide(plan, state, command, contextOf(plan, facts)))
  return state
}

const leave = () =>
  planOf(
    start,
    user('counsellor', { days: 1 }),
    gateway('exclusive', 'g', 'g-end'),
    user('secretary', { days: 2 }),
    end,
    row('start', 'counsellor', 'g', 'secretary', 'end').replace(
      'id="g-secretary" sourceRef="g" targetRef="secretary">',
      'id="g-secretary" sourceRef="g" targetRef="secretary"><bpmn:conditionExpression>days &gt; 3</bpmn:conditionExpression>',
    ),
    flow('g', 'end'),
  )

test('the present answers decide which steps are expected, and how long they take', async () => {
  const plan = await leave()
  const short = look(plan, undefined, { days: 2 })
  assert.equal(drawn(short.line), 'counsellor next')
  assert.equal(short.daysAhead, 1)
  const long = look(plan, undefined, { days: 5 })
  assert.equal(drawn(long.line), 'counsellor next | secretary next')
  assert.equal(long.daysAhead, 3)
})

test('what is done stays done, whoever has it now is named', async () => {
  const plan = await leave()
  const { line, daysAhead } = look(plan, run(plan, [approve('counsellor:1')], { days: 5 }), { days: 5 })
  assert.equal(drawn(line), 'counsellor done | secretary now')
  assert.equal(daysAhead, 2)
  assert.deepEqual(
    line.map((stop) => 'who' in stop && [stop.who, stop.at]),
    [
      [['counsellor'], '2026-11-24T08:00:00Z'],
      [['secretary'], '2026-11-24T08:00:00Z'],
    ],
  )
})

const clearance = () =>
  planOf(
    start,
    user('a'),
    gateway('parallel', 'f'),
    user('b', { days: 3 }),
    user('c', { days: 1 }),
    user('d', { days: 1 }),
    gateway('parallel', 'j'),
    service('s'),
    end,
    row('start', 'a', 'f', 'b', 'j', 's', 'end'),
    row('f', 'c', 'd', 'j'),
  )

test('parallel branches are a fork; the longest counts', async () => {
  const plan = await clearance()
  const before = look(plan, undefined)
  assert.equal(drawn(before.line), 'a next | (b next, c next | d next) | s next')
  assert.equal(before.daysAhead, 4)
  const { line, daysAhead } = look(plan, run(plan, [approve('a:1'), approve('c:1'), approve('b:1')]))
  assert.equal(drawn(line), 'a done | (b done, c done | d now) | s next')
  assert.equal(daysAhead, 1)
})

test('where a case was returned is marked; the next round starts clean', async () => {
  const plan = await clearance()
  const returned = run(plan, [approve('a:1'), { ...approve('c:1'), outcome: 'return' } as Command])
  assert.equal(drawn(look(plan, returned).line), 'a done | (b stopped, c stopped | d next) | s next')
  const again = after(
    returned,
    decide(plan, returned, { type: 'resubmit', id: 'again', by: 'me' }, contextOf(plan)),
  )
  assert.equal(drawn(look(plan, again).line), 'a now | (b next, c next | d next) | s next')
})

test('a refused case ends where it was refused', async () => {
  const plan = await clearance()
  const refused = run(plan, [{ ...approve('a:1'), outcome: 'refuse' } as Command])
  const { line, daysAhead } = look(plan, refused)
  assert.equal(drawn(line), 'a stopped')
  assert.equal(daysAhead, 0)
})

test('an inclusive fork shows the branches that the answers take', async () => {
  const plan = await planOf(
    start,
    gateway('inclusive', 'o', 'o-c'),
    user('a'),
    user('b'),
    user('c'),
    gateway('inclusive', 'j'),
    end,
    flow('start', 'o'),
    flow('o', 'a', 'x = 1'),
    flow('o', 'b', 'y = 1'),
    flow('o', 'c'),
    flow('a', 'j'),
    flow('b', 'j'),
    flow('c', 'j'),
    flow('j', 'end'),
  )
  assert.equal(drawn(look(plan, undefined, { x: 1, y: 1 }).line), '(a next, b next)')
  assert.equal(drawn(look(plan, undefined, { y: 1 }).line), 'b next')
  assert.equal(drawn(look(plan, undefined).line), 'c next')
})

test('a loop is drawn once, and inside its second turn what follows is to come again', async () => {
  const plan = await planOf(
    start,
    user('a'),
    service('s'),
    gateway('exclusive', 'g', 'g-b'),
    user('b'),
    end,
    row('start', 'a', 's', 'g', 'b', 'end'),
    flow('g', 'a', 'results.again = true'),
  )
  assert.equal(drawn(look(plan, undefined).line), 'a next | s next | b next')
  const state = run(plan, [
    approve('a:1'),
    { type: 'service-done', id: 'd', task: 's:1', results: { again: true } },
  ])
  assert.equal(drawn(look(plan, state).line), 'a now | s next | b next')
})
