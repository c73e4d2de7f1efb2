/** A case that began before there were scopes and waits goes on with the plan and the state that it has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, type Event, foldAll, type Plan, type State } from '../index.ts'

const words = { zh: '看材料', en: 'Reads it' }
const step = (id: string, incoming: string, outgoing: string) => ({
  id,
  name: id,
  incoming: [incoming],
  outgoing: [outgoing],
  kind: 'user-task',
  title: words,
  note: words,
  days: 1,
  assignment: { to: [{ kind: 'member', number: id }] },
  outcomes: ['approve', 'return', 'refuse'],
  opinionRequired: false,
})

/** As it was stored. */
const plan = {
  format: 1,
  id: 'p',
  name: '试',
  start: 'start',
  nodes: {
    start: { id: 'start', name: '申请', incoming: [], outgoing: ['start-f'], kind: 'start' },
    f: { id: 'f', name: '', incoming: ['start-f'], outgoing: ['f-a', 'f-b'], kind: 'parallel' },
    a: step('a', 'f-a', 'a-j'),
    b: step('b', 'f-b', 'b-j'),
    j: { id: 'j', name: '', incoming: ['a-j', 'b-j'], outgoing: ['j-end'], kind: 'parallel' },
    end: { id: 'end', name: '办好了', incoming: ['j-end'], outgoing: [], kind: 'end' },
  },
  flows: Object.fromEntries(
    ['start-f', 'f-a', 'f-b', 'a-j', 'b-j', 'j-end'].map((id) => {
      const [from, to] = id.split('-')
      return [id, { id, from, to }]
    }),
  ),
} as unknown as Plan

const state: State = {
  status: 'running',
  applicant: 'me',
  round: 1,
  tokens: ['a-j'],
  open: [
    {
      task: 'b:1',
      node: 'b',
      kind: 'user',
      state: 'open',
      candidates: ['b'],
      nobody: false,
      since: '2026-11-01T08:00:00Z',
      failures: 0,
    },
  ],
  closed: [{ task: 'a:1', node: 'a', round: 1, how: 'approve', by: 'a', at: '2026-11-01T09:00:00Z' }],
  visits: { a: 1, b: 1 },
  taken: { f: ['f-a', 'f-b'] },
  results: {},
  commands: ['s', 'x'],
  seq: 5,
}

const context = {
  at: '2026-11-24T08:00:00Z',
  people: new Map([
    ['member:a', ['a']],
    ['member:b', ['b']],
  ]),
  facts: {},
}

test('it is decided and finished', () => {
  const decision = decide(
    plan,
    state,
    { type: 'decide-task', id: 'y', by: 'b', task: 'b:1', outcome: 'approve', opinion: '' },
    context,
  )
  assert.ok(decision.ok)
  assert.deepEqual(
    decision.events.map(({ type }) => type),
    ['task-decided', 'passed', 'passed', 'finished'],
  )
  const after = foldAll(decision.events, state)
  assert.equal(after.status, 'finished')
  assert.deepEqual(
    Object.keys(after).filter((name) => !(name in state)),
    [],
  )
})

test('it is returned and begins again', () => {
  const events: Event[] = []
  let now = state
  for (const command of [
    { type: 'decide-task', id: 'y', by: 'b', task: 'b:1', outcome: 'return', opinion: '补一页' },
    { type: 'resubmit', id: 'z', by: 'me' },
  ] as const) {
    const decision = decide(plan, now, command, context)
    assert.ok(decision.ok)
    events.push(...decision.events)
    now = foldAll(decision.events, now)
  }
  assert.equal(now.round, 2)
  assert.deepEqual(
    now.open.map(({ task }) => task),
    ['a:2', 'b:2'],
  )
})
