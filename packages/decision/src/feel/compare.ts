/** Equality and order (DMN 10.3.2.7, table 53), and membership of ranges. Null is the answer where kinds cannot be compared. */
import { DateTime, DayTimeDuration, LocalDate, LocalTime, YearMonthDuration } from './temporal.ts'
import {
  type Context,
  type Decimal,
  FeelRange,
  isContext,
  isList,
  isNumber,
  kindOf,
  type List,
  type Value,
} from './value.ts'

/** Nanoseconds are kept but not compared: equality looks at hour, minute, second and offset (table 53). */
const seconds = (nanos: bigint) => nanos / 1_000_000_000n

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Times with and without zone do not compare. */
function compareMoments(a: DateTime | LocalTime, b: DateTime | LocalTime): number | null {
  const [left, right] = [a.offset, b.offset]
  if ((left === undefined) !== (right === undefined)) return null
  if (a instanceof DateTime && b instanceof DateTime) {
    return compareBig(seconds(a.instant), seconds(b.instant))
  }
  if (a instanceof LocalTime && b instanceof LocalTime) {
    const [x, y] = [seconds(a.nanos) - BigInt(left ?? 0), seconds(b.nanos) - BigInt(right ?? 0)]
    return compareBig(x, y)
  }
  return null
}

/** Negative, zero or positive; null when the two have no order. */
export function compare(a: Value, b: Value): number | null {
  if (isNumber(a) && isNumber(b)) return a.cmp(b)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (a instanceof LocalDate && b instanceof LocalDate) return a.epochDay - b.epochDay
  if (a instanceof LocalDate && b instanceof DateTime) return compareMoments(midnight(a, b), b)
  if (a instanceof DateTime && b instanceof LocalDate) return compareMoments(a, midnight(b, a))
  if (a instanceof DateTime && b instanceof DateTime) return compareMoments(a, b)
  if (a instanceof LocalTime && b instanceof LocalTime) return compareMoments(a, b)
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return a.months - b.months
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return compareBig(a.nanos, b.nanos)
  return null
}

/** A date beside a date and time is its midnight in UTC, or on the wall when the other has no zone (table 45). */
export function midnight(date: LocalDate, beside?: DateTime): DateTime {
  const zoned = beside === undefined || beside.time.zone !== undefined
  return new DateTime(date, new LocalTime(0n, zoned ? { offset: 0 } : undefined))
}

/** By code points, so that rare characters sort after the common ones. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [[...a], [...b]]
  for (const [at, char] of left.entries()) {
    const other = right[at]
    if (other === undefined) return 1
    if (char !== other) return (char.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return -1
}

/** True, false, or null when the kinds differ. Null equals null only. */
export function equal(a: Value, b: Value): boolean | null {
  if (a === null || b === null) return a === b
  if (typeof a === 'string' || typeof a === 'boolean') return typeof a === typeof b ? a === b : null
  if (isNumber(a)) return isNumber(b) ? a.eq(b) : null
  if (isList(a)) return isList(b) ? equalLists(a, b) : null
  if (isContext(a)) return isContext(b) ? equalContexts(a, b) : null
  if (a instanceof FeelRange) return b instanceof FeelRange ? equalRanges(a, b) : null
  if (kindOf(a) !== kindOf(b)) return null
  if (kindOf(a) === 'function') return a === b
  const order = compare(a, b)
  return order === null ? null : order === 0
}

function equalLists(a: List, b: List): boolean | null {
  return a.length === b.length && a.every((item, at) => equal(item, b[at] ?? null) === true)
}

function equalContexts(a: Context, b: Context): boolean | null {
  if (a.size !== b.size) return false
  for (const [key, value] of a) {
    if (!b.has(key) || equal(value, b.get(key) ?? null) !== true) return false
  }
  return true
}

function equalRanges(a: FeelRange, b: FeelRange): boolean {
  return (
    a.form === b.form &&
    a.startIncluded === b.startIncluded &&
    a.endIncluded === b.endIncluded &&
    equal(a.start, b.start) === true &&
    equal(a.end, b.end) === true
  )
}

/** Whether the value lies in the range; null when it cannot be compared with its ends. */
export function includes(range: FeelRange, value: Value): boolean | null {
  if (range.form === '!=') {
    const same = equal(value, range.start)
    return same === null ? null : !same
  }
  if (range.form === '=') return equal(value, range.start)
  const above = range.start === null ? 1 : compare(value, range.start)
  const below = range.end === null ? -1 : compare(value, range.end)
  if (above === null || below === null) return null
  if (range.start === null && range.end === null) return null
  return (
    (above > 0 || (above === 0 && range.startIncluded)) && (below < 0 || (below === 0 && range.endIncluded))
  )
}

/** Three-valued `or`: true wins, then null. */
export function some(answers: Iterable<boolean | null>): boolean | null {
  let result: boolean | null = false
  for (const answer of answers) {
    if (answer === true) return true
    if (answer === null) result = null
  }
  return result
}

export function largest(numbers: readonly Decimal[], sign: 1 | -1): Decimal | undefined {
  return numbers.reduce<Decimal | undefined>(
    (best, each) => (best === undefined || each.cmp(best) * sign > 0 ? each : best),
    undefined,
  )
}
