/**
 * The BPMN conformance suite of the University of Bamberg (betsy), read as data from `YIZHAN_CONFORMANCE` or from
 * `../shared/conformance` beside the project; without it there is nothing to run. Its models are scripts, so each script task
 * becomes a service task that logs the script's word; the expected trace is a multiset of words.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { BpmnModdle } from 'bpmn-moddle'
import { type Command, decide, foldAll, type Plan, type State } from '../index.ts'
import { readProcess } from '../read/read-process.ts'
import { Report } from '../read/report.ts'
import { yizhanNamespace } from '../read/yizhan-namespace.ts'

type Case = { readonly input: string | null; readonly int: number; readonly expect: readonly string[] }
type Model = { readonly group: string; readonly name: string; readonly cases: readonly Case[] }

const folder = join(
  process.env.YIZHAN_CONFORMANCE ?? resolve(import.meta.dirname, '../../../../../shared/conformance'),
  'betsy',
)
const there = existsSync(join(folder, 'cases.json'))
const models: readonly Model[] = there ? JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) : []

/** Outside what a model may hold here: `readBpmn` refuses them, and so does this adapter. */
const refused = new Set([
  'SequenceFlow_Conditional',
  'SequenceFlow_ConditionalDefault',
  'SequenceFlow_ConditionalDefault_Normal',
  'ComplexGateway',
  'EventBasedGateway_Signals',
  'EventBasedGateway_Timer',
  'WCP06_MultiChoice_Implicit',
  'WCP06_MultiChoice_ComplexGateway',
  'WCP09_Structured_Discriminator_ComplexGateway',
  'WCP09_Structured_Discriminator_MultiInstance',
  'WCP12_MultipleInstancesWithoutSynchronization',
  'WCP13_MultipleInstancesWithAPrioriDesignTimeKnowledge',
  'WCP14_MultipleInstancesWithAPrioriRuntimeKnowledge',
  'WCP16_DeferredChoice',
  'WCP17_InterleavedParallelRouting',
  'WCP19_CancelTask',
  'WCP20_CancelCaseError',
  'WCP20_CancelCaseCancel',
  'WCP20_CancelCaseTerminate',
])

/** Its traces are times of threads, which tokens do not have: that it is read as a sound model is all there is to ask. */
const measuresThreads = new Set(['ParallelGateway_TrueParallelism'])

function asServices(xml: string): string {
  return xml
    .replace(
      /<(\w+):scriptTask([^>]*)>([\s\S]*?)<\1:script>\s*(\w+)\s*<\/\1:script>/g,
      (_all, ns, rest, inner, script) => {
        const extension = `<${ns}:extensionElements><yz:service xmlns:yz="${yizhanNamespace.uri}" name="${script}"/><yz:words xmlns:yz="${yizhanNamespace.uri}" zh="做" en="do"/></${ns}:extensionElements>`
        return `<${ns}:serviceTask${rest.includes('name=') ? rest : `${rest} name="x"`}>${extension}${inner}`
      },
    )
    .replace(/<\/(\w+):scriptTask>/g, '</$1:serviceTask>')
    .replace(/test\.contains\("(\w+)"\)/g, 'contains(test, "$1")')
    .replace(/integerVariable/g, 'results.integerVariable')
    .replace(/ scriptFormat="[^"]*"/g, '')
    .replace(/name=""/g, 'name="x"')
}

/** The plan without the soundness check: the suite also asks for multi-merges, which a service may not hold. */
async function planOf(model: Model): Promise<Plan | undefined> {
  const xml = asServices(readFileSync(join(folder, model.group, `${model.name}.bpmn`), 'utf8'))
  const { rootElement } = await new BpmnModdle({ yz: yizhanNamespace }).fromXML(xml)
  const report = new Report(new Map())
  const read = readProcess(rootElement, report)
  const branching = Object.values(read?.plan.nodes ?? {}).some(
    (node) => node.kind === 'service-task' && node.outgoing.length > 1,
  )
  return report.hasErrors || branching ? undefined : read?.plan
}

function trace(plan: Plan, { input, int }: Case): readonly string[] {
  const context = { at: '2026-11-24T08:00:00Z', people: new Map(), facts: { test: input ?? '' } }
  const said: string[] = []
  let count = int
  let state: State | undefined
  const apply = (command: Command) => {
    const decision = decide(plan, state, command, context)
    assert.ok(decision.ok, JSON.stringify(decision))
    if (decision.events.some((event) => event.type === 'failed')) said.push('ERROR_runtime')
    state = foldAll(decision.events, state)
    return state
  }
  let now = apply({ type: 'start', id: 'start', by: 'me' })
  for (let turn = 0; now.open.length > 0 && turn < 100; turn++) {
    const [task] = now.open
    assert.ok(task)
    const step = plan.nodes[task.node]
    const script = step?.kind === 'service-task' ? step.service : ''
    if (script.startsWith('SCRIPT_')) said.push(script)
    if (script.startsWith('INCREMENT_')) count++
    if (script.endsWith('_AND_LOG')) said.push('INCREMENT_correct')
    now = apply({
      type: 'service-done',
      id: `c${turn}`,
      task: task.task,
      results: { integerVariable: count },
    })
  }
  assert.deepEqual([now.status, now.tokens], [said.includes('ERROR_runtime') ? 'failed' : 'finished', []])
  return said
}

for (const model of models) {
  if (refused.has(model.name)) {
    test(`betsy ${model.group}/${model.name}: refused`, async () => {
      assert.equal(await planOf(model), undefined)
    })
    continue
  }
  test(`betsy ${model.group}/${model.name}: ${model.cases.length} traces`, async () => {
    const plan = await planOf(model)
    assert.ok(plan)
    if (measuresThreads.has(model.name)) return
    for (const each of model.cases) {
      assert.deepEqual(trace(plan, each).toSorted(), each.expect.toSorted(), JSON.stringify(each))
    }
  })
}

if (there)
  test('the suite is read', () => {
    assert.ok(models.length - refused.size >= 20)
  })
