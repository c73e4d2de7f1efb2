/** Other people's suites, read from `YIZHAN_CONFORMANCE` or from `../shared/conformance` beside the project, if there. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { type BetsyModel, runBetsy } from '../conformance/betsy.ts'
import { runMiwg } from '../conformance/miwg.ts'
import { row } from './testing/bpmn-text.ts'
import { endEvent, model, script, startEvent } from './testing/scripts.ts'

const root = process.env.YIZHAN_CONFORMANCE ?? resolve(import.meta.dirname, '../../../../shared/conformance')
const betsy = join(root, 'betsy')

if (existsSync(join(betsy, 'cases.json')))
  test('betsy: every trace of the groups at hand, and 95 of 100 of any other', async () => {
    const models = JSON.parse(readFileSync(join(betsy, 'cases.json'), 'utf8')) as readonly BetsyModel[]
    const { groups, differences } = await runBetsy(models, ({ group, name }) =>
      readFileSync(join(betsy, group, `${name}.bpmn`)),
    )
    const given = ['basics', 'gateways', 'cfpatterns']
    for (const { name, passed, of } of groups)
      assert.ok(passed >= (given.includes(name) ? of : 0.95 * of), `${name}: ${JSON.stringify(differences)}`)
    assert.ok(groups.reduce((sum, { of }) => sum + of, 0) >= 80)
  })

const miwg = join(root, 'miwg')

if (existsSync(miwg))
  test('miwg: every model comes back with every element, attribute and shape', async () => {
    const names = readdirSync(miwg).filter((name) => name.endsWith('.bpmn'))
    const { groups, differences } = await runMiwg(
      names.map((name) => ({ name, bytes: readFileSync(join(miwg, name)) })),
    )
    assert.deepEqual(differences, [])
    assert.equal(
      groups.reduce((sum, { passed }) => sum + passed, 0),
      names.length,
    )
    assert.ok(names.length >= 21)
  })

test('a process that a message of another one of the file starts', async () => {
  const definition = '<bpmn:messageEventDefinition messageRef="Message_1"/>'
  const second = `<bpmn:process id="second" isExecutable="true"><bpmn:startEvent id="begin">${definition}</bpmn:startEvent>${script('b')}<bpmn:endEvent id="stop"/>${row('begin', 'b', 'stop')}</bpmn:process>`
  const send = `<bpmn:sendTask id="send" name="send" messageRef="Message_1"/>`
  const first = [startEvent('start'), script('a'), send, endEvent('end'), row('start', 'a', 'send', 'end')]
  const xml = model(first).replace('</bpmn:definitions>', `${second}</bpmn:definitions>`)
  const asked = { input: null, int: 0, parallel: false, expect: ['SCRIPT_a', 'SCRIPT_b'] }
  const score = await runBetsy([{ group: 'own', name: 'two', cases: [asked] }], () =>
    new TextEncoder().encode(xml),
  )
  assert.deepEqual(score, { groups: [{ name: 'own', passed: 1, of: 1 }], differences: [] })
})
