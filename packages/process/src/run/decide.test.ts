import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, decide, type Event, foldAll, type Plan, type State, statusOf } from '../index.ts'
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

let made = 0
const id = () => `c${++made}`
const begin = (): Command => ({ type: 'start', id: id(), by: 'me' })
const approve = (task: string, by = task.split(':')[0] ?? ''): Command => ({
  type: 'decide-task',
  id: id(),
  by,
  task,
  outcome: 'approve',
  opinion: '',
})
const answer = (task: string, outcome: 'return' | 'refuse' | 'supplement', opinion = '缺证明'): Command =>
  ({
    ...approve(task),
    type: 'decide-task',
    outcome,
    opinion,
  }) as Command
const open = (state: State) => state.open.map((task) => task.task)

/** Applies commands one after another; each must be a yes. */
function run(plan: Plan, commands: readonly Command[], facts = {}, from?: State): State {
  let state = from
  for (const command of commands) state = after(state, decide(plan, state, command, contextOf(plan, facts)))
  if (state === undefined) throw new Error('no command')
  return state
}

function refusal(plan: Plan, state: State | undefined, command: Command, facts = {}): unknown {
  const decision = decide(plan, state, command, contextOf(plan, facts))
  return decision.ok ? 'ok' : decision.code
}

const two = () =>
  planOf(
    start,
    user('a', { outcomes: '<yz:outcomes allow="approve return refuse supplement"/>' }),
    user('b'),
    end,
    row('start', 'a', 'b', 'end'),
  )

test('approvals one after another, to the end', async () => {
  const plan = await two()
  const first = run(plan, [begin()])
  assert.deepEqual(open(first), ['a:1'])
  assert.deepEqual(first.open[0]?.candidates, ['a'])
  const second = run(plan, [approve('a:1')], {}, first)
  assert.deepEqual(open(second), ['b:1'])
  const last = run(plan, [approve('b:1')], {}, second)
  assert.equal(last.status, 'finished')
  assert.deepEqual(
    last.closed.map(({ task, how, by }) => [task, how, by]),
    [
      ['a:1', 'approve', 'a'],
      ['b:1', 'approve', 'b'],
    ],
  )
})

test('a service runs between, and what it returns decides the way', async () => {
  const plan = await planOf(
    start,
    service('check'),
    gateway('exclusive', 'g', 'g-a'),
    user('a'),
    end,
    row('start', 'check', 'g', 'a', 'end'),
    flow('g', 'end', 'results.registered = true'),
  )
  const requested = run(plan, [begin()])
  assert.deepEqual(open(requested), ['check:1'])
  const done = (results: Record<string, unknown>): Command => ({
    type: 'service-done',
    id: id(),
    task: 'check:1',
    results,
  })
  assert.equal(run(plan, [done({ registered: true })], {}, requested).status, 'finished')
  assert.deepEqual(open(run(plan, [done({})], {}, requested)), ['a:1'])
})

test('a failed service waits for an operator: retry, then skip with a reason', async () => {
  const plan = await planOf(start, service('s'), end, row('start', 's', 'end'))
  const failed = run(plan, [
    begin(),
    { type: 'service-failed', id: id(), task: 's:1', error: 'no ink', attempts: 5 },
  ])
  assert.equal(statusOf(failed), 'failed')
  assert.equal(failed.open[0]?.failures, 5)
  const retried = run(plan, [{ type: 'retry-service', id: id(), by: 'op', task: 's:1' }], {}, failed)
  assert.equal(statusOf(retried), 'running')
  assert.equal(
    refusal(plan, retried, { type: 'skip-service', id: id(), by: 'op', task: 's:1', reason: '已手工盖章' }),
    'process.not-failed',
  )
  assert.equal(
    refusal(plan, failed, { type: 'skip-service', id: id(), by: 'op', task: 's:1', reason: ' ' }),
    'process.reason-needed',
  )
  const skipped = run(
    plan,
    [{ type: 'skip-service', id: id(), by: 'op', task: 's:1', reason: '已手工盖章' }],
    {},
    failed,
  )
  assert.equal(skipped.status, 'finished')
  assert.equal(skipped.closed[0]?.how, 'skipped')
  assert.equal(refusal(plan, failed, { type: 'service-done', id: id(), task: 's:1', results: {} }), 'ok')
})

test('a return cancels every token; the next round begins at the first step', async () => {
  const plan = await planOf(
    start,
    user('z'),
    gateway('parallel', 'f'),
    user('a'),
    user('b'),
    gateway('parallel', 'j'),
    end,
    row('start', 'z', 'f', 'a', 'j', 'end'),
    row('f', 'b', 'j'),
  )
  const returned = run(plan, [begin(), approve('z:1'), approve('a:1'), answer('b:1', 'return')])
  assert.equal(returned.status, 'returned')
  assert.deepEqual(returned.tokens, [])
  assert.deepEqual(open(returned), [])
  assert.equal(refusal(plan, returned, { type: 'resubmit', id: id(), by: 'b' }), 'process.not-yours')
  const again = run(plan, [{ type: 'resubmit', id: id(), by: 'me' }], {}, returned)
  assert.equal(again.round, 2)
  assert.deepEqual(open(again), ['z:2'])
  assert.equal(run(plan, [approve('z:2'), approve('b:2'), approve('a:2')], {}, again).status, 'finished')
  assert.equal(refusal(plan, again, { type: 'resubmit', id: id(), by: 'me' }), 'process.not-returned')
})

test('a refusal ends the case, and other open tasks with it', async () => {
  const plan = await planOf(
    start,
    gateway('parallel', 'f'),
    user('a'),
    user('b'),
    gateway('parallel', 'j'),
    end,
    row('start', 'f', 'a', 'j', 'end'),
    row('f', 'b', 'j'),
  )
  const refused = run(plan, [begin(), answer('a:1', 'refuse', '条件不符')])
  assert.equal(refused.status, 'refused')
  assert.deepEqual(
    refused.closed.map(({ task, how }) => `${task} ${how}`),
    ['a:1 refuse', 'b:1 cancelled'],
  )
  assert.equal(refusal(plan, refused, approve('b:1')), 'process.gone')
  assert.equal(
    refusal(plan, refused, { type: 'withdraw', id: id(), by: 'me', reason: '' }),
    'process.not-running',
  )
})

test('asking for more keeps the task; the applicant supplies, and it is open again', async () => {
  const plan = await two()
  const asked = run(plan, [begin(), answer('a:1', 'supplement')])
  assert.equal(statusOf(asked), 'supplement')
  assert.equal(refusal(plan, asked, { type: 'supplement', id: id(), by: 'a', note: '' }), 'process.not-yours')
  assert.equal(refusal(plan, asked, answer('a:1', 'supplement')), 'process.outcome-not-offered')
  const supplied = run(plan, [{ type: 'supplement', id: id(), by: 'me', note: '补上了' }], {}, asked)
  assert.equal(statusOf(supplied), 'running')
  assert.deepEqual(open(supplied), ['a:1'])
  assert.equal(
    refusal(plan, supplied, { type: 'supplement', id: id(), by: 'me', note: '' }),
    'process.not-waiting',
  )
})

test('only the applicant withdraws, and only what has not ended', async () => {
  const plan = await two()
  const running = run(plan, [begin()])
  assert.equal(
    refusal(plan, running, { type: 'withdraw', id: id(), by: 'a', reason: '' }),
    'process.not-yours',
  )
  const withdrawn = run(plan, [{ type: 'withdraw', id: id(), by: 'me', reason: '不用了' }], {}, running)
  assert.equal(withdrawn.status, 'withdrawn')
  assert.equal(refusal(plan, withdrawn, approve('a:1')), 'process.gone')
  const returned = run(plan, [answer('a:1', 'return')], {}, running)
  assert.equal(
    run(plan, [{ type: 'withdraw', id: id(), by: 'me', reason: '' }], {}, returned).status,
    'withdrawn',
  )
})

test('who may decide what', async () => {
  const plan = await two()
  const state = run(plan, [begin()])
  assert.equal(refusal(plan, state, approve('a:1', 'b')), 'process.not-yours')
  assert.equal(refusal(plan, state, approve('a:1', 'me')), 'process.own-case')
  assert.equal(refusal(plan, state, approve('b:1')), 'process.not-running')
  assert.equal(refusal(plan, state, answer('a:1', 'return', '  ')), 'process.reason-needed')
  const next = run(plan, [approve('a:1')], {}, state)
  assert.equal(refusal(plan, next, { ...answer('b:1', 'supplement') }), 'process.outcome-not-offered')
  assert.equal(refusal(plan, undefined, approve('a:1')), 'process.not-running')
  assert.equal(refusal(plan, state, begin()), 'process.duplicate')
})

test('the second of two deciders learns who was first and how', async () => {
  const plan = await planOf(
    start,
    user('a', {
      to: '<yz:to kind="relation" relation="supervisor"/><yz:to kind="relation" relation="counsellor"/>',
    }),
    end,
    row('start', 'a', 'end'),
  )
  const context = {
    ...contextOf(plan),
    people: new Map([
      ['relation:supervisor', ['s']],
      ['relation:counsellor', ['c', 's']],
    ]),
  }
  const state = after(undefined, decide(plan, undefined, begin(), context))
  assert.deepEqual(state.open[0]?.candidates, ['s', 'c'])
  const decided = after(state, decide(plan, state, approve('a:1', 'c'), context))
  assert.deepEqual(decide(plan, decided, approve('a:1', 's'), context), {
    ok: false,
    code: 'process.gone',
    facts: { by: 'c', how: 'approve', at: '2026-11-24T08:00:00Z' },
  })
})

test('an opinion may be required to approve', async () => {
  const plan = await planOf(
    start,
    user('a', { outcomes: '<yz:outcomes opinion="required"/>' }),
    end,
    row('start', 'a', 'end'),
  )
  const state = run(plan, [begin()])
  assert.equal(refusal(plan, state, approve('a:1')), 'process.reason-needed')
})

test('nobody found: the start is refused, the backstop steps in, the applicant never decides', async () => {
  const to = '<yz:to kind="unit-head" unit="applicant-school"/>'
  const backstop = '<yz:backstop kind="position" position="deputy-head" unit="305"/>'
  const without = await planOf(start, user('z'), user('a', { to }), end, row('start', 'z', 'a', 'end'))
  assert.deepEqual(decide(without, undefined, begin(), contextOf(without)), {
    ok: false,
    code: 'process.nobody',
    facts: { node: 'a', step: { zh: '步骤a', en: 'Step' }, unit: 'applicant-school' },
  })
  const alone = {
    ...contextOf(without),
    people: new Map([
      ['member:z', ['z']],
      ['unit-head@applicant-school', ['me']],
    ]),
  }
  assert.equal(decide(without, undefined, begin(), alone).ok, false)

  const backed = await planOf(start, user('a', { to: to + backstop }), end, row('start', 'a', 'end'))
  const people = new Map([
    ['unit-head@applicant-school', ['me']],
    ['position:deputy-head@305', ['d']],
  ])
  const state = after(undefined, decide(backed, undefined, begin(), { ...contextOf(backed), people }))
  assert.deepEqual(state.open[0]?.candidates, ['d'])
})

test('a step that the answers do not lead to may have nobody', async () => {
  const plan = await planOf(
    start,
    gateway('exclusive', 'g', 'g-a'),
    user('a'),
    user('b', { to: '<yz:to kind="field" field="tutor"/>' }),
    end,
    row('start', 'g', 'a', 'end'),
    flow('g', 'b', 'days > 3'),
    flow('b', 'end'),
  )
  assert.deepEqual(open(run(plan, [begin()], { days: 2 })), ['a:1'])
  assert.equal(refusal(plan, undefined, begin(), { days: 5 }), 'process.nobody')
})

test('somebody leaves in the middle: the task opens for an operator, who reassigns it', async () => {
  const plan = await two()
  const running = run(plan, [begin()])
  const left = { ...contextOf(plan), people: new Map() }
  const state = after(running, decide(plan, running, approve('a:1'), left))
  assert.deepEqual(
    state.open.map(({ task, nobody, candidates }) => [task, nobody, candidates]),
    [['b:1', true, []]],
  )
  const reassign = (members: string[], reason = '原来的人调走了'): Command => ({
    type: 'reassign',
    id: id(),
    by: 'op',
    task: 'b:1',
    members,
    reason,
  })
  assert.equal(refusal(plan, state, reassign(['me'])), 'process.own-case')
  assert.equal(refusal(plan, state, reassign(['x'], ' ')), 'process.reason-needed')
  const reassigned = run(plan, [reassign(['x', 'me', 'x'])], {}, state)
  assert.deepEqual(reassigned.open[0]?.candidates, ['x'])
  assert.equal(run(plan, [approve('b:1', 'x')], {}, reassigned).status, 'finished')
})

test('a return in one branch wins over the other; a late decision there is refused', async () => {
  const plan = await planOf(
    start,
    gateway('parallel', 'f'),
    user('a'),
    user('b'),
    gateway('parallel', 'j'),
    end,
    row('start', 'f', 'a', 'j', 'end'),
    row('f', 'b', 'j'),
  )
  const state = run(plan, [begin(), answer('a:1', 'return')])
  assert.equal(refusal(plan, state, approve('b:1')), 'process.gone')
})

test('a command that comes twice is applied once', async () => {
  const plan = await two()
  const first = begin()
  const state = run(plan, [first])
  assert.deepEqual(decide(plan, state, first, contextOf(plan)), { ok: true, events: [] })
  const decision = approve('a:1')
  const next = run(plan, [decision], {}, state)
  assert.deepEqual(decide(plan, next, decision, contextOf(plan)), { ok: true, events: [] })
})

test('events say who, when and by which command', async () => {
  const plan = await two()
  const command = begin()
  const decision = decide(plan, undefined, command, contextOf(plan))
  assert.deepEqual(decision.ok && decision.events.map(({ type, at, by }) => [type, at, by]), [
    ['started', '2026-11-24T08:00:00Z', 'me'],
    ['task-opened', '2026-11-24T08:00:00Z', 'me'],
  ])
})

test('a history that does not hang together is a bug, not a state', () => {
  const stamp = { at: '2026-11-24T08:00:00Z', command: 'c' }
  const begun: Event = { ...stamp, type: 'started', by: 'me', put: ['f'] }
  assert.throws(() => foldAll([]), /empty/)
  assert.throws(() => foldAll([{ ...stamp, type: 'finished' }]), /begins with finished/)
  assert.throws(() => foldAll([begun, begun]), /once/)
  assert.throws(() => foldAll([begun, { ...stamp, type: 'task-cancelled', task: 'a:1' }]), /not open/)
  assert.throws(
    () => foldAll([begun, { ...stamp, type: 'passed', node: 'g', take: ['g'], put: [] }]),
    /no token/,
  )
})
