import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addWorkingDays, isWorkingDay } from '@yizhan/calendar'
import { officialCalendar } from './work-calendar.ts'

const calendar = officialCalendar()
const on = (iso: string) => Temporal.PlainDate.from(iso)

test('make-up Saturdays work and holidays do not', () => {
  for (const [iso, works] of [
    ['2026-02-14', true],
    ['2026-02-17', false],
    ['2026-10-10', true],
    ['2026-11-24', true],
    ['2026-11-28', false],
  ] as const) {
    const said = isWorkingDay(calendar, on(iso))
    assert.ok(said.ok)
    assert.equal(said.works, works, iso)
  }
})

test('a promise skips the weekend, and is refused where no holidays are published', () => {
  const promised = addWorkingDays(calendar, on('2026-11-24'), 5)
  assert.ok(promised.ok)
  assert.equal(promised.date.toString(), '2026-12-01')
  const unknown = addWorkingDays(calendar, on('2026-12-31'), 1)
  assert.deepEqual(unknown, { ok: false, code: 'hall.calendar-unpublished', facts: { year: 2027 } })
})
