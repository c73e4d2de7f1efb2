import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, foldAll, readBpmn, type State } from '@yizhan/process'
import { rowsOf } from './rows.ts'

const step = (id: string) =>
  `<bpmn:userTask id="${id}" name="${id}"><bpmn:extensionElements><yz:assignment><yz:to kind="member" number="${id}"/></yz:assignment><yz:words zh="看" en="Reads"/></bpmn:extensionElements></bpmn:userTask>`
const flow = (from: string, to: string) =>
  `<bpmn:sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}"/>`

test('a task that is opened and cancelled by one command is one row, closed', async () => {
  const { plan } =
    await readBpmn(`<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yz="https://yizhan.dev/bpmn" id="d" targetNamespace="t"><bpmn:process id="p">
    <bpmn:startEvent id="start"/>${step('a')}<bpmn:parallelGateway id="f"/>${step('b')}<bpmn:endEvent id="end"/>
    <bpmn:endEvent id="stop"><bpmn:terminateEventDefinition/></bpmn:endEvent>
    ${flow('start', 'a')}${flow('a', 'f')}${flow('f', 'b')}${flow('f', 'stop')}${flow('b', 'end')}
  </bpmn:process></bpmn:definitions>`)
  assert.ok(plan)
  const people = new Map([
    ['member:a', ['m1']],
    ['member:b', ['m2', 'm3']],
  ])
  const context = { at: '2026-11-24T08:00:00Z', people, facts: {} }
  const started = decide(plan, undefined, { type: 'start', id: 'c1', by: 'me' }, context)
  assert.ok(started.ok)
  const before: State = foldAll(started.events)
  const decided = decide(
    plan,
    before,
    { type: 'decide-task', id: 'c2', by: 'm1', task: 'a:1', outcome: 'approve', opinion: '' },
    context,
  )
  assert.ok(decided.ok)
  let made = 0
  const rows = rowsOf(plan, before, decided.events, foldAll(decided.events, before), () => `id${++made}`)
  assert.deepEqual(
    rows.opened.map(({ id, key, state, closed_at, outcome }) => [id, key, state, closed_at, outcome]),
    [['id1', 'b:1', 'cancelled', '2026-11-24T08:00:00Z', null]],
  )
  assert.deepEqual(
    rows.changed.map(({ key, state, closed_by, outcome }) => [key, state, closed_by, outcome]),
    [['a:1', 'done', 'm1', 'approve']],
  )
  assert.deepEqual(rows.candidates, [
    { key: 'b:1', member_id: 'm2' },
    { key: 'b:1', member_id: 'm3' },
  ])
  assert.deepEqual(
    rows.history.map(({ seq }) => seq),
    decided.events.map((_, index) => before.seq + index + 1),
  )
})
