/** Other people's suites, read from `YIZHAN_CONFORMANCE` or from `../shared/conformance` beside the project, if there. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { type BetsyModel, runBetsy } from '../conformance/betsy.ts'
import { runMiwg } from '../conformance/miwg.ts'

const root = process.env.YIZHAN_CONFORMANCE ?? resolve(import.meta.dirname, '../../../../shared/conformance')
const betsy = join(root, 'betsy')

if (existsSync(join(betsy, 'cases.json')))
  test('betsy: every trace of the groups at hand', async () => {
    const models = JSON.parse(readFileSync(join(betsy, 'cases.json'), 'utf8')) as readonly BetsyModel[]
    const { groups, differences } = await runBetsy(models, ({ group, name }) =>
      readFileSync(join(betsy, group, `${name}.bpmn`)),
    )
    assert.deepEqual(differences, [])
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
