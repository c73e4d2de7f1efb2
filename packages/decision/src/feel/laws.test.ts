import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileFeel, compileUnary, fromJson, toJson } from '../index.ts'

/** Decimals of up to twelve digits, as they are written. */
const decimals = fc
  .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, scale]) => {
    const text = String(Math.abs(digits)).padStart(scale + 1, '0')
    const point = text.length - scale
    return `${digits < 0 ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`
  })

const dates = fc
  .integer({ min: -400_000, max: 400_000 })
  .map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }))

const isTrue = (text: string, facts = {}) => assert.equal(compileFeel(text).evaluate(facts), true, text)

test('decimal laws hold exactly', () => {
  fc.assert(
    fc.property(decimals, decimals, decimals, (a, b, c) => {
      isTrue(`(${a}) + (${b}) = (${b}) + (${a})`)
      isTrue(`((${a}) + (${b})) + (${c}) = (${a}) + ((${b}) + (${c}))`)
      isTrue(`(${a}) * ((${b}) + (${c})) = (${a}) * (${b}) + (${a}) * (${c})`)
      isTrue(`(${a}) - (${b}) + (${b}) = (${a})`)
    }),
  )
})

test('of two numbers exactly one order holds, and a range agrees with comparisons', () => {
  fc.assert(
    fc.property(decimals, decimals, decimals, (x, a, b) => {
      isTrue(`count([(${x}) < (${a}), (${x}) = (${a}), (${x}) > (${a})][item = true]) = 1`)
      isTrue(`((${x}) in [(${a})..(${b})]) = ((${x}) >= (${a}) and (${x}) <= (${b}))`)
      isTrue(`((${x}) in ((${a})..(${b}))) = ((${x}) > (${a}) and (${x}) < (${b}))`)
      isTrue(`((${x}) between (${a}) and (${b})) = ((${x}) in [(${a})..(${b})])`)
      isTrue(`((${x}) in (< (${a}), >= (${b}))) = ((${x}) < (${a}) or (${x}) >= (${b}))`)
    }),
  )
})

test('dates count as Temporal counts them', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: -5000, max: 5000 }), (date, days) => {
      const later = date.add({ days })
      const facts = { date, days }
      assert.equal(toJson(compileFeel('date + days * @"P1D"').evaluate(facts)), isoDate(later))
      assert.equal(toJson(compileFeel('date.weekday').evaluate(facts)), date.dayOfWeek)
      assert.equal(toJson(compileFeel('day of year(date)').evaluate(facts)), date.dayOfYear)
      assert.equal(toJson(compileFeel('week of year(date)').evaluate(facts)), date.weekOfYear)
      isTrue('date + days * @"P1D" - date = days * @"P1D"', facts)
    }),
  )
})

test('months are added as Temporal adds them', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: -500, max: 500 }), (date, months) => {
      const moved = compileFeel('date + months * @"P1M"').evaluate({ date, months })
      assert.equal(toJson(moved), isoDate(date.add({ months })))
    }),
  )
})

/** FEEL writes years after 9999 and before 0 without the six digits of ISO 8601. */
function isoDate(date: Temporal.PlainDate): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const year = String(Math.abs(date.year)).padStart(4, '0')
  return `${date.year < 0 ? '-' : ''}${year}-${two(date.month)}-${two(date.day)}`
}

test('JSON comes back as it went', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
      assert.deepEqual(toJson(fromJson(json)), JSON.parse(JSON.stringify(json, noNegativeZero)))
    }),
  )
})

const noNegativeZero = (_key: string, value: unknown) => (Object.is(value, -0) ? 0 : value)

const words = fc.constantFrom(
  ...'1 -2.5 "a" null true [ ] ( ) { } , : . .. + - * / ** < > = != in and or not if then else for return some'.split(
    ' ',
  ),
  ...'every satisfies x item partial for x in [1, 2] return partial ? @"2026-01-01" @"P1D" date( duration( instance of list< number > function( between'.split(
    ' ',
  ),
  'x in',
  'sum(',
  'sort(',
  'matches("a", "',
  '"',
  '//',
  '/*',
)

test('no text and no facts make it throw', () => {
  const facts = fc.dictionary(
    fc.constantFrom('x', 'y', 'a b'),
    fc.anything({ withBigInt: true, withMap: true }),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 14 }).map((all) => all.join(' ')),
      ),
      facts,
      (text, given) => {
        const { value, problems } = compileFeel(text).explain(given)
        assert.notEqual(value, undefined)
        JSON.stringify(toJson(value))
        assert.deepEqual(
          problems.filter(({ code }) => code === 'bug'),
          [],
          text,
        )
        const answer = compileUnary(text).test(given.x, given)
        assert.ok(answer === null || typeof answer === 'boolean')
      },
    ),
    { numRuns: 2000 },
  )
})

test('nesting without end is null', () => {
  for (const text of [
    '('.repeat(20_000),
    `${'('.repeat(5000)}1${')'.repeat(5000)}`,
    `${'-'.repeat(20_000)}1`,
  ]) {
    assert.doesNotThrow(() => compileFeel(text).evaluate({}))
  }
})
