import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule } from '@yizhan/process'
import { withTestPlatform } from '#platform/testing'
import { ancestors } from './rules.ts'
import { idOf, smallUniversity, taken } from './testing.ts'

test('whom each kind of rule means', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    const lin = await idOf(people, '2023310215')
    const fang = await idOf(people, '2023310216')
    const chen = await idOf(people, '0003312')
    const numbers = async (rule: Rule, applicant = lin, data: Record<string, unknown> = {}) => {
      const ids = await people.resolveRule(rule, applicant, data)
      const cards = await people.memberCards(ids)
      return ids.map((id) => cards.get(id)?.number)
    }
    assert.deepEqual(await numbers({ kind: 'member', number: '0005021' }), ['0005021'])
    assert.deepEqual(await numbers({ kind: 'position', position: 'registrar', unit: '305' }), ['0005021'])
    assert.deepEqual(
      await numbers({ kind: 'position', position: 'deputy-secretary', unit: 'applicant-school' }),
      ['0002107'],
    )
    assert.deepEqual(
      await numbers({ kind: 'position', position: 'deputy-secretary', unit: 'applicant-unit' }, fang),
      ['0002107'],
      'a department turns to its school',
    )
    assert.deepEqual(
      await numbers({ kind: 'position', position: 'registrar', unit: '0311' }),
      [],
      'a named unit is meant alone',
    )
    assert.deepEqual(await numbers({ kind: 'relation', relation: 'counsellor' }), ['0004410'])
    assert.deepEqual(await numbers({ kind: 'relation', relation: 'supervisor' }), [])
    assert.deepEqual(await numbers({ kind: 'unit-head', unit: 'applicant-unit' }, fang), ['0002101'])
    assert.deepEqual(await numbers({ kind: 'field', field: 'host' }, lin, { host: chen }), ['0003312'])
    assert.deepEqual(await numbers({ kind: 'field', field: 'host' }, lin, { host: [chen, 'no id', 7] }), [
      '0003312',
    ])
    assert.deepEqual(await numbers({ kind: 'field', field: 'host' }), [])
    assert.deepEqual(
      await people.resolveRule({ kind: 'unit-head', unit: 'applicant-unit' }, platform.newId(), {}),
      [],
    )
  }))

test('never the applicant, nobody who has departed, nobody whose term is over', () =>
  withTestPlatform(async (platform) => {
    const { people, take } = await smallUniversity(platform)
    const lin = await idOf(people, '2023310215')
    const head = await idOf(people, '0002101')
    const headOfSchool: Rule = { kind: 'unit-head', unit: 'applicant-school' }
    assert.deepEqual(await people.resolveRule(headOfSchool, head, {}), [])
    taken(
      await take(
        'positions',
        '工号,单位,职务,任职日期,免职日期\n0002101,031,院长,2022-09-01,2024-01-01\n0002107,031,院长,2999-01-01,\n',
      ),
    )
    assert.deepEqual(await people.resolveRule(headOfSchool, lin, {}), [])
    taken(await take('staff', '工号,姓名,单位\n0001001,何予安,000\n', { complete: true }))
    assert.deepEqual(await people.resolveRule({ kind: 'relation', relation: 'counsellor' }, lin, {}), [])
    assert.deepEqual(await people.resolveRule({ kind: 'member', number: '0005021' }, lin, {}), [])
  }))

test('the units above a path', () => {
  assert.deepEqual(ancestors('000.031.0311.'), ['000.', '000.031.', '000.031.0311.'])
})
