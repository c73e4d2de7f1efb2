/** What happens when people leave and when a step cannot go on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, decide, type Plan, type State } from '../index.ts'
import { after, contextOf, end, planOf, row, service, start, user } from '../testing/bpmn-text.ts'

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

function run(plan: Plan, commands: readonly Command[], from?: State): State {
  let state = from
  for (const command of commands) state = after(state, decide(plan, state, command, contextOf(plan)))
  if (state === undefined) throw new Error('no command')
  return state
}

function refusal(plan: Plan, state: State | undefined, command: Command): unknown {
  const decision = decide(plan, state, command, contextOf(plan))
  return decision.ok ? 'ok' : decision.code
}

test('an open task is handed over to others, or to nobody and so to an operator; the same people change nothing', async () => {
  const plan = await planOf(start, user('a'), user('b'), end, row('start', 'a', 'b', 'end'))
  const running = run(plan, [begin()])
  const handOver = (...members: string[]): Command => ({
    type: 'hand-over',
    id: id(),
    task: 'a:1',
    members,
    reason: '离校',
  })
  const same = decide(plan, running, handOver('a', 'me'), contextOf(plan))
  assert.deepEqual(same, { ok: true, events: [] }, 'the applicant is left out, and the rest is as it was')
  const empty = run(plan, [handOver()], running)
  assert.deepEqual([empty.open[0]?.nobody, empty.open[0]?.candidates], [true, []])
  assert.equal(refusal(plan, empty, approve('a:1')), 'process.not-yours')
  const held = run(plan, [handOver('x')], empty)
  assert.deepEqual([held.open[0]?.nobody, held.open[0]?.candidates], [false, ['x']])
  assert.equal(run(plan, [approve('a:1', 'x'), approve('b:1')], held).status, 'finished')
})

test('an operator returns a case from a step that cannot go on, and only from such a one', async () => {
  const plan = await planOf(start, user('a'), service('s'), end, row('start', 'a', 's', 'end'))
  const back = (task: string, reason = '换一个写法'): Command => ({
    type: 'return-step',
    id: id(),
    by: 'op',
    task,
    reason,
  })
  const begun = run(plan, [begin()])
  assert.equal(refusal(plan, begun, back('a:1')), 'process.not-failed')
  const asked = run(plan, [approve('a:1')], begun)
  assert.equal(refusal(plan, asked, back('s:1')), 'process.not-failed')
  const failed = run(plan, [{ type: 'service-failed', id: id(), task: 's:1', error: '', attempts: 1 }], asked)
  assert.equal(refusal(plan, failed, back('s:1', ' ')), 'process.reason-needed')
  const returned = run(plan, [back('s:1')], failed)
  assert.deepEqual([returned.status, returned.open, returned.tokens], ['returned', [], []])
  assert.equal(refusal(plan, returned, back('s:1')), 'process.gone')
  const again = run(plan, [{ type: 'resubmit', id: id(), by: 'me' }], returned)
  assert.deepEqual([again.open.map(({ task }) => task), again.round], [['a:2'], 2])
})
