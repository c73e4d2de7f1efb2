/** Events: what is thrown, who catches it, and what goes on (BPMN 2.0.2 §10.5, §13.5). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flow, gateway, row } from '../testing/bpmn-text.ts'
import {
  boundary,
  cancel,
  caught,
  compensation,
  condition,
  endEvent,
  error,
  escalation,
  eventSub,
  inOrder,
  inside,
  keeping,
  link,
  message,
  otherError,
  script,
  signal,
  startEvent,
  sub,
  thrown,
  timer,
  trace,
} from '../testing/scripts.ts'

const start = startEvent('start')
const end = endEvent('end')
const end2 = endEvent('end2')

/** Task `in` within a subprocess that ends by `last`; `caught` behind the boundary event, `after` behind the subprocess. */
const aroundSub = (last: string, definition: string, attributes = '', kind = 'subProcess') => [
  start,
  sub(
    's',
    [startEvent('s_start'), script('in'), endEvent('s_end', last), row('s_start', 'in', 's_end')],
    '',
    kind,
  ),
  boundary('b', 's', definition, attributes),
  script('caught'),
  script('after'),
  end,
  end2,
  row('start', 's', 'after', 'end'),
  row('b', 'caught', 'end2'),
]

/** The same by an event subprocess. */
const withEventSub = (last: string, definition: string, attributes = '') => [
  start,
  sub('s', [
    startEvent('s_start'),
    script('in'),
    endEvent('s_end', last),
    row('s_start', 'in', 's_end'),
    eventSub('e', [
      startEvent('e_start', definition, attributes),
      script('caught'),
      endEvent('e_end'),
      row('e_start', 'caught', 'e_end'),
    ]),
  ]),
  script('after'),
  end,
  row('start', 's', 'after', 'end'),
]

test('errors leave a subprocess by its boundary, and an unnamed boundary catches any', async () => {
  assert.equal(await trace(aroundSub(error, error)), 'caught in')
  assert.equal(await trace(aroundSub(error, '<bpmn:errorEventDefinition/>')), 'caught in')
  assert.equal(await trace(aroundSub(error, otherError)), 'ERROR_runtime in')
  assert.equal(await trace(aroundSub(error, error, '', 'transaction')), 'caught in')
})

test('an error that nothing catches ends the case as failed', async () => {
  const model = [start, script('in'), endEvent('end', error), row('start', 'in', 'end')]
  assert.equal(await trace(model), 'ERROR_runtime in')
})

test('a service that raises an error is caught at its boundary, else fails for an operator', async () => {
  const parts = [start, script('t', 'THROW_ERROR'), script('after'), end, row('start', 't', 'after', 'end')]
  assert.equal(await trace(parts), 'ERROR_runtime')
  const guarded = [...parts, boundary('b', 't', error), script('caught'), end2, row('b', 'caught', 'end2')]
  assert.equal(await trace(guarded), 'caught')
})

test('event subprocesses catch errors of the scope around them', async () => {
  assert.equal(await trace(withEventSub(error, error)), 'after caught in')
  assert.equal(await trace(withEventSub(error, otherError)), 'ERROR_runtime in')
})

test('escalations interrupt or not, and nobody need catch them', async () => {
  assert.equal(await trace(aroundSub(escalation, escalation)), 'caught in')
  assert.equal(await trace(aroundSub(escalation, escalation, keeping)), 'after caught in')
  assert.equal(await trace(withEventSub(escalation, escalation)), 'after caught in')
  assert.equal(await trace(withEventSub(escalation, escalation, 'isInterrupting="false"')), 'after caught in')
  assert.equal(
    await trace([start, script('in'), endEvent('end', escalation), row('start', 'in', 'end')]),
    'in',
  )
  const through = [start, thrown('t', escalation), script('after'), end, row('start', 't', 'after', 'end')]
  assert.equal(await trace(through), 'after')
})

test('timers on a subprocess and on a task, interrupting or not', async () => {
  const slow = (attributes: string, on: 'task' | 'sub') => [
    start,
    on === 'task'
      ? script('s', 'WAIT_TEN_SECONDS')
      : sub('s', [script('wait', 'WAIT_TEN_SECONDS'), ...inside('s', 'wait')]),
    boundary('b', 's', timer('PT5S'), attributes),
    script('caught'),
    script('after'),
    end,
    end2,
    row('start', 's', 'after', 'end'),
    row('b', 'caught', 'end2'),
  ]
  for (const on of ['task', 'sub'] as const) {
    assert.equal(await trace(slow('', on)), 'caught')
    assert.equal(await trace(slow(keeping, on)), 'after caught')
  }
})

test('a timer in an event subprocess; a cycle goes off again and again until its scope ends', async () => {
  const model = (definition: string, attributes = '') => [
    start,
    script('wait', 'WAIT_TEN_SECONDS'),
    script('after'),
    end,
    row('start', 'wait', 'after', 'end'),
    eventSub('e', [
      startEvent('e_start', definition, attributes),
      script('caught'),
      endEvent('e_end'),
      row('e_start', 'caught', 'e_end'),
    ]),
  ]
  assert.equal(await trace(model(timer('PT5S'))), 'caught')
  assert.equal(await trace(model(timer('PT5S'), 'isInterrupting="false"')), 'after caught')
  const often = timer('R/PT4S', 'timeCycle')
  assert.equal(await trace(model(often, 'isInterrupting="false"')), 'after caught caught')
})

test('timers between: durations, dates and cycles; an unreadable one is refused', async () => {
  const model = (definition: string) => [
    start,
    caught('c', definition),
    script('a'),
    end,
    row('start', 'c', 'a', 'end'),
  ]
  assert.equal(await trace(model(timer('PT5S'))), 'a')
  assert.equal(await trace(model(timer('2026-01-01T00:00:05Z', 'timeDate'))), 'a')
  assert.equal(await trace(model(timer('R1/PT5S', 'timeCycle'))), 'a')
  assert.equal(await trace(model(timer('P5X'))), 'event.incomplete c')
})

test('a signal reaches every catcher in the case: between, at a boundary, in event subprocesses', async () => {
  const both = [
    start,
    gateway('parallel', 'f'),
    caught('c', signal),
    script('heard'),
    caught('t', timer('PT1S')),
    thrown('throw', signal),
    script('said'),
    sub('s', [script('wait', 'WAIT_TEN_SECONDS'), ...inside('s', 'wait')]),
    boundary('b', 's', signal),
    script('caught'),
    endEvent('e1'),
    endEvent('e2'),
    endEvent('e3'),
    endEvent('e4'),
    row('start', 'f', 'c', 'heard', 'e1'),
    row('f', 't', 'throw', 'said', 'e2'),
    row('f', 's', 'e3'),
    row('b', 'caught', 'e4'),
  ]
  assert.equal(await trace(both), 'caught heard said')
})

test('a message goes to one receiver, a receive task, an event or a boundary', async () => {
  const receiver = (element: string) => [
    start,
    gateway('parallel', 'f'),
    element,
    script('got'),
    caught('t', timer('PT1S')),
    '<bpmn:sendTask id="send" name="send" messageRef="Message_1"/>',
    script('sent'),
    end,
    end2,
    row('start', 'f', 'r', 'got', 'end'),
    row('f', 't', 'send', 'sent', 'end2'),
  ]
  assert.equal(
    await trace(receiver('<bpmn:receiveTask id="r" name="r" messageRef="Message_1"/>')),
    'got sent',
  )
  assert.equal(await trace(receiver(caught('r', message))), 'got sent')
  assert.equal(await trace(receiver('<bpmn:receiveTask id="r" name="r" messageRef="Message_2"/>')), 'sent')
})

test('the first event behind an event gateway ends the wait for the others; a receive task may be one of them', async () => {
  const choice = (delay: string) => [
    start,
    gateway('parallel', 'f'),
    '<bpmn:eventBasedGateway id="g"/>',
    '<bpmn:receiveTask id="r" name="r" messageRef="Message_1"/>',
    caught('c', timer('PT5S')),
    script('got'),
    script('late'),
    caught('t', timer(delay)),
    thrown('send', message),
    endEvent('e1'),
    endEvent('e2'),
    endEvent('e3'),
    row('start', 'f', 'g', 'r', 'got', 'e1'),
    row('g', 'c', 'late', 'e2'),
    row('f', 't', 'send', 'e3'),
  ]
  assert.equal(await trace(choice('PT1S')), 'got')
  assert.equal(await trace(choice('PT9S')), 'late')
})

test('an event gateway may begin a process; in parallel it waits for each of its events', async () => {
  const begin = (type: string) => [
    `<bpmn:eventBasedGateway id="g" instantiate="true" eventGatewayType="${type}"/>`,
    caught('c1', timer('PT1S')),
    caught('c2', timer('PT2S')),
    script('one'),
    script('two'),
    end,
    end2,
    row('g', 'c1', 'one', 'end'),
    row('g', 'c2', 'two', 'end2'),
  ]
  assert.equal(await trace(begin('Exclusive')), 'one')
  assert.equal(await trace(begin('Parallel')), 'one two')
})

test('links join two halves of a flow', async () => {
  const halves = [
    start,
    thrown('t', link('A')),
    caught('c', link('A')),
    script('a'),
    end,
    row('start', 't'),
    row('c', 'a', 'end'),
  ]
  assert.equal(await trace(halves), 'a')
  assert.equal(
    await trace([...halves, caught('c2', link('A')), script('b'), end2, row('c2', 'b', 'end2')]),
    'event.incomplete t, flow.misplaced t, flow.misplaced c, flow.misplaced c2',
  )
})

test('terminate ends its own scope only', async () => {
  const parts = [
    gateway('parallel', 'f'),
    script('slow', 'WAIT_TEN_SECONDS'),
    script('never'),
    script('quick'),
    endEvent('stop', '<bpmn:terminateEventDefinition/>'),
    endEvent('e'),
    row('f', 'slow', 'never', 'e'),
    row('f', 'quick', 'stop'),
  ]
  const within = [start, sub('s', [startEvent('s0'), ...parts, flow('s0', 'f')]), script('after'), end]
  assert.equal(await trace([...within, row('start', 's', 'after', 'end')]), 'after quick')
  assert.equal(await trace([start, ...parts, flow('start', 'f')]), 'quick')
})

test('conditions and several triggers: any one of them, or all', async () => {
  const waits = [
    start,
    gateway('parallel', 'f'),
    caught('c', condition('integerVariable &gt;= 1')),
    script('seen'),
    script('plus', 'INCREMENT_INTEGER_VARIABLE'),
    end,
    end2,
    row('start', 'f', 'c', 'seen', 'end'),
    row('f', 'plus', 'end2'),
  ]
  assert.equal(await trace(waits), 'seen')
  const many = (attributes: string) => [
    start,
    caught('c', timer('PT1S') + timer('PT3S'), attributes),
    script('a'),
    end,
    row('start', 'c', 'a', 'end'),
  ]
  assert.equal(await trace(many('')), 'a')
  assert.equal(await trace(many('parallelMultiple="true"')), 'a')
})

test('compensation undoes what is done, last first, by its handlers', async () => {
  const undo = (id: string) =>
    [
      boundary(`b_${id}`, id, compensation()),
      `<bpmn:scriptTask id="u_${id}" name="u" isForCompensation="true"><bpmn:script>SCRIPT_undo_${id}</bpmn:script></bpmn:scriptTask>`,
      `<bpmn:association id="as_${id}" sourceRef="b_${id}" targetRef="u_${id}" associationDirection="One"/>`,
    ].join('')
  const parts = (last: string) => [
    start,
    script('a'),
    undo('a'),
    script('b'),
    undo('b'),
    last,
    script('c'),
    end,
  ]
  const all = [...parts(thrown('t', compensation())), row('start', 'a', 'b', 't', 'c', 'end')]
  assert.deepEqual(await inOrder(all), ['a', 'b', 'undo_b', 'undo_a', 'c'])
  const one = [...parts(thrown('t', compensation('a'))), row('start', 'a', 'b', 't', 'c', 'end')]
  assert.equal(await trace(one), 'a b c undo_a')
  const atEnd = [start, script('a'), undo('a'), endEvent('end', compensation()), row('start', 'a', 'end')]
  assert.equal(await trace(atEnd), 'a undo_a')
  const within = [
    start,
    sub('s', [script('a'), undo('a'), ...inside('s', 'a')]),
    thrown('t', compensation('s')),
    end,
  ]
  assert.equal(await trace([...within, row('start', 's', 't', 'end')]), 'a undo_a')
})

test('a compensation event subprocess undoes its scope, and a cancelled transaction is undone', async () => {
  const scope = [
    script('in'),
    ...inside('s', 'in'),
    eventSub('e', [
      startEvent('e_start', compensation()),
      script('undone'),
      endEvent('e_end'),
      row('e_start', 'undone', 'e_end'),
    ]),
  ]
  const model = [start, sub('s', scope), thrown('t', compensation()), end, row('start', 's', 't', 'end')]
  assert.equal(await trace(model), 'in undone')
  const undone = [
    startEvent('s_start'),
    script('in'),
    boundary('bi', 'in', compensation()),
    '<bpmn:scriptTask id="u" name="u" isForCompensation="true"><bpmn:script>SCRIPT_undo</bpmn:script></bpmn:scriptTask>',
    '<bpmn:association id="as" sourceRef="bi" targetRef="u"/>',
    endEvent('s_end', cancel),
    row('s_start', 'in', 's_end'),
  ]
  const transaction = [
    start,
    sub('s', undone, '', 'transaction'),
    boundary('b', 's', cancel),
    script('cancelled'),
    script('after'),
    end,
    end2,
    row('start', 's', 'after', 'end'),
    row('b', 'cancelled', 'end2'),
  ]
  assert.equal(await trace(transaction), 'cancelled in undo')
})
