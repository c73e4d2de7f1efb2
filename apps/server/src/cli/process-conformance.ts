/** `yizhan process conformance`: runs a folder of another's suite and prints how much of each group is as it should be. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { runSuite } from '@yizhan/decision/conformance'
import { type BetsyModel, runBetsy, runMiwg, type Score } from '@yizhan/process/conformance'
import { Misuse, parse, type Verb } from './verb.ts'

export const processConformance: Verb = {
  usage: `  yizhan process conformance --suite betsy|miwg|tck DIR [--json]

Runs the models of DIR and prints passed, of, and share by group, then every difference. Exit code 1 when there is one.
  betsy  BPMN models with expected traces; DIR holds cases.json and <group>/<name>.bpmn
  miwg   BPMN models that must come back with every element, attribute and shape; DIR holds *.bpmn, also in folders
  tck    the DMN Technology Compatibility Kit; DIR holds folders of .dmn with *-test-*.xml`,
  async run(args, { out }) {
    const { values, positionals } = parse(
      args,
      { suite: { type: 'string' }, json: { type: 'boolean', default: false } },
      { least: 1, most: 1 },
    )
    const suite = suites[values.suite ?? '']
    if (suite === undefined) throw new Misuse('--suite 写 betsy、miwg 或 tck say betsy, miwg or tck')
    const folder = positionals[0] ?? ''
    if (!existsSync(folder)) throw new Misuse(`${folder}: 没有这个文件夹 no such folder`)
    const score = await suite(folder)
    if (score.groups.length === 0) throw new Misuse(`${folder}: 里面没有模型 it holds no model`)
    if (values.json) out(JSON.stringify(score, null, 2))
    else for (const line of linesOf(score)) out(line)
    return score.differences.length > 0 ? 1 : 0
  },
}

const suites: Readonly<Record<string, (folder: string) => Score | Promise<Score>>> = { betsy, miwg, tck }

async function betsy(folder: string): Promise<Score> {
  const cases = join(folder, 'cases.json')
  if (!existsSync(cases)) throw new Misuse(`${cases}: 没有这个文件 no such file`)
  const models = JSON.parse(readFileSync(cases, 'utf8')) as readonly BetsyModel[]
  return runBetsy(models, ({ group, name }) => readFileSync(join(folder, group, `${name}.bpmn`)))
}

function miwg(folder: string): Promise<Score> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.bpmn'))
    .sort()
  return runMiwg(files.map((name) => ({ name, bytes: readFileSync(join(folder, name)) })))
}

/** Groups are the folders above the cases: the levels of the kit, and each level's *feel* folders. */
function tck(folder: string): Score {
  const { scores, differences } = runSuite(folder)
  const named = scores.flatMap((one) => {
    const level =
      one.level === '' ? relative(dirname(folder), folder) || basename(folder) : `level ${one.level}`
    return one.folder.includes('feel')
      ? [
          { ...one, name: level },
          { ...one, name: `${level}, feel` },
        ]
      : [{ ...one, name: level }]
  })
  const names = [...new Set(named.map(({ name }) => name))].sort()
  return {
    groups: names.map((name) => {
      const own = named.filter((one) => one.name === name)
      const sum = (value: (one: (typeof own)[number]) => number) =>
        own.reduce((all, one) => all + value(one), 0)
      return { name, passed: sum(({ right }) => right), of: sum(({ all }) => all) }
    }),
    differences: differences.map((one) => ({
      where: `${one.folder} ${one.test} ${one.result}`,
      expected: one.expected,
      found: [one.actual, ...one.problems].join('; '),
    })),
  }
}

function linesOf({ groups, differences }: Score): readonly string[] {
  const width = Math.max(...groups.map(({ name }) => name.length))
  const table = groups.map(
    ({ name, passed, of }) =>
      `${name.padEnd(width)}  ${String(passed).padStart(5)} of ${String(of).padStart(5)}  ${((100 * passed) / Math.max(1, of)).toFixed(1)}%`,
  )
  return [
    ...table,
    ...differences.flatMap(({ where, expected, found }) => [
      where,
      `  expected ${expected}`,
      `  found    ${found}`,
    ]),
  ]
}
