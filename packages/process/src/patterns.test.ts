/** Van der Aalst's control-flow patterns 1 to 20: a model of each that can be said, run; docs/patterns.md is the table. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flow, gateway, row } from './testing/bpmn-text.ts'
import {
  boundary,
  caught,
  endEvent,
  error,
  eventSub,
  inside,
  keeping,
  message,
  script,
  signal,
  startEvent,
  sub,
  thrown,
  timer,
  trace,
} from './testing/scripts.ts'

type Given = Parameters<typeof trace>[1]

const start = startEvent('start')
const end = endEvent('end')
const ends = [endEvent('e1'), endEvent('e2')]
const abc = [script('a'), script('b'), script('c')]
const a = 'test.contains("a")'
const b = 'test.contains("b")'
const fork = (kind: 'parallel' | 'exclusive' | 'inclusive') => [gateway(kind, 'f'), script('a'), script('b')]
const many = (count: string, more = '', attributes = '') =>
  `<bpmn:multiInstanceLoopCharacteristics ${attributes}><bpmn:loopCardinality>${count}</bpmn:loopCardinality>${more}</bpmn:multiInstanceLoopCharacteristics>`
const stop = endEvent('stop', '<bpmn:terminateEventDefinition/>')

const patterns: readonly (readonly [
  name: string,
  elements: readonly string[],
  expected: string,
  given?: Given,
])[] = [
  ['1 sequence', [start, ...abc, end, row('start', 'a', 'b', 'c', 'end')], 'a b c'],
  [
    '2 parallel split',
    [start, ...fork('parallel'), ...ends, row('start', 'f', 'a', 'e1'), row('f', 'b', 'e2')],
    'a b',
  ],
  [
    '3 synchronization',
    [
      start,
      ...fork('parallel'),
      gateway('parallel', 'j'),
      script('c'),
      end,
      row('start', 'f', 'a', 'j', 'c', 'end'),
      row('f', 'b', 'j'),
    ],
    'a b c',
  ],
  [
    '4 exclusive choice',
    [
      start,
      ...fork('exclusive'),
      ...ends,
      flow('start', 'f'),
      flow('f', 'a', a),
      flow('f', 'b', b),
      flow('a', 'e1'),
      flow('b', 'e2'),
    ],
    'a',
    { input: 'ab' },
  ],
  [
    '5 simple merge',
    [
      start,
      ...fork('exclusive'),
      gateway('exclusive', 'j'),
      script('c'),
      end,
      flow('start', 'f'),
      flow('f', 'a', a),
      flow('f', 'b', b),
      row('a', 'j', 'c', 'end'),
      flow('b', 'j'),
    ],
    'b c',
    { input: 'b' },
  ],
  [
    '6 multi-choice',
    [
      start,
      ...fork('inclusive'),
      ...ends,
      flow('start', 'f'),
      flow('f', 'a', a),
      flow('f', 'b', b),
      flow('a', 'e1'),
      flow('b', 'e2'),
    ],
    'a b',
    { input: 'ab' },
  ],
  [
    '7 structured synchronizing merge',
    [
      start,
      ...fork('inclusive'),
      gateway('inclusive', 'j'),
      script('c'),
      end,
      flow('start', 'f'),
      flow('f', 'a', a),
      flow('f', 'b', b),
      row('a', 'j', 'c', 'end'),
      flow('b', 'j'),
    ],
    'a b c',
    { input: 'ab' },
  ],
  [
    '8 multi-merge',
    [
      start,
      ...fork('parallel'),
      gateway('exclusive', 'j'),
      script('c'),
      end,
      row('start', 'f', 'a', 'j', 'c', 'end'),
      row('f', 'b', 'j'),
    ],
    'a b c c',
  ],
  [
    '9 structured discriminator',
    [
      start,
      ...fork('parallel'),
      '<bpmn:complexGateway id="j"><bpmn:activationCondition>activationCount &gt;= 1</bpmn:activationCondition></bpmn:complexGateway>',
      script('c'),
      end,
      row('start', 'f', 'a', 'j', 'c', 'end'),
      row('f', 'b', 'j'),
    ],
    'a b c',
  ],
  [
    '10 arbitrary cycles',
    [
      start,
      gateway('exclusive', 'm'),
      script('a', 'INCREMENT_INTEGER_VARIABLE_AND_LOG'),
      gateway('exclusive', 'g', 'g-end'),
      end,
      row('start', 'm', 'a', 'g', 'end'),
      flow('g', 'm', 'integerVariable < 2'),
    ],
    'INCREMENT_correct INCREMENT_correct',
  ],
  ['11 implicit termination', [start, ...fork('parallel'), row('start', 'f', 'a'), flow('f', 'b')], 'a b'],
  [
    '12 instances without synchronization',
    [
      start,
      script('a', 'SCRIPT_a', many('3', '', 'behavior="None" noneBehaviorEventRef="SignalDefinition_1"')),
      boundary('x', 'a', signal, keeping),
      script('b'),
      end,
      endEvent('e'),
      row('start', 'a', 'end'),
      row('x', 'b', 'e'),
    ],
    'a a a b b b',
  ],
  [
    '13 instances, number known at design',
    [start, script('a', 'SCRIPT_a', many('3')), script('b'), end, row('start', 'a', 'b', 'end')],
    'a a a b',
  ],
  [
    '14 instances, number known at run',
    [
      start,
      script('a', 'SCRIPT_a', many('integerVariable')),
      script('b'),
      end,
      row('start', 'a', 'b', 'end'),
    ],
    'a a b',
    { int: 2 },
  ],
  [
    '15 instances, number not known before',
    [
      start,
      sub('s', [
        script('wait', 'WAIT_TEN_SECONDS'),
        ...inside('s', 'wait'),
        eventSub('e', [
          startEvent('e_s', timer('R3/PT2S', 'timeCycle'), 'isInterrupting="false"'),
          script('a'),
          endEvent('e_e'),
          row('e_s', 'a', 'e_e'),
        ]),
      ]),
      script('b'),
      end,
      row('start', 's', 'b', 'end'),
    ],
    'a a a b',
  ],
  [
    '16 deferred choice',
    [
      start,
      '<bpmn:eventBasedGateway id="g"/>',
      caught('t1', timer('PT5S')),
      caught('t2', timer('PT1S')),
      script('a'),
      script('b'),
      ...ends,
      row('start', 'g', 't1', 'a', 'e1'),
      row('g', 't2', 'b', 'e2'),
    ],
    'b',
  ],
  [
    '17 interleaved parallel routing',
    [
      start,
      sub('s', [script('a'), script('b')], 'ordering="Sequential"', 'adHocSubProcess'),
      script('c'),
      end,
      row('start', 's', 'c', 'end'),
    ],
    'a b c',
  ],
  [
    '18 milestone',
    [
      start,
      gateway('parallel', 'f'),
      '<bpmn:eventBasedGateway id="g"/>',
      caught('m', message),
      caught('t', timer('PT5S')),
      script('a'),
      script('b'),
      caught('w', timer('PT1S')),
      thrown('reached', message),
      endEvent('e3'),
      ...ends,
      row('start', 'f', 'g', 'm', 'a', 'e1'),
      row('g', 't', 'b', 'e2'),
      row('f', 'w', 'reached', 'e3'),
    ],
    'a',
  ],
  [
    '19 cancel task',
    [
      start,
      script('a', 'THROW_ERROR'),
      boundary('x', 'a', error),
      script('b'),
      script('c'),
      ...ends,
      row('start', 'a', 'c', 'e1'),
      row('x', 'b', 'e2'),
    ],
    'b',
  ],
  [
    '20 cancel case',
    [
      start,
      gateway('parallel', 'f'),
      script('a', 'WAIT_TEN_SECONDS'),
      script('b'),
      script('c'),
      end,
      stop,
      row('start', 'f', 'a', 'c', 'end'),
      row('f', 'b', 'stop'),
    ],
    'b',
  ],
]

for (const [name, elements, expected, given] of patterns) {
  test(`pattern ${name}`, async () => {
    assert.equal(await trace(elements, given), expected)
  })
}

test('there is a model of each of the twenty', () => {
  assert.deepEqual(
    patterns.map(([name]) => Number.parseInt(name, 10)),
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
})
