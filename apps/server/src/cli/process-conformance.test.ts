/** The verb over a folder of ours in the form of each suite: what is right is counted, what is not is named. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { processConformance } from './process-conformance.ts'
import { Misuse } from './verb.ts'

async function run(...args: string[]) {
  const lines: string[] = []
  const io = { out: (text: string) => void lines.push(text), err: () => {}, env: {} }
  const exit = await processConformance.run(args, io)
  return { exit, text: lines.join('\n') }
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const model = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p" isExecutable="true">
<startEvent id="start"/><scriptTask id="one"><script>SCRIPT_task1</script></scriptTask><endEvent id="end"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="one"/><sequenceFlow id="f2" sourceRef="one" targetRef="end"/></process></definitions>`

test('betsy: a trace as expected, and one that is not', () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, 'own'))
    await writeFile(join(folder, 'own/Script.bpmn'), model)
    const cases = (expect: string[]) => [
      {
        group: 'own',
        name: 'Script',
        cases: [{ input: null, int: 0, delay: 0, parallel: false, expect }],
      },
    ]
    await writeFile(join(folder, 'cases.json'), JSON.stringify(cases(['SCRIPT_task1'])))
    const good = await run('--suite', 'betsy', folder, '--json')
    assert.equal(good.exit, 0)
    assert.deepEqual(JSON.parse(good.text), {
      groups: [{ name: 'own', passed: 1, of: 1 }],
      differences: [],
    })
    await writeFile(join(folder, 'cases.json'), JSON.stringify(cases(['SCRIPT_task2'])))
    const bad = await run('--suite', 'betsy', folder)
    assert.equal(bad.exit, 1)
    assert.match(bad.text, /own +0 of +1 +0\.0%/)
    assert.match(bad.text, /own\/Script #1[\s\S]*expected .*SCRIPT_task2[\s\S]*found .*SCRIPT_task1/)
  }))

test('miwg: models in folders too', () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, 'inner'))
    await writeFile(join(folder, 'inner/A.bpmn'), model)
    const { exit, text } = await run('--suite', 'miwg', folder, '--json')
    assert.equal(exit, 0, text)
    assert.equal(JSON.parse(text).groups[0].passed, 1)
  }))

test('tck: our own kit passes, and a wrong expectation is shown with what was found', () =>
  withFolder(async (folder) => {
    const fixtures = join(import.meta.dirname, '../../../../packages/decision/conformance/fixtures')
    const all = await run('--suite', 'tck', fixtures, '--json')
    assert.equal(all.exit, 0, all.text)
    const { groups }: { groups: { passed: number }[] } = JSON.parse(all.text)
    assert.ok(groups.reduce((sum, { passed }) => sum + passed, 0) >= 20)
    await writeFile(
      join(folder, 'sum.dmn'),
      `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="s" name="s" namespace="t"><decision id="d" name="sum"><variable name="sum"/><literalExpression><text>0.1 + 0.2</text></literalExpression></decision></definitions>`,
    )
    await writeFile(
      join(folder, 'sum-test-01.xml'),
      `<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>sum.dmn</modelName><testCase id="1"><resultNode name="sum" type="decision"><expected><value xsi:type="xsd:decimal">0.4</value></expected></resultNode></testCase></testCases>`,
    )
    const wrong = await run('--suite', 'tck', folder)
    assert.equal(wrong.exit, 1)
    assert.match(wrong.text, /expected 0\.4[\s\S]*found +0\.3/)
    const right = await readFile(join(folder, 'sum-test-01.xml'), 'utf8')
    await writeFile(join(folder, 'sum-test-01.xml'), right.replace('0.4', '0.3'))
    assert.equal((await run('--suite', 'tck', folder)).exit, 0)
  }))

test('misuse: no suite of that name, no folder, a folder without models', () =>
  withFolder(async (folder) => {
    for (const args of [
      ['--suite', 'other', folder],
      ['--suite', 'miwg', join(folder, 'none')],
      ['--suite', 'miwg', folder],
      ['--suite', 'tck', folder],
      ['--suite', 'betsy', folder],
    ])
      await assert.rejects(run(...args), Misuse, args.join(' '))
  }))
