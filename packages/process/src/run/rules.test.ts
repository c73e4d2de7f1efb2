import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, decide, rulesFor, rulesOf } from '../index.ts'
import { after, contextOf, end, flow, gateway, planOf, row, start, user } from '../testing/bpmn-text.ts'

const begin: Command = { type: 'start', id: 'c1', by: 'me' }
const approve = {
  type: 'decide-task',
  id: 'c2',
  by: 'a',
  task: 'a:1',
  outcome: 'approve',
  opinion: '',
} as const satisfies Command

test('in the middle of a case only the rules of the next steps are needed', async () => {
  const plan = await planOf(
    start,
    user('a'),
    gateway('exclusive', 'g', 'g-b'),
    user('b'),
    user('c', { to: '<yz:to kind="field" field="f"/><yz:backstop kind="member" number="z"/>' }),
    user('d'),
    end,
    row('start', 'a', 'g', 'b', 'd', 'end'),
    flow('g', 'c', 'x = 1'),
    flow('c', 'd'),
  )
  const keys = (rules: readonly object[]) => rules.map((rule) => Object.values(rule).join(':'))
  assert.deepEqual(keys(rulesOf(plan)), ['member:a', 'member:b', 'field:f', 'member:z', 'member:d'])
  const state = after(undefined, decide(plan, undefined, begin, contextOf(plan, { x: 2 })))
  assert.deepEqual(keys(rulesFor(plan, state, approve, {})), ['member:b', 'field:f', 'member:z'])
  assert.deepEqual(rulesFor(plan, state, { ...approve, outcome: 'return' }, {}), [])
  assert.deepEqual(keys(rulesFor(plan, undefined, begin, {})), ['member:a', 'member:b', 'member:d'])
  assert.equal(rulesFor(plan, undefined, begin, { x: 1 }).length, 4)
})
