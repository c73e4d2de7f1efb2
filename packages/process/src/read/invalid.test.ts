/** Models that BPMN 2.0.2 does not allow are refused with the element named, whatever else a host may run. */
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
  inside,
  keeping,
  link,
  message,
  model,
  read,
  script,
  startEvent,
  sub,
  thrown,
  timer,
} from '../testing/scripts.ts'

const start = startEvent('start')
const end = endEvent('end')
/** Sound by itself: what is wrong is added. */
const right = [start, script('a'), end, row('start', 'a', 'end')]
const other = [endEvent('x_end'), row('x', 'x_end')]

const wrong: readonly (readonly [
  what: string,
  elementId: string,
  code: string,
  elements: readonly string[],
])[] = [
  [
    'a flow into the start event',
    'start',
    'model.start',
    [...right, script('b'), flow('b', 'start'), flow('a', 'b')],
  ],
  [
    'a flow out of an end event',
    'end',
    'flow.misplaced',
    [...right, script('b'), endEvent('e2'), row('end', 'b', 'e2')],
  ],
  ['a flow that leads nowhere', 'a-nowhere', 'xml.reference', [...right, flow('a', 'nowhere')]],
  [
    'a flow out of a subprocess',
    'in-end',
    'flow.crosses',
    [start, sub('s', [script('in'), ...inside('s', 'in')]), end, row('start', 's', 'end'), flow('in', 'end')],
  ],
  ['an id twice', 'a', 'xml.duplicate', [...right, script('a')]],
  ['a boundary event on nothing', 'x', 'event.misplaced', [...right, boundary('x', 'end', error), ...other]],
  [
    'a flow into a boundary event',
    'x',
    'flow.misplaced',
    [...right, boundary('x', 'a', error), ...other, flow('a', 'x')],
  ],
  ['no flow out of a boundary event', 'x', 'flow.misplaced', [...right, boundary('x', 'a', error)]],
  [
    'a boundary event that waits for nothing',
    'x',
    'event.incomplete',
    [...right, boundary('x', 'a', ''), ...other],
  ],
  [
    'an error that does not interrupt',
    'x',
    'event.misplaced',
    [...right, boundary('x', 'a', error, keeping), ...other],
  ],
  [
    'a cancel event on no transaction',
    'x',
    'event.misplaced',
    [...right, boundary('x', 'a', cancel), ...other],
  ],
  [
    'a cancel end outside of a transaction',
    'x',
    'event.misplaced',
    [start, script('a'), endEvent('x', cancel), row('start', 'a', 'x')],
  ],
  [
    'a compensation event without a handler',
    'x',
    'event.incomplete',
    [...right, boundary('x', 'a', compensation())],
  ],
  [
    'a handler that no event leads to',
    'x',
    'event.misplaced',
    [...right, script('x').replace('name=', 'isForCompensation="true" name=')],
  ],
  [
    'an error start at the top',
    'x',
    'event.misplaced',
    [startEvent('x', error), script('a'), end, row('x', 'a', 'end')],
  ],
  ['an error between', 'x', 'event.misplaced', [start, thrown('x', error), end, row('start', 'x', 'end')]],
  [
    'waiting for an escalation between',
    'x',
    'event.incomplete',
    [start, caught('x', escalation), end, row('start', 'x', 'end')],
  ],
  ['no flow into an event between', 'x', 'flow.misplaced', [...right, caught('x', message), ...other]],
  [
    'a timer without a time',
    'x',
    'event.incomplete',
    [start, caught('x', '<bpmn:timerEventDefinition/>'), end, row('start', 'x', 'end')],
  ],
  [
    'a timer whose time is none',
    'x',
    'event.incomplete',
    [start, caught('x', timer('P1Q')), end, row('start', 'x', 'end')],
  ],
  [
    'a message event without a message',
    'x',
    'event.incomplete',
    [start, caught('x', '<bpmn:messageEventDefinition/>'), end, row('start', 'x', 'end')],
  ],
  [
    'an error end without an error',
    'x',
    'event.incomplete',
    [start, endEvent('x', '<bpmn:errorEventDefinition/>'), flow('start', 'x')],
  ],
  [
    'a condition without a body',
    'x',
    'event.incomplete',
    [start, caught('x', condition('')), end, row('start', 'x', 'end')],
  ],
  ['a link to nowhere', 'x', 'event.incomplete', [start, thrown('x', link('A')), flow('start', 'x')]],
  ['a link from nowhere', 'x', 'event.incomplete', [...right, caught('x', link('A')), ...other]],
  [
    'a timer at an end',
    'x',
    'element.unsupported',
    [start, endEvent('x', timer('PT1S')), flow('start', 'x')],
  ],
  [
    'a start that waits, in a subprocess',
    's_s',
    'event.misplaced',
    [
      start,
      sub('s', [startEvent('s_s', message), endEvent('s_e'), flow('s_s', 's_e')]),
      end,
      row('start', 's', 'end'),
    ],
  ],
  [
    'two starts in a subprocess',
    's',
    'model.start',
    [
      start,
      sub('s', [startEvent('s1'), ...inside('s', 'in'), script('in'), flow('s1', 'in')]),
      end,
      row('start', 's', 'end'),
    ],
  ],
  [
    'an event subprocess that waits for nothing',
    's',
    'event.incomplete',
    [...right, eventSub('s', [script('in'), ...inside('s', 'in')])],
  ],
  [
    'a flow to an event subprocess',
    's',
    'flow.misplaced',
    [
      ...right,
      eventSub('s', [startEvent('s_s', message), endEvent('s_e'), flow('s_s', 's_e')]),
      flow('a', 's'),
    ],
  ],
  [
    'an event gateway that leads to a task',
    'g-x',
    'flow.misplaced',
    [
      start,
      '<bpmn:eventBasedGateway id="g"/>',
      script('x'),
      caught('c', message),
      end,
      row('start', 'g', 'x', 'end'),
      row('g', 'c', 'end'),
    ],
  ],
  [
    'a converging gateway that forks',
    'g',
    'flow.misplaced',
    [
      start,
      gateway('parallel', 'g').replace('name=', 'gatewayDirection="Converging" name='),
      script('a'),
      script('b'),
      end,
      row('start', 'g', 'a', 'end'),
      row('g', 'b', 'end'),
    ],
  ],
  [
    'a gateway that neither forks nor joins',
    'g',
    'flow.misplaced',
    [start, gateway('exclusive', 'g'), end, row('start', 'g', 'end')],
  ],
  [
    'a default flow with a condition',
    'g-a',
    'gateway.default-has-condition',
    [
      start,
      gateway('exclusive', 'g', 'g-a'),
      script('a'),
      script('b'),
      end,
      flow('start', 'g'),
      flow('g', 'a', 'true'),
      flow('g', 'b', 'false'),
      flow('a', 'end'),
      flow('b', 'end'),
    ],
  ],
  [
    'a default flow of another element',
    'a',
    'xml.reference',
    [start, script('a').replace('name=', 'default="start-a" name='), end, row('start', 'a', 'end')],
  ],
  [
    'a condition behind a start event',
    'start-a',
    'flow.condition-misplaced',
    [start, script('a'), end, flow('start', 'a', 'true'), flow('a', 'end')],
  ],
  [
    'a condition on the only way out of a task',
    'a-end',
    'flow.condition-misplaced',
    [start, script('a'), end, flow('start', 'a'), flow('a', 'end', 'true')],
  ],
  [
    'several instances without a number',
    'a',
    'loop.value',
    [
      start,
      script('a', 'SCRIPT_a', '<bpmn:multiInstanceLoopCharacteristics/>'),
      end,
      row('start', 'a', 'end'),
    ],
  ],
  [
    'a call of nothing',
    'x',
    'call.unknown',
    [start, '<bpmn:callActivity id="x" calledElement="nobody"/>', end, row('start', 'x', 'end')],
  ],
  [
    'an end event in an ad hoc part',
    'in_end',
    'event.misplaced',
    [
      start,
      sub('x', [script('in'), endEvent('in_end'), flow('in', 'in_end')], '', 'adHocSubProcess'),
      end,
      row('start', 'x', 'end'),
    ],
  ],
  [
    'undoing what does not exist',
    'x',
    'xml.reference',
    [start, endEvent('x', compensation('nothing')), flow('start', 'x')],
  ],
]

test('what the cases below are made of is right by itself', async () => {
  const { plan, problems } = await read(model(right))
  assert.ok(plan)
  assert.deepEqual(problems, [])
})

for (const [what, elementId, code, elements] of wrong) {
  test(`refused: ${what}`, async () => {
    const { plan, problems } = await read(model(elements))
    assert.equal(plan, undefined)
    const errors = problems
      .filter(({ severity }) => severity === 'error')
      .map((one) => `${one.code} ${one.elementId}`)
    assert.ok(errors.includes(`${code} ${elementId}`), errors.join(', '))
  })
}
