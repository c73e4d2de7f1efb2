/**
 * Our own models of the kinds of the DMN Technology Compatibility Kit, and the kit itself as data from `YIZHAN_CONFORMANCE` or
 * `../shared/conformance` beside the project; without it there is nothing more to run.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { printReport } from '../conformance/run.ts'
import { type Report, runSuite } from '../conformance/suite.ts'

const share = ({ scores }: Report, level: string, word = '') => {
  const chosen = scores.filter((score) => score.level === level && score.folder.includes(word))
  const sum = (of: 'right' | 'all') => chosen.reduce((total, score) => total + score[of], 0)
  return sum('right') / sum('all')
}

test('our own models', () => {
  const report = runSuite(resolve(import.meta.dirname, '../conformance/fixtures'))
  assert.ok(report.scores.length >= 4)
  assert.deepEqual(report.differences, [], printReport(report))
})

const folder = join(
  process.env.YIZHAN_CONFORMANCE ?? resolve(import.meta.dirname, '../../../../shared/conformance'),
  'tck',
)

if (existsSync(folder))
  test('the kit: level 2 whole, of level 3 at least 95 of 100 in the folders of FEEL and 90 in all', () => {
    const report = runSuite(folder)
    const said = printReport(report)
    assert.ok(report.scores.length >= 90, 'the kit is read')
    assert.equal(share(report, '2'), 1, said)
    assert.ok(share(report, '3', 'feel') >= 0.95, said)
    assert.ok(share(report, '3') >= 0.9, said)
  })

test('a difference is told with what was expected and what came', () => {
  const report: Report = {
    scores: [{ folder: 'f', level: '3', right: 1, all: 2 }],
    differences: [
      {
        folder: 'f',
        test: '1',
        result: 'd',
        expected: '1 (number)',
        actual: 'null (null)',
        problems: ['line 3: why'],
      },
    ],
  }
  const said = printReport(report)
  for (const part of [
    'f: 1/2 50.0%',
    'expected 1 (number)',
    'actual   null (null)',
    'line 3: why',
    'level 3: 1/2',
  ]) {
    assert.ok(said.includes(part), part)
  }
})
