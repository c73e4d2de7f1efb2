/** `node packages/decision/conformance/run.ts FOLDER [--json]`: scores by folder, and every difference. */
import { type Report, runSuite } from './suite.ts'

const share = (right: number, all: number) => (all === 0 ? '-' : `${((right / all) * 100).toFixed(1)}%`)

export function printReport({ scores, differences }: Report): string {
  const lines = scores
    .filter(({ right, all }) => right < all)
    .map(({ folder, right, all }) => `${folder}: ${right}/${all} ${share(right, all)}`)
  for (const { folder, test, result, expected, actual, problems } of differences) {
    lines.push(`${folder} ${test} ${result}`, `    expected ${expected}`, `    actual   ${actual}`)
    lines.push(...problems.map((problem) => `    ${problem}`))
  }
  return [...lines, ...totals({ scores, differences })].join('\n')
}

export function totals({ scores }: Report): readonly string[] {
  const groups: readonly (readonly [string, Report['scores']])[] = [
    ['level 2', scores.filter(({ level }) => level === '2')],
    ['level 3', scores.filter(({ level }) => level === '3')],
    ['level 3, *feel*', scores.filter(({ level, folder }) => level === '3' && folder.includes('feel'))],
    ['all', scores],
  ]
  return groups.map(([name, all]) => {
    const right = all.reduce((total, each) => total + each.right, 0)
    const count = all.reduce((total, each) => total + each.all, 0)
    return `${name}: ${right}/${count} ${share(right, count)} of ${all.length} folders`
  })
}

const [folder, option] = process.argv.slice(2)
if (import.meta.main) {
  if (folder === undefined) {
    console.error('usage: node packages/decision/conformance/run.ts FOLDER [--json]')
    process.exitCode = 2
  } else {
    const report = runSuite(folder)
    console.log(option === '--json' ? JSON.stringify(report, null, 2) : printReport(report))
  }
}
