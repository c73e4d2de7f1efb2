/**
 * Runs models of the University of Bamberg's BPMN conformance suite (betsy). Its models are scripts: each script says a
 * word, changes a number, takes its time or throws; what a run says, as a multiset, is its trace. The clock is a number:
 * scripts and timers happen in the order of their time, and nothing is waited for.
 */
import { foldAll, type Plan, type ReadOptions, readBpmn } from '../src/index.ts'
import { textOf } from '../src/read/encoding.ts'
import { Instance, type World } from './betsy-instance.ts'
import { type Outcome, type Score, scoreOf } from './suite.ts'

export type Case = {
  /** The string variable `test`. */
  readonly input: string | null
  /** The integer variable `integerVariable`. */
  readonly int: number
  /** Two instances at once. */
  readonly parallel: boolean
  readonly expect: readonly string[]
}
export type BetsyModel = { readonly group: string; readonly name: string; readonly cases: readonly Case[] }

/** Everything that BPMN allows is run, by a host that can do everything. */
export const readOptions: ReadOptions = {
  lenient: true,
  scripts: true,
  host: { timers: true, messages: true, calls: true, decisions: true },
  translate: feelOf,
}

const integer = '(if results.integerVariable = null then integerVariable else results.integerVariable)'

/** The suite's conditions, which are Java's, in FEEL. */
export function feelOf(expression: string): string {
  return expression
    .replace(/^[$#]\{([\s\S]*)\}$/, '$1')
    .replace(/(!?)\s*(\w+)\.contains\((["']\w*["'])\)/g, (_all, not: string, name: string, text: string) => {
      const contains = `contains(${name}, ${text.replaceAll("'", '"')})`
      return not === '' ? contains : `not(${contains})`
    })
    .replaceAll('&&', ' and ')
    .replaceAll('||', ' or ')
    .replaceAll('==', '=')
    .replace(/\bnrOf/g, 'numberOf')
    .replace(/\bintegerVariable\b/g, integer)
}

/** @param read gives the bytes of a model by its group and name */
export async function runBetsy(
  models: readonly BetsyModel[],
  read: (model: BetsyModel) => Uint8Array | Promise<Uint8Array>,
): Promise<Score> {
  const outcomes: Outcome[] = []
  for (const model of models) {
    const bytes = await read(model)
    const { plan } = await readBpmn(bytes, readOptions)
    const others = plan === undefined ? [] : await othersIn(bytes, plan.id)
    for (const [index, each] of model.cases.entries()) {
      const found = sorted(plan === undefined ? ['ERROR_deployment'] : traceOf(plan, each, others))
      const expected = sorted(each.expect)
      const where = `${model.group}/${model.name} #${index + 1} ${each.input ?? ''}`.trim()
      const { group } = model
      outcomes.push(found === expected ? { group, ok: true } : { group, ok: false, where, expected, found })
    }
  }
  return scoreOf(outcomes)
}

/** The file's other processes that an event starts: a signal or message of the first one may reach them. */
async function othersIn(bytes: Uint8Array, first: string): Promise<readonly Plan[]> {
  const ids = [...textOf(bytes).matchAll(/<(?:[\w.-]+:)?process\b[^>]*?\bid="([^"]+)"/g)].map(
    ([, id = '']) => id,
  )
  const plans: Plan[] = []
  for (const process of ids) {
    const { plan } = await readBpmn(bytes, { ...readOptions, process })
    if (plan?.id === process && process !== first && !plans.some(({ id }) => id === process)) plans.push(plan)
  }
  return plans
}

/** The suite has several words for a run that ends in an error; one error may be told by more than one of them. */
function sorted(trace: readonly string[]): string {
  const plain = trace.filter((word) => !word.startsWith('ERROR'))
  const failed = plain.length < trace.length
  return [...plain, ...(failed ? ['ERROR_runtime'] : [])].toSorted().join(' ')
}

export function traceOf(
  plan: Plan,
  { input, int, parallel }: Case,
  others: readonly Plan[] = [],
): readonly string[] {
  const world: World = { plan, facts: { test: input ?? '', integerVariable: int }, fold: foldAll }
  const instances = Array.from({ length: parallel ? 2 : 1 }, (_, index) => new Instance(world, index, int))
  for (let turn = 0; turn < 2000; turn++) {
    const news = instances.flatMap((instance) =>
      instance.takeNews().map((name) => ({ name, from: instance })),
    )
    for (const { name, from } of news) {
      for (const other of instances) if (other !== from) other.hear(name)
      for (const other of others.filter((one) => beginsWith(one, name)))
        instances.push(new Instance({ ...world, plan: other }, instances.length, int, from))
    }
    const next = instances
      .filter((instance) => instance.nextTime !== undefined)
      .toSorted((a, b) => (a.nextTime ?? 0) - (b.nextTime ?? 0))[0]
    if (next === undefined) break
    next.step()
  }
  return instances.flatMap((instance) => instance.said())
}

function beginsWith({ nodes }: Plan, name: string): boolean {
  return Object.values(nodes).some(
    (node) =>
      node.kind === 'start' &&
      node.parent === undefined &&
      node.triggers?.some((trigger) => 'name' in trigger && trigger.name === name) === true,
  )
}
