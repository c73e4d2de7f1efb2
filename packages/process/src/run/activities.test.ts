/** Activities: several instances, loops, calls, ad hoc, quantities, implicit forks, and data (BPMN 2.0.2 §13.3, §10.4). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBpmn } from '../index.ts'
import { bpmn, flow, gateway, start as plainStart, row, user } from '../testing/bpmn-text.ts'
import {
  boundary,
  endEvent,
  error,
  inside,
  keeping,
  model,
  read,
  script,
  signal,
  startEvent,
  sub,
  timer,
  trace,
} from '../testing/scripts.ts'

const start = startEvent('start')
const end = endEvent('end')
const end2 = endEvent('end2')

const times = (count: string) =>
  `<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">${count}</bpmn:loopCardinality>`
const until = (body: string) =>
  `<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${body}</bpmn:completionCondition>`
const many = (inner: string, attributes = '') =>
  `<bpmn:multiInstanceLoopCharacteristics ${attributes}>${inner}</bpmn:multiInstanceLoopCharacteristics>`
const inRow = 'isSequential="true"'
const loop = (condition: string, attributes = '') =>
  `<bpmn:standardLoopCharacteristics ${attributes}>${condition === '' ? '' : `<bpmn:loopCondition xsi:type="bpmn:tFormalExpression">${condition}</bpmn:loopCondition>`}</bpmn:standardLoopCharacteristics>`

const around = (element: string, ...more: string[]) => [
  start,
  element,
  script('after'),
  end,
  row('start', 't', 'after', 'end'),
  ...more,
]

// biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Camunda and Activiti write expressions
const number = '${integerVariable}'
// biome-ignore lint/suspicious/noTemplateCurlyInString: the same
const first = '${nrOfCompletedInstances == 1}'

test('several instances at once or in a row, as many as a number or an expression says', async () => {
  for (const attributes of ['', inRow]) {
    assert.equal(
      await trace(around(script('t', 'SCRIPT_in', many(times('3'), attributes)))),
      'after in in in',
    )
    const three = around(script('t', 'SCRIPT_in', many(times(number), attributes)))
    assert.equal(await trace(three, { int: 2 }), 'after in in')
    assert.equal(await trace(three, { int: 0 }), 'after')
    assert.equal(await trace(three, { int: -1 }), 'ERROR_runtime')
    const scope = around(sub('t', [script('in'), ...inside('t', 'in'), many(times('2'), attributes)]))
    assert.equal(await trace(scope), 'after in in')
  }
})

test('a completion condition ends the others', async () => {
  const two = many(times('5') + until('numberOfCompletedInstances >= 2'), inRow)
  assert.equal(await trace(around(script('t', 'SCRIPT_in', two))), 'after in in')
  const vendor = many(times('5') + until(first))
  assert.equal(await trace(around(script('t', 'SCRIPT_in', vendor))), 'after in')
})

test('what instances throw reaches the boundary without ending the rest: each, the first, none', async () => {
  const heard = [boundary('b', 't', signal), script('heard'), end2, row('b', 'heard', 'end2')]
  const of = (attributes: string) =>
    trace(around(script('t', 'SCRIPT_in', many(times('3'), attributes)), ...heard))
  assert.equal(
    await of('behavior="None" noneBehaviorEventRef="SignalDefinition_1"'),
    'after heard heard heard in in in',
  )
  assert.equal(await of('behavior="One" oneBehaviorEventRef="SignalDefinition_1"'), 'after heard in in in')
  assert.equal(await of('behavior="All"'), 'after in in in')
})

test('an interrupting boundary event ends all instances, another one none', async () => {
  const slow = (attributes: string) =>
    trace(
      around(
        script('t', 'WAIT_TEN_SECONDS', many(times('3'))),
        boundary('b', 't', timer('PT1S'), attributes),
        script('late'),
        end2,
        row('b', 'late', 'end2'),
      ),
    )
  assert.equal(await slow(''), 'late')
  assert.equal(await slow(keeping), 'after late')
  const failing = around(
    sub('t', [
      startEvent('s'),
      script('in'),
      endEvent('e', error),
      row('s', 'in', 'e'),
      many(times('3'), inRow),
    ]),
    boundary('b', 't', error),
    script('caught'),
    end2,
    row('b', 'caught', 'end2'),
  )
  assert.equal(await trace(failing), 'caught in')
})

test('loops test before or after, and stop at their maximum', async () => {
  const grows = (attributes: string) =>
    around(script('t', 'INCREMENT_INTEGER_VARIABLE_AND_LOG', loop('integerVariable &lt; 2', attributes)))
  assert.equal(await trace(grows('testBefore="false"')), 'INCREMENT_correct INCREMENT_correct after')
  assert.equal(await trace(grows('testBefore="true"')), 'INCREMENT_correct INCREMENT_correct after')
  assert.equal(await trace(grows('testBefore="true"'), { int: 5 }), 'after')
  assert.equal(await trace(grows('testBefore="false"'), { int: 5 }), 'INCREMENT_correct after')
  assert.equal(await trace(around(script('t', 'SCRIPT_in', loop('', 'loopMaximum="3"')))), 'after in in in')
  assert.equal(await trace(around(script('t', 'SCRIPT_in', loop('true', 'loopMaximum="2"')))), 'after in in')
  assert.equal(
    await trace(around(script('t', 'SCRIPT_in', loop('true', 'loopMaximum="-2"')))),
    'loop.value t',
  )
  const scope = around(
    sub('t', [
      script('in', 'INCREMENT_INTEGER_VARIABLE_AND_LOG'),
      ...inside('t', 'in'),
      loop('integerVariable &lt; 3'),
    ]),
  )
  assert.equal(await trace(scope), 'INCREMENT_correct INCREMENT_correct INCREMENT_correct after')
})

const called = `<bpmn:process id="other">${script('in')}${inside('other', 'in').join('')}</bpmn:process>
<bpmn:globalScriptTask id="global" name="g"><bpmn:script>SCRIPT_in</bpmn:script></bpmn:globalScriptTask>`
const call = (what: string, inner = '') =>
  `<bpmn:callActivity id="t" name="t" calledElement="${what}">${inner}</bpmn:callActivity>`

test('a called process or global task runs in the case, its elements under names of their own', async () => {
  assert.equal(await trace(around(call('other')), { more: called }), 'after in')
  assert.equal(await trace(around(call('global')), { more: called }), 'after in')
  assert.equal(await trace(around(call('other', many(times('2')))), { more: called }), 'after in in')
  assert.equal(await trace(around(call('nothing'))), 'call.unknown t')
  const { plan } = await read(model(around(call('other')), called))
  assert.equal(plan?.nodes['t/in']?.parent, 't')
  const itself = called.replace(
    'SCRIPT_in</bpmn:script></bpmn:scriptTask>',
    `SCRIPT_in</bpmn:script></bpmn:scriptTask><bpmn:callActivity id="again" calledElement="other"/>`,
  )
  assert.equal(await trace(around(call('other')), { more: itself }), 'call.recursive again')
})

test('a call names a plan of the host, which is pinned, and only where the host can call', async () => {
  const own = bpmn(plainStart, user('a'), endEvent('end'), row('start', 'a', 'end'))
  const { plan } = await readBpmn(own)
  assert.ok(plan)
  const caller = bpmn(plainStart, call('leave'), endEvent('end'), row('start', 't', 'end'))
  const calls = { leave: plan }
  const { plan: whole, problems } = await readBpmn(caller, { calls, host: { calls: true } })
  assert.deepEqual(problems, [])
  assert.equal(whole?.nodes['t/a']?.kind, 'user-task')
  const refused = await readBpmn(caller, { calls })
  assert.deepEqual(
    refused.problems.map(({ code, elementId }) => [code, elementId]),
    [['host.cannot', 't']],
  )
})

test('ad hoc: everything in it, at once or in a row; over when its condition holds', async () => {
  const parts = [script('in1'), script('in2')]
  for (const ordering of ['Sequential', 'Parallel'])
    assert.equal(
      await trace(around(sub('t', parts, `ordering="${ordering}"`, 'adHocSubProcess'))),
      'after in1 in2',
    )
  const first = [
    script('in1', 'INCREMENT_INTEGER_VARIABLE_AND_LOG'),
    script('in2'),
    until('integerVariable == 1'),
  ]
  assert.equal(
    await trace(around(sub('t', first, 'ordering="Sequential"', 'adHocSubProcess'))),
    'INCREMENT_correct after',
  )
})

test('quantities of tokens: given by one activity, needed by another', async () => {
  const given = around(script('t', 'SCRIPT_in').replace('name="t"', 'name="t" completionQuantity="3"'))
  assert.equal(await trace(given), 'after after after in')
  const needed = around(script('t', 'SCRIPT_in').replace('name="t"', 'name="t" completionQuantity="2"')).map(
    (part) => part.replace('name="after"', 'name="after" startQuantity="2"'),
  )
  assert.equal(await trace(needed), 'after in')
})

test('flows out of an activity fork by themselves: all without a condition, those that are true, else the default', async () => {
  const fork = (fallback: string) => [
    start,
    script('t').replace('name="t"', `name="t" ${fallback}`),
    script('a'),
    script('b'),
    script('c'),
    end,
    flow('start', 't'),
    flow('t', 'a', 'test.contains("a")'),
    flow('t', 'b'),
    flow('t', 'c'),
    flow('a', 'end'),
    flow('b', 'end'),
    flow('c', 'end'),
  ]
  assert.equal(await trace(fork(''), { input: 'a' }), 'a b c t')
  assert.equal(await trace(fork('default="t-c"'), { input: 'a' }), 'a b t')
  assert.equal(await trace(fork('default="t-c"'), { input: 'x' }), 'b c t')
})

test('several tokens visit one task at once after a multi-merge', async () => {
  const parts = [
    start,
    gateway('parallel', 'f'),
    script('a'),
    script('b'),
    gateway('exclusive', 'm'),
    script('c', 'WAIT_TEN_SECONDS'),
    script('d'),
    end,
  ]
  assert.equal(
    await trace([...parts, row('start', 'f', 'a', 'm', 'c', 'd', 'end'), row('f', 'b', 'm')]),
    'a b d d',
  )
})

const input = (source: string) =>
  `<bpmn:ioSpecification><bpmn:dataInput id="in_${source}" name="input"/><bpmn:inputSet><bpmn:dataInputRefs>in_${source}</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification><bpmn:dataInputAssociation><bpmn:sourceRef>${source}</bpmn:sourceRef><bpmn:targetRef>in_${source}</bpmn:targetRef></bpmn:dataInputAssociation>`
const output = (target: string) =>
  `<bpmn:ioSpecification><bpmn:dataOutput id="out_${target}" name="output"/><bpmn:inputSet/><bpmn:outputSet><bpmn:dataOutputRefs>out_${target}</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification><bpmn:dataOutputAssociation><bpmn:sourceRef>out_${target}</bpmn:sourceRef><bpmn:targetRef>${target}</bpmn:targetRef></bpmn:dataOutputAssociation>`

test('data objects and properties carry what one task writes to another that reads it', async () => {
  const pass = (target: string, declared: string) => [
    start,
    declared,
    script('w', 'SET_STRING_DATA', output(target)),
    script('r', 'LOG_DATA', input(target)),
    end,
    row('start', 'w', 'r', 'end'),
  ]
  const objects =
    '<bpmn:dataObject id="o" name="Data Object 1"/><bpmn:dataObjectReference id="ref" dataObjectRef="o"/>'
  assert.equal(await trace(pass('o', objects)), 'DATA_correct')
  assert.equal(await trace(pass('ref', objects)), 'DATA_correct')
  const [first = '', declared = '', ...rest] = pass('prop1', '<bpmn:property id="prop1" name="prop"/>')
  assert.equal(await trace([declared, first, ...rest]), 'DATA_correct')
  const unread = pass('o', objects).map((part) => part.replace('SET_STRING_DATA', 'CREATE_LOG_FILE'))
  assert.equal(await trace(unread), '')
})

test('a subprocess has variables of its own, and reads those around it', async () => {
  const inner = [
    '<bpmn:property id="prop1" name="prop"/>',
    script('w', 'SET_STRING_DATA', output('prop1')),
    script('r', 'LOG_DATA', input('prop1')),
    ...inside('t', 'w', 'r'),
  ]
  assert.equal(await trace(around(sub('t', inner))), 'DATA_correct after')
  const hidden = [
    start,
    sub('t', inner.slice(0, 2).concat(inside('t', 'w'))),
    script('after', 'LOG_DATA', input('prop1')),
    end,
    row('start', 't', 'after', 'end'),
  ]
  assert.equal(await trace(hidden), '')
})

test('items of a list, one for each instance', async () => {
  const each = many(
    '<bpmn:inputDataItem id="item" name="person"/>',
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:collection="people"',
  )
  const { plan, problems } = await readBpmn(
    bpmn(
      plainStart,
      user('a').replace('</bpmn:userTask>', `${each}</bpmn:userTask>`),
      endEvent('end'),
      row('start', 'a', 'end'),
    ),
    { fields: ['people'] },
  )
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  const node = plan?.nodes.a
  assert.deepEqual(node?.kind === 'user-task' ? node.multi : undefined, {
    sequential: false,
    collection: 'people',
    item: 'person',
  })
})
