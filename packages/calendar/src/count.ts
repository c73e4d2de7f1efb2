import type { WorkCalendar } from './table.ts'

/** The count would need a year whose holidays nobody has published. */
export type Unpublished = {
  readonly ok: false
  readonly code: 'hall.calendar-unpublished'
  readonly facts: { readonly year: number }
}

export type Promised = { readonly ok: true; readonly date: Temporal.PlainDate }
export type Counted = { readonly ok: true; readonly days: number }
export type Counting = { readonly ok: true; readonly works: boolean }

/** A day, or a moment: then the day that it has in its own zone. */
type Moment = Temporal.PlainDate | Temporal.ZonedDateTime

const dayOf = (from: Moment) => (from instanceof Temporal.ZonedDateTime ? from.toPlainDate() : from)

const unpublished = (year: number): Unpublished => ({
  ok: false,
  code: 'hall.calendar-unpublished',
  facts: { year },
})

export function isWorkingDay(calendar: WorkCalendar, on: Moment): Counting | Unpublished {
  const day = dayOf(on)
  const table = calendar.years.get(day.year)
  if (!table) return unpublished(day.year)
  const works = at(table.before, day.dayOfYear) > at(table.before, day.dayOfYear - 1)
  return { ok: true, works }
}

/**
 * The `n`-th working day after the day of `from`, which itself is not counted. For `n = 0` the day itself, whatever it is.
 * @throws RangeError when `n` is negative or not a whole number.
 */
export function addWorkingDays(calendar: WorkCalendar, from: Moment, n: number): Promised | Unpublished {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`Not a number of working days: ${n}`)
  const start = dayOf(from)
  let left = n
  let done = start.dayOfYear
  for (let year = start.year; ; year++) {
    const table = calendar.years.get(year)
    if (!table) return unpublished(year)
    if (left === 0) return { ok: true, date: start }
    const wanted = at(table.before, done) + left
    const total = at(table.before, table.before.length - 1)
    if (wanted <= total) {
      const days = firstReaching(table.before, wanted) - 1
      return { ok: true, date: Temporal.PlainDate.from({ year, month: 1, day: 1 }).add({ days }) }
    }
    left = wanted - total
    done = 0
  }
}

/** Working days after the day of `from` up to and with the day of `to`; negative when `to` is earlier. */
export function workingDaysBetween(calendar: WorkCalendar, from: Moment, to: Moment): Counted | Unpublished {
  const [first, last] = [dayOf(from), dayOf(to)]
  if (Temporal.PlainDate.compare(first, last) > 0) {
    const back = workingDaysBetween(calendar, last, first)
    return back.ok ? { ...back, days: -back.days } : back
  }
  let days = 0
  for (let year = first.year; year <= last.year; year++) {
    const table = calendar.years.get(year)
    if (!table) return unpublished(year)
    const begin = year === first.year ? first.dayOfYear : 0
    const end = year === last.year ? last.dayOfYear : table.before.length - 1
    days += at(table.before, end) - at(table.before, begin)
  }
  return { ok: true, days }
}

/** The last moment of a promise of `n` working days: midnight after the promised day, in the campus zone. */
export function promisedBy(
  calendar: WorkCalendar,
  from: Temporal.ZonedDateTime,
  n: number,
): (Promised & { readonly end: Temporal.Instant }) | Unpublished {
  const promised = addWorkingDays(calendar, from, n)
  if (!promised.ok) return promised
  const end = promised.date.add({ days: 1 }).toZonedDateTime(from.timeZoneId).toInstant()
  return { ...promised, end }
}

/** The smallest index whose element reaches `wanted`; `before` never falls. */
function firstReaching(before: Uint16Array, wanted: number): number {
  let low = 0
  let high = before.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(before, middle) >= wanted) high = middle
    else low = middle + 1
  }
  return low
}

function at(before: Uint16Array, index: number): number {
  const value = before[index]
  if (value === undefined) throw new RangeError(`No day ${index} in this year`)
  return value
}
