import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ReadOptions, readBpmn } from '../index.ts'
import {
  bpmn,
  end,
  flow,
  gateway,
  row,
  service,
  start,
  terminate,
  user,
  words,
} from '../testing/bpmn-text.ts'

type Expected = { code: string; elementId: string; line: number }

async function problemsOf(xml: string, options?: ReadOptions): Promise<Expected[]> {
  const { problems } = await readBpmn(xml, options)
  return problems.map(({ code, elementId, line }) => ({ code, elementId, line }))
}

test('a model becomes a plan of plain JSON', async () => {
  const { plan, problems } = await readBpmn(
    bpmn(
      start,
      user('a', {
        to: '<yz:to kind="relation" relation="counsellor"/><yz:to kind="unit-head" unit="applicant-school"/><yz:backstop kind="position" position="deputy-secretary" unit="applicant-school"/>',
        outcomes: '<yz:outcomes allow="approve return supplement" opinion="required"/>',
        days: 2,
      }),
      service('b'),
      end,
      row('start', 'a', 'b', 'end'),
    ),
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan)
  assert.deepEqual(plan?.nodes.a, {
    kind: 'user-task',
    id: 'a',
    name: '步骤a',
    incoming: ['start-a'],
    outgoing: ['a-b'],
    title: { zh: '步骤a', en: 'Step' },
    note: { zh: '看材料', en: 'Reads it' },
    days: 2,
    assignment: {
      to: [
        { kind: 'relation', relation: 'counsellor' },
        { kind: 'unit-head', unit: 'applicant-school' },
      ],
      backstop: { kind: 'position', position: 'deputy-secretary', unit: 'applicant-school' },
    },
    outcomes: ['approve', 'return', 'supplement'],
    opinionRequired: true,
  })
  assert.deepEqual(plan?.nodes.b, {
    kind: 'service-task',
    id: 'b',
    name: '服务b',
    incoming: ['a-b'],
    outgoing: ['b-end'],
    title: { zh: '服务b', en: 'Step' },
    note: { zh: '看材料', en: 'Reads it' },
    days: 0,
    service: 'document.issue',
    params: { seal: 'S10' },
  })
})

test('lanes, a pool, annotations and the diagram are documentation', async () => {
  const xml = bpmn(
    '<bpmn:laneSet id="lanes"><bpmn:lane id="l1" name="学院"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
    start,
    user('a'),
    end,
    row('start', 'a', 'end'),
    '<bpmn:textAnnotation id="note"><bpmn:text>说明</bpmn:text></bpmn:textAnnotation>',
    '<bpmn:association id="as" sourceRef="a" targetRef="note"/>',
  ).replace(
    '<bpmn:process',
    '<bpmn:collaboration id="c"><bpmn:participant id="pool" name="学校" processRef="p"/></bpmn:collaboration><bpmn:process',
  )
  const { plan, problems } = await readBpmn(xml)
  assert.deepEqual(problems, [])
  assert.deepEqual(Object.keys(plan?.nodes ?? {}), ['start', 'a', 'end'])
})

test('data objects and their references are variables of the process', async () => {
  const { plan, problems } = await readBpmn(
    bpmn(
      start,
      user('a'),
      end,
      row('start', 'a', 'end'),
      '<bpmn:dataObject id="o" name="数据"/><bpmn:dataObjectReference id="r" dataObjectRef="o"/>',
    ),
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(plan?.variables, ['数据'])
})

test('a manual step is a user task', async () => {
  const xml = bpmn(start, user('a').replaceAll('userTask', 'manualTask'), end, row('start', 'a', 'end'))
  const { plan } = await readBpmn(xml)
  assert.equal(plan?.nodes.a?.kind, 'user-task')
})

const unsupported: readonly (readonly [what: string, element: string, code?: string])[] = [
  [
    'timer on a task',
    '<bpmn:boundaryEvent id="x" name="超时" attachedToRef="a"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>',
    'host.cannot',
  ],
  ['script', '<bpmn:scriptTask id="x" name="脚本"/>'],
  ['business rule', '<bpmn:businessRuleTask id="x" name="规则"/>', 'host.cannot'],
  ['receive', '<bpmn:receiveTask id="x" name="收"/>', 'host.cannot'],
  ['plain task', '<bpmn:task id="x" name="事"/>'],
  ['subprocess', '<bpmn:subProcess id="x" name="子流程"/>', 'model.start'],
  ['call', '<bpmn:callActivity id="x" name="调用"/>', 'host.cannot'],
  ['complex gateway', '<bpmn:complexGateway id="x" name="复杂"/>'],
  ['event gateway', '<bpmn:eventBasedGateway id="x" name="事件"/>', 'flow.misplaced'],
  [
    'message start',
    '<bpmn:startEvent id="x" name="消息"><bpmn:messageEventDefinition/></bpmn:startEvent>',
    'host.cannot',
  ],
  [
    'error end',
    '<bpmn:endEvent id="x" name="错"><bpmn:errorEventDefinition/></bpmn:endEvent>',
    'event.incomplete',
  ],
  [
    'timer between',
    '<bpmn:intermediateCatchEvent id="x" name="等"><bpmn:timerEventDefinition/></bpmn:intermediateCatchEvent>',
    'host.cannot',
  ],
  [
    'multi-instance',
    `<bpmn:userTask id="x" name="会签"><bpmn:extensionElements><yz:assignment><yz:to kind="member" number="1"/></yz:assignment>${words()}</bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>`,
    'loop.value',
  ],
]

for (const [what, element, code = 'element.unsupported'] of unsupported) {
  test(`refuses what it does not run, naming it: ${what}`, async () => {
    const { plan, problems } = await readBpmn(bpmn(start, user('a'), end, row('start', 'a', 'end'), element))
    assert.equal(plan, undefined)
    const problem = problems.find((one) => one.code === code)
    assert.equal(problem?.elementId, 'x')
    assert.equal(problem?.line, 9)
    assert.equal(problem?.elementName, /name="([^"]+)"/.exec(element)?.[1])
  })
}

test('refuses messages between pools, and two processes', async () => {
  const model = bpmn(start, user('a'), end, row('start', 'a', 'end'))
  const messages = model.replace(
    '<bpmn:process',
    '<bpmn:collaboration id="c"><bpmn:participant id="p1" processRef="p"/><bpmn:participant id="p2"/><bpmn:messageFlow id="m" sourceRef="p2" targetRef="a"/></bpmn:collaboration>\n<bpmn:process',
  )
  assert.deepEqual(await problemsOf(messages), [
    { code: 'element.unsupported', elementId: 'm', line: 3 },
    { code: 'element.unsupported', elementId: 'p2', line: 3 },
  ])
  const two = model.replace('</bpmn:definitions>', '<bpmn:process id="q"/></bpmn:definitions>')
  assert.deepEqual(await problemsOf(two), [{ code: 'model.process', elementId: 'q', line: 10 }])
})

test('a file in another encoding is named as such, where it begins to be unreadable', async () => {
  const text = bpmn(start, '<bpmn:userTask id="a" name="辅导员看材料"/>', end)
  const bytes = Buffer.concat([Buffer.from(text.split('辅')[0] ?? ''), Buffer.from('b8a8b5bc', 'hex')])
  const { plan, problems } = await readBpmn(bytes.toString('utf8'))
  assert.equal(plan, undefined)
  assert.deepEqual(
    problems.map(({ code, line }) => [code, line]),
    [['xml.encoding', text.split('辅')[0]?.split('\n').length]],
  )
})

test('names the line where XML breaks, and never throws', async () => {
  const [broken] = (await readBpmn(bpmn(start, '<bpmn:userTask id="a">', end))).problems
  assert.equal(broken?.code, 'xml.unreadable')
  assert.equal(broken?.line, 7)
  for (const text of [
    '',
    '   ',
    'not xml',
    '<a/>',
    '{"a":1}',
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`,
  ]) {
    const { plan, problems } = await readBpmn(text)
    assert.equal(plan, undefined, text)
    assert.ok(problems.length > 0, text)
  }
  assert.deepEqual(await problemsOf('<a>'.repeat(700_000)), [
    { code: 'xml.too-large', elementId: '', line: 0 },
  ])
})

test('a reference to nothing', async () => {
  assert.deepEqual(
    await problemsOf(bpmn(start, user('a'), end, row('start', 'a', 'end'), flow('a', 'nowhere'))),
    [
      { code: 'flow.fork-without-gateway', elementId: 'a', line: 5 },
      { code: 'xml.reference', elementId: 'a-nowhere', line: 9 },
    ],
  )
})

test('forks stand in gateways, conditions only behind exclusive and inclusive ones', async () => {
  assert.deepEqual(
    await problemsOf(
      bpmn(
        start,
        user('a'),
        end,
        terminate('t'),
        flow('start', 'a'),
        flow('a', 'end', 'x = 1'),
        flow('a', 't'),
      ),
    ),
    [
      { code: 'flow.fork-without-gateway', elementId: 'a', line: 5 },
      { code: 'flow.condition-misplaced', elementId: 'a-end', line: 9 },
    ],
  )
  assert.deepEqual(
    await problemsOf(
      bpmn(
        start,
        gateway('parallel', 'g'),
        user('a'),
        end,
        terminate('t'),
        row('start', 'g', 'a', 'end'),
        flow('g', 't', 'true'),
      ),
    ),
    [{ code: 'flow.condition-misplaced', elementId: 'g-t', line: 12 }],
  )
})

test('a fork has a default without a condition, and a condition on every other flow', async () => {
  const model = (fork: string, ...flows: string[]) =>
    bpmn(
      start,
      fork,
      user('a'),
      user('b'),
      end,
      flow('start', 'g'),
      ...flows,
      flow('a', 'end'),
      flow('b', 'end'),
    )
  assert.deepEqual(
    await problemsOf(
      model(gateway('exclusive', 'g'), flow('g', 'a', 'days > 3'), flow('g', 'b', 'days < 4')),
    ),
    [{ code: 'gateway.no-default', elementId: 'g', line: 5 }],
  )
  assert.deepEqual(
    await problemsOf(model(gateway('inclusive', 'g', 'g-b'), flow('g', 'a'), flow('g', 'b', 'days < 4'))),
    [
      { code: 'flow.no-condition', elementId: 'g-a', line: 10 },
      { code: 'gateway.default-has-condition', elementId: 'g-b', line: 11 },
    ],
  )
})

test('conditions must parse, know their names and not read the clock', async () => {
  const model = (when: string) =>
    bpmn(
      start,
      gateway('exclusive', 'g', 'g-b'),
      user('a'),
      user('b'),
      end,
      flow('start', 'g'),
      flow('g', 'a', when),
      flow('g', 'b'),
      flow('a', 'end'),
      flow('b', 'end'),
    )
  const problem = async (when: string) =>
    (await problemsOf(model(when), { fields: ['days', '类型', 'items'] })).map(
      ({ code, elementId, line }) => `${code} ${elementId} ${line}`,
    )
  assert.deepEqual(await problem('days >'), ['feel.syntax g-a 10'])
  assert.deepEqual(await problem('(1 +'), ['feel.syntax g-a 10'])
  assert.deepEqual(await problem('day > 3'), ['unknown.field g-a 10'])
  assert.deepEqual(await problem('today() > date("2026-12-01")'), ['feel.clock g-a 10'])
  for (const good of [
    'days > 3 and 类型 in ("事假", "病假")',
    'applicant.level = "graduate"',
    'results.checked = true',
    'count(items[hours > 2]) > 0',
    'some x in items satisfies x.hours > days',
    'not(days between 1 and 3)',
  ]) {
    assert.deepEqual(await problem(good), [], good)
  }
})

test('every step says who, what and how', async () => {
  const step = (inner: string, name = '步骤') =>
    bpmn(
      start,
      `<bpmn:userTask id="a" name="${name}"><bpmn:extensionElements>${inner}</bpmn:extensionElements></bpmn:userTask>`,
      end,
      row('start', 'a', 'end'),
    )
  const assigned = '<yz:assignment><yz:to kind="relation" relation="counsellor"/></yz:assignment>'
  const codes = async (xml: string, options?: ReadOptions) =>
    (await problemsOf(xml, options)).map(({ code, line }) => `${code} ${line}`)
  assert.deepEqual(await codes(step(words())), ['step.no-assignment 5'])
  assert.deepEqual(await codes(step(`<yz:assignment/>${words()}`)), ['step.no-assignment 5'])
  assert.deepEqual(await codes(step(assigned)), ['step.no-words 5'])
  assert.deepEqual(await codes(step(assigned + words(), '')), ['element.no-name 5'])
  assert.deepEqual(await codes(step(`${assigned}<yz:words zh="看" en="Reads" days="soon"/>`)), [
    'extension.value 5',
  ])
  assert.deepEqual(await codes(step(`${assigned}${words()}<yz:outcomes allow="approve reject"/>`)), [
    'extension.value 5',
  ])
  assert.deepEqual(await codes(step(`${assigned}${words()}<yz:outcomes opinion="maybe"/>`)), [
    'extension.value 5',
  ])
  assert.deepEqual(await codes(step(`${assigned}${words()}${words()}`)), ['extension.unknown 5'])
  assert.deepEqual(await codes(step(`${assigned}${words()}<yz:service name="x"/>`)), ['extension.unknown 5'])
  assert.deepEqual(await codes(step(`${assigned}${words()}<yz:outcome allow="approve"/>`)), [
    'extension.unknown 5',
  ])
  for (const to of [
    '<yz:to kind="everyone"/>',
    '<yz:to kind="member"/>',
    '<yz:to kind="position" position="head"/>',
    '<yz:to kind="relation" relation="friend"/>',
    '<yz:to kind="relation" relation="counsellor"/><yz:backstop kind="relation" relation="supervisor"/>',
    '<yz:to kind="relation" relation="counsellor"/><yz:backstop kind="refuse"/><yz:backstop kind="refuse"/>',
  ]) {
    assert.deepEqual(
      await codes(step(`<yz:assignment>${to}</yz:assignment>${words()}`)),
      ['extension.value 5'],
      to,
    )
  }
  const typo = step(`<yz:assignment><yz:to kind="member" number="1" nubmer="2"/></yz:assignment>${words()}`)
  assert.deepEqual(await codes(typo), ['extension.unknown 5'])
  const named = step(
    `<yz:assignment><yz:to kind="field" field="tutor"/><yz:to kind="position" position="dean" unit="305"/></yz:assignment>${words()}`,
  )
  assert.deepEqual(await codes(named, { fields: ['supervisor'], positions: ['head'] }), [
    'unknown.field 5',
    'unknown.position 5',
  ])
  const plain = bpmn(
    start,
    service('s').replace(/<yz:service[\s\S]*<\/yz:service>/, ''),
    end,
    row('start', 's', 'end'),
  )
  assert.deepEqual(await codes(plain), ['step.no-service 5'])
  assert.deepEqual(
    await codes(bpmn(start, service('s', 'mail'), end, row('start', 's', 'end')), {
      services: ['document.issue'],
    }),
    ['unknown.service 5'],
  )
})
