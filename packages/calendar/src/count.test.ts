import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addWorkingDays,
  defineCalendar,
  isWorkingDay,
  promisedBy,
  type SpecialDay,
  type WorkCalendar,
  workingDaysBetween,
} from './index.ts'

const rest: SpecialDay = { kind: 'rest', zh: '国庆节', en: 'National Day' }
const work: SpecialDay = { kind: 'work', zh: '调休上班', en: 'Make-up day' }
const day = (iso: string) => Temporal.PlainDate.from(iso)

/** 1 to 8 October 2026 off, Saturday 10 October worked. */
const october = new Map<string, SpecialDay>([
  ...['01', '02', '03', '04', '05', '06', '07', '08'].map((d) => [`2026-10-${d}`, rest] as const),
  ['2026-10-10', work],
])
const calendar = defineCalendar([
  { year: 2026, days: october },
  { year: 2027, days: new Map() },
])

test('counts over a holiday and a make-up Saturday', () => {
  const promised = addWorkingDays(calendar, day('2026-09-30'), 2)
  assert.deepEqual(promised, { ok: true, date: day('2026-10-10') })
  assert.deepEqual(isWorkingDay(calendar, day('2026-10-10')), { ok: true, works: true })
  assert.deepEqual(isWorkingDay(calendar, day('2026-10-11')), {
    ok: true,
    works: false,
  })
})

test('counts over the end of a year', () => {
  const promised = addWorkingDays(calendar, day('2026-12-30'), 2)
  assert.deepEqual(promised, { ok: true, date: day('2027-01-01') })
})

test('refuses a year that nobody has published, and names it', () => {
  const refusal = { ok: false, code: 'hall.calendar-unpublished', facts: { year: 2028 } }
  assert.deepEqual(addWorkingDays(calendar, day('2027-12-31'), 1), refusal)
  assert.deepEqual(workingDaysBetween(calendar, day('2027-12-31'), day('2028-01-03')), refusal)
  assert.deepEqual(isWorkingDay(calendar, day('2028-01-03')), refusal)
  assert.equal(addWorkingDays(calendar, day('2025-12-31'), 0).ok, false)
})

test('a moment counts as its day on campus', () => {
  const lateInUtc = Temporal.Instant.from('2026-11-24T16:30Z').toZonedDateTimeISO('Asia/Shanghai')
  const promised = promisedBy(calendar, lateInUtc, 1)
  assert.ok(promised.ok)
  assert.equal(promised.date.toString(), '2026-11-26')
  assert.equal(promised.end.toString(), '2026-11-26T16:00:00Z')
})

test('refuses to count half or negative days, and a table that contradicts itself', () => {
  assert.throws(() => addWorkingDays(calendar, day('2026-11-24'), -1), RangeError)
  assert.throws(() => addWorkingDays(calendar, day('2026-11-24'), 0.5), RangeError)
  const plain = { year: 2026, days: new Map() } as const
  assert.throws(() => defineCalendar([plain, plain]), /twice/)
  assert.throws(
    () => defineCalendar([{ ...plain, days: new Map([['2027-01-01', rest]]) }]),
    /not in the year/,
  )
})

const anyDay = fc.integer({ min: 0, max: 365 * 3 }).map((days) => day('2025-06-01').add({ days }))
const anyCalendar = fc
  .array(fc.tuple(anyDay, fc.constantFrom(rest, work)), { maxLength: 80 })
  .map((specials) =>
    defineCalendar(
      [2025, 2026, 2027].map((year) => ({
        year,
        days: new Map(
          specials.filter(([d]) => d.year === year).map(([d, special]) => [d.toString(), special]),
        ),
      })),
    ),
  )

/** The obvious way: one day at a time. */
function walk(from: WorkCalendar, start: Temporal.PlainDate, n: number): string {
  let date = start
  for (let left = n; left > 0; ) {
    date = date.add({ days: 1 })
    const table = from.years.get(date.year)
    if (!table) return `unpublished ${date.year}`
    const special = table.days.get(date.toString())
    if (special ? special.kind === 'work' : date.dayOfWeek <= 5) left--
  }
  return from.years.has(start.year) ? date.toString() : `unpublished ${start.year}`
}

test('property: the jump equals a day walk', () => {
  fc.assert(
    fc.property(anyCalendar, anyDay, fc.integer({ min: 0, max: 400 }), (any, start, n) => {
      const promised = addWorkingDays(any, start, n)
      assert.equal(
        promised.ok ? promised.date.toString() : `unpublished ${promised.facts.year}`,
        walk(any, start, n),
      )
    }),
    { numRuns: 300 },
  )
})

test('property: counting back what was added gives the same number; the far end works', () => {
  fc.assert(
    fc.property(anyCalendar, anyDay, fc.integer({ min: 1, max: 300 }), (any, start, n) => {
      const promised = addWorkingDays(any, start, n)
      fc.pre(promised.ok)
      if (!promised.ok) return
      const forth = workingDaysBetween(any, start, promised.date)
      const back = workingDaysBetween(any, promised.date, start)
      assert.deepEqual([forth.ok && forth.days, back.ok && back.days], [n, -n])
      const end = isWorkingDay(any, promised.date)
      assert.equal(end.ok && end.works, true)
    }),
    { numRuns: 300 },
  )
})
