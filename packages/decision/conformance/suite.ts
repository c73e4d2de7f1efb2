/** Runs folders of the DMN Technology Compatibility Kit: each a `.dmn` with `*-test-*.xml` cases beside it. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { childrenNamed, readXml, textOf, type Xml } from '../src/dmn/xml.ts'
import { evaluateDecision, type Model, readDmn, type Value } from '../src/index.ts'
import { isSame, readExpected, textOfValue } from './expected.ts'

export type Difference = {
  readonly folder: string
  readonly test: string
  readonly result: string
  readonly expected: string
  readonly actual: string
  readonly problems: readonly string[]
}

export type Score = {
  readonly folder: string
  readonly level: string
  readonly right: number
  readonly all: number
}

export type Report = { readonly scores: readonly Score[]; readonly differences: readonly Difference[] }

/** `now()` needs a clock; the suite asks only what kind of value it gives. */
const at = Temporal.ZonedDateTime.from('2026-11-24T08:00:00+08:00[Asia/Shanghai]')

/** Every folder under `root` that holds models, in the order of their paths. */
export function runSuite(root: string): Report {
  const scores: Score[] = []
  const differences: Difference[] = []
  for (const path of foldersWithModels(root)) {
    const { right, all, wrong } = runFolder(path)
    const level = /compliance-level-(\d)/.exec(path)?.[1] ?? ''
    scores.push({ folder: basename(path), level, right, all })
    differences.push(...wrong)
  }
  return { scores, differences }
}

function foldersWithModels(root: string): readonly string[] {
  const entries = readdirSync(root, { withFileTypes: true })
  const own = entries.some(({ name }) => name.endsWith('.dmn')) ? [root] : []
  const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name))
  return [...own, ...inner.toSorted().flatMap(foldersWithModels)]
}

function runFolder(path: string) {
  const files = readdirSync(path)
  const models = readModels(path, files)
  const wrong: Difference[] = []
  let all = 0
  for (const file of files.filter((name) => name.endsWith('.xml')).toSorted()) {
    const { root } = readXml(readFileSync(join(path, file), 'utf8'))
    const model = models.get(textOf(root, 'modelName') ?? '')
    for (const test of childrenNamed(root, 'testCase')) {
      for (const result of childrenNamed(test, 'resultNode')) {
        all += 1
        const difference = check(basename(path), model, test, result)
        if (difference !== undefined) wrong.push(difference)
      }
    }
  }
  return { right: all - wrong.length, all, wrong }
}

/** The models of a folder by file name; one that imports others is read after them. */
function readModels(path: string, files: readonly string[]): ReadonlyMap<string, Model> {
  const models = new Map<string, Model>()
  let waiting = files.filter((name) => name.endsWith('.dmn'))
  for (let turn = 0; turn <= files.length && waiting.length > 0; turn++) {
    const imports = [...models.values()]
    const left = waiting.filter((name) => {
      const model = readDmn(readFileSync(join(path, name), 'utf8'), imports)
      const lacks = model.problems.some(({ message }) => message.startsWith('no model has the namespace'))
      if (lacks && turn < files.length) return true
      models.set(name, model)
      return false
    })
    waiting = left
  }
  return models
}

function check(folder: string, model: Model | undefined, test: Xml, result: Xml): Difference | undefined {
  const name = result.attributes.name ?? ''
  const id = test.attributes.id ?? ''
  const expected = readExpected(childrenNamed(result, 'expected')[0])
  if (model === undefined)
    return { folder, test: id, result: name, expected: '', actual: 'no model', problems: [] }
  try {
    const { value, problems } = answer(model, test, name)
    if (isSame(expected, value)) return undefined
    return {
      folder,
      test: id,
      result: name,
      expected: textOfValue(expected),
      actual: textOfValue(value),
      problems: [...model.problems, ...problems]
        .slice(0, 4)
        .map(({ line, message }) => `line ${line}: ${message}`),
    }
  } catch (error) {
    const actual = `thrown: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 300) : ''}`
    return { folder, test: id, result: name, expected: textOfValue(expected), actual, problems: [] }
  }
}

function answer(model: Model, test: Xml, name: string) {
  const inputs = Object.fromEntries(
    childrenNamed(test, 'inputNode').map((node) => [node.attributes.name ?? '', readExpected(node)]),
  )
  const { invocableName } = test.attributes
  if (invocableName === undefined) {
    return evaluateDecision(model, name, inputs, { at })
  }
  const answered = evaluateDecision(model, invocableName, inputs, { at })
  const outputs = answered.value instanceof Map ? (answered.value as ReadonlyMap<string, Value>) : undefined
  return outputs?.has(name) ? { ...answered, value: outputs.get(name) ?? null } : answered
}
