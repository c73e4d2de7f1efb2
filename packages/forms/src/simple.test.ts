import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { evaluate } from 'feelin'
import { isSimple, simplyHolds } from './simple.ts'

const texts = ['yes', 'no', '本科', '', 'a or b']
const value = fc.oneof(
  fc.constant(null),
  fc.constantFrom(...texts),
  fc.array(fc.constantFrom(...texts), { maxLength: 3 }),
  fc.integer({ min: 0, max: 2 }),
  fc.boolean(),
)
const facts = fc.record({ kind: value, away: value, member: fc.record({ kind: value }) })
const place = fc.constantFrom('kind', 'away', 'member.kind')
const term = fc
  .tuple(place, fc.constantFrom('=', '!=', 'contains'), fc.constantFrom(...texts))
  .map(([name, does, text]) =>
    does === 'contains' ? `list contains(${name}, "${text}")` : `${name} ${does} "${text}"`,
  )
const condition = fc
  .array(fc.tuple(term, fc.constantFrom(' and ', ' or ')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([one, joint], at) => (at === 0 ? one : joint + one)).join(''))

test('what is read is answered as FEEL answers it', () => {
  fc.assert(
    fc.property(condition, facts, (written, known) => {
      assert.ok(isSimple(written), written)
      assert.equal(simplyHolds(written, known), evaluate(written, known).value === true, written)
    }),
    { numRuns: 600 },
  )
})

test('anything else is left to FEEL', () => {
  for (const written of [
    '',
    'kind',
    'kind = 1',
    'kind = null',
    'not(kind = "a")',
    '(kind = "a")',
    'kind = "a" or',
    'kind = "a" "b"',
    'kind = "a\\"b"',
    'kind = "a" xor away = "b"',
    'null = "a"',
    'count(rows) > 2',
    'date(from) <= date(to)',
  ]) {
    assert.ok(!isSimple(written), written)
    assert.equal(simplyHolds(written, {}), undefined)
  }
})
