/** Whatever a file holds, the reader says what is wrong and never throws; what it reads can be run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readOptions, traceOf } from '../../conformance/betsy.ts'
import { readBpmn, readModel, writeModel } from '../index.ts'
import { flow, gateway, row } from '../testing/bpmn-text.ts'
import {
  boundary,
  caught,
  endEvent,
  error,
  escalation,
  eventSub,
  inside,
  message,
  model,
  script,
  startEvent,
  sub,
  thrown,
  timer,
} from '../testing/scripts.ts'

const xml = model([
  startEvent('start'),
  gateway('parallel', 'f'),
  script(
    'a',
    'SCRIPT_a',
    '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>',
  ),
  sub('s', [
    script('in'),
    ...inside('s', 'in'),
    eventSub('e', [startEvent('e_s', escalation), endEvent('e_e'), flow('e_s', 'e_e')]),
  ]),
  boundary('b', 's', error),
  script('c'),
  gateway('inclusive', 'j'),
  '<bpmn:eventBasedGateway id="g"/>',
  caught('t', timer('PT1S')),
  caught('m', message),
  thrown('x', escalation),
  endEvent('end'),
  endEvent('late'),
  row('start', 'f', 'a', 'j', 'g', 't', 'x', 'end'),
  row('f', 's', 'j'),
  row('b', 'c', 'j'),
  row('g', 'm', 'late'),
])

const tags = [...xml.matchAll(/<[^!?][^>]*>/g)].map((match) => ({ at: match.index, text: match[0] }))
const ids = [...xml.matchAll(/ id="([^"]*)"/g)].map((match) => match[1] ?? '')
const kinds = [
  'task',
  'scriptTask',
  'endEvent',
  'startEvent',
  'boundaryEvent',
  'subProcess',
  'callActivity',
  'dataObject',
  'receiveTask',
]

/** Loses an attribute or an element, points somewhere else, becomes another kind, or stands there twice. */
function damaged(text: string, [how, which, other]: readonly [number, number, number]): string {
  const id = ids[other % ids.length] ?? ''
  switch (how % 5) {
    case 0:
      return text.replace(/ (id|sourceRef|targetRef|attachedToRef|signalRef|isExecutable)="[^"]*"/, '')
    case 1:
      return text.replace(/(sourceRef|targetRef|attachedToRef|messageRef|errorRef)="[^"]*"/, `$1="${id}"`)
    case 2:
      return text.replace(/bpmn:[a-z]+[A-Za-z]*/, `bpmn:${kinds[which % kinds.length]}`)
    case 3:
      return text.endsWith('/>') ? '' : text
    default:
      return text + (text.endsWith('/>') ? text : '')
  }
}

const damages = fc.array(fc.tuple(fc.nat(4), fc.nat(500), fc.nat(500)), { minLength: 1, maxLength: 4 })

test('a damaged file is refused or run, never thrown at', async () => {
  let refused = 0
  await fc.assert(
    fc.asyncProperty(damages, async (list) => {
      let text = xml
      for (const damage of list) {
        const tag = tags[damage[1] % tags.length]
        if (tag !== undefined) text = text.replace(tag.text, () => damaged(tag.text, damage))
      }
      await readBpmn(text)
      const { plan, problems } = await readBpmn(text, readOptions)
      if (plan !== undefined) traceOf(plan, { input: 'a', int: 1, parallel: false, expect: [] })
      else refused += Number(problems.some(({ severity }) => severity === 'error'))
      const { model: whole } = await readModel(text)
      if (whole !== undefined) await writeModel(whole)
    }),
    { numRuns: 100 },
  )
  assert.ok(refused > 10)
})

test('the encoding is the declared one, or that of the byte order mark', async () => {
  const german = xml.replace('UTF-8', 'ISO-8859-1').replace('name="试"', 'name="Prüfung"')
  const latin = Uint8Array.from(german, (char) => char.charCodeAt(0))
  assert.equal((await readBpmn(latin, readOptions)).plan?.name, 'Prüfung')
  const marked = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from(xml.replace('UTF-8', 'UTF-16'), 'utf16le'),
  ])
  assert.equal((await readBpmn(marked, readOptions)).plan?.name, '试')
  const gbk = Buffer.concat([
    Buffer.from(xml.replace('UTF-8', 'GB18030').split('试')[0] ?? ''),
    Buffer.from([0xca, 0xd4]),
    Buffer.from(xml.split('试')[1] ?? ''),
  ])
  assert.equal((await readBpmn(gbk, readOptions)).plan?.name, '试')
  assert.deepEqual(
    (
      await readBpmn(
        latin.map((byte) => byte),
        {},
      )
    ).problems.filter(({ code }) => code === 'xml.encoding'),
    [],
  )
})

test('a file comes back with vendors’ elements and attributes and with its diagram', async () => {
  const foreign = xml
    .replace('<bpmn:definitions ', '<bpmn:definitions xmlns:v="urn:vendor" v:made="by hand" ')
    .replace(
      '<bpmn:startEvent id="start" >',
      '<bpmn:startEvent id="start" v:colour="red"><bpmn:extensionElements><v:note kind="x"><v:text>说明</v:text></v:note></bpmn:extensionElements>',
    )
  const { model: whole, problems } = await readModel(foreign)
  assert.ok(whole)
  assert.deepEqual(problems, [])
  const written = await writeModel(whole)
  for (const part of ['v:made="by hand"', 'v:colour="red"', '<v:note kind="x">', '<v:text>说明</v:text>'])
    assert.ok(written.includes(part), part)
  const again = await readModel(written)
  assert.ok(again.model)
  assert.equal(await writeModel(again.model), written)
})
