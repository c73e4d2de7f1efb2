import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule } from '@yizhan/process'
import { withTestPlatform } from '#platform/testing'
import { idOf, smallUniversity, taken } from './testing.ts'

test('whom each kind of rule means', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    const lin = await idOf(people, '2023310215')
    const fang = await idOf(people, '2023310216')
    const chen = await idOf(people, '0003312')
    const numbers = async (rule: Rule, applicant = lin, data: Record<string, unknown> = {}) => {
      const [ids = []] = await people.resolveRules([{ rule, applicantId: applicant, facts: data }])
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
      await people.resolveRules([
        { rule: { kind: 'unit-head', unit: 'applicant-unit' }, applicantId: platform.newId(), facts: {} },
      ]),
      [[]],
    )
  }))

test('never the applicant, nobody who has departed, nobody whose term is over', () =>
  withTestPlatform(async (platform) => {
    const { people, take } = await smallUniversity(platform)
    const lin = await idOf(people, '2023310215')
    const head = await idOf(people, '0002101')
    const found = async (rule: Rule, applicantId: string) =>
      (await people.resolveRules([{ rule, applicantId, facts: {} }]))[0]
    const headOfSchool: Rule = { kind: 'unit-head', unit: 'applicant-school' }
    assert.deepEqual(await found(headOfSchool, head), [])
    taken(
      await take(
        'positions',
        '工号,单位,职务,任职日期,免职日期\n0002101,031,院长,2022-09-01,2024-01-01\n0002107,031,院长,2999-01-01,\n',
      ),
    )
    assert.deepEqual(await found(headOfSchool, lin), [])
    taken(await take('staff', '工号,姓名,单位\n0001001,何予安,000\n', { complete: true }))
    assert.deepEqual(await found({ kind: 'relation', relation: 'counsellor' }, lin), [])
    assert.deepEqual(await found({ kind: 'member', number: '0005021' }, lin), [])
  }))

test('many questions at once are answered as each alone', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    const applicants = await Promise.all(['2023310215', '2023310216'].map((number) => idOf(people, number)))
    const rules: Rule[] = [
      { kind: 'member', number: '0005021' },
      { kind: 'position', position: 'registrar', unit: '305' },
      { kind: 'position', position: 'deputy-secretary', unit: 'applicant-unit' },
      { kind: 'position', position: 'deputy-secretary', unit: 'applicant-school' },
      { kind: 'unit-head', unit: 'applicant-unit' },
      { kind: 'relation', relation: 'counsellor' },
      { kind: 'field', field: 'host' },
    ]
    const facts = { host: await idOf(people, '0003312') }
    const asked = applicants.flatMap((applicantId) => rules.map((rule) => ({ rule, applicantId, facts })))
    const alone = await Promise.all(asked.map((one) => people.resolveRules([one])))
    assert.deepEqual(await people.resolveRules(asked), alone.flat())
    assert.ok(alone.flat().filter((ids) => ids.length > 0).length >= 12)
  }))
