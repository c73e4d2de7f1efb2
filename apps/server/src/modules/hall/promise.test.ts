import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysUntil, promiseFrom } from './promise.ts'
import { officialCalendar } from './work-calendar.ts'

const calendar = officialCalendar()
const zone = 'Asia/Shanghai'
const at = (instant: string) => Temporal.Instant.from(instant)

test('the promise counts campus days: late in the evening in Greenwich is already tomorrow here', () => {
  assert.deepEqual(promiseFrom(calendar, at('2026-11-24T01:00:00Z'), zone, 1), {
    on: '2026-11-25',
    dueAt: '2026-11-25T16:00:00Z',
  })
  assert.equal(promiseFrom(calendar, at('2026-11-24T22:00:00Z'), zone, 1)?.on, '2026-11-26')
})

test('nothing is promised into a year whose holidays nobody has published', () => {
  assert.equal(promiseFrom(calendar, at('2026-12-30T01:00:00Z'), zone, 1)?.on, '2026-12-31')
  assert.equal(promiseFrom(calendar, at('2026-12-30T01:00:00Z'), zone, 2), undefined)
  assert.equal(daysUntil(calendar, Temporal.PlainDate.from('2027-01-04'), '2027-01-05'), undefined)
})

test('the days to the promised one are drawn, the weekend as rest, and overdue counts backwards', () => {
  const friday = Temporal.PlainDate.from('2026-11-27')
  const until = daysUntil(calendar, friday, '2026-12-01')
  assert.equal(until?.workingDaysLeft, 2)
  assert.deepEqual(
    until?.days.map(({ working }) => working),
    [true, false, false, true, true],
  )
  assert.deepEqual(daysUntil(calendar, friday, '2026-11-26'), {
    on: '2026-11-26',
    workingDaysLeft: -1,
    days: [],
  })
})
