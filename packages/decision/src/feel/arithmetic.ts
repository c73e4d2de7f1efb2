/** Arithmetic (DMN 10.3.2.8, table 45-49). Undefined means that these kinds have no such operation: null, with a problem. */
import { midnight } from './compare.ts'
import { DateTime, DayTimeDuration, LocalDate, LocalTime, YearMonthDuration } from './temporal.ts'
import { Decimal, type Duration, finite, isNumber, type Temporal, type Value } from './value.ts'

export type Operator = '+' | '-' | '*' | '/' | '**' | '^'

const isDuration = (value: Value): value is Duration =>
  value instanceof YearMonthDuration || value instanceof DayTimeDuration
const isTemporal = (value: Value): value is Temporal =>
  value instanceof LocalDate || value instanceof LocalTime || value instanceof DateTime

export function calculate(operator: Operator, a: Value, b: Value): Value | undefined {
  if (isNumber(a) && isNumber(b)) return numbers(operator, a, b)
  switch (operator) {
    case '+':
      if (typeof a === 'string' && typeof b === 'string') return a + b
      return isDuration(a) && !isDuration(b) ? shift(b, a, 1) : shift(a, b, 1)
    case '-':
      return isTemporal(a) && isTemporal(b) ? between(a, b) : shift(a, b, -1)
    case '*':
      return isNumber(a) ? scaled(b, a, 'times') : scaled(a, b, 'times')
    case '/':
      return divided(a, b)
    default:
      return undefined
  }
}

function numbers(operator: Operator, a: Decimal, b: Decimal): Value {
  switch (operator) {
    case '+':
      return finite(a.plus(b))
    case '-':
      return finite(a.minus(b))
    case '*':
      return finite(a.times(b))
    case '/':
      return b.isZero() ? null : finite(a.div(b))
    default:
      return power(a, b)
  }
}

/** Exponents beyond ±10,000 have no answer of 34 digits worth waiting for. */
function power(base: Decimal, exponent: Decimal): Value {
  if (exponent.abs().gt(10_000)) return null
  return finite(base.pow(exponent))
}

export function negate(value: Value): Value | undefined {
  if (isNumber(value)) return finite(value.neg())
  if (value instanceof YearMonthDuration) return new YearMonthDuration(-value.months)
  if (value instanceof DayTimeDuration) return new DayTimeDuration(-value.nanos)
  return undefined
}

/** A moment or duration moved by a duration. */
function shift(a: Value, by: Value, sign: 1 | -1): Value | undefined {
  if (by instanceof YearMonthDuration) {
    if (a instanceof YearMonthDuration) return ofMonths(a.months + sign * by.months)
    if (a instanceof LocalDate || a instanceof DateTime) return a.plusMonths(sign * by.months) ?? null
    return undefined
  }
  if (!(by instanceof DayTimeDuration)) return undefined
  const nanos = BigInt(sign) * by.nanos
  if (a instanceof DayTimeDuration) return new DayTimeDuration(a.nanos + nanos)
  if (a instanceof DateTime) return a.plusNanos(nanos) ?? null
  if (a instanceof LocalTime) return a.plus(nanos)
  if (a instanceof LocalDate) return midnight(a).plusNanos(nanos)?.date ?? null
  return undefined
}

/** Days and time from b to a. A date is midnight in UTC; zoned and unzoned do not mix (table 57). */
function between(a: Temporal, b: Temporal): Value | undefined {
  if (a instanceof LocalTime || b instanceof LocalTime) {
    if (!(a instanceof LocalTime && b instanceof LocalTime)) return undefined
    if ((a.zone === undefined) !== (b.zone === undefined)) return undefined
    const offsets = BigInt((a.offset ?? 0) - (b.offset ?? 0)) * 1_000_000_000n
    return new DayTimeDuration(a.nanos - b.nanos - offsets)
  }
  const left = a instanceof LocalDate ? midnight(a) : a
  const right = b instanceof LocalDate ? midnight(b) : b
  if ((left.time.zone === undefined) !== (right.time.zone === undefined)) return undefined
  return new DayTimeDuration(left.instant - right.instant)
}

function ofMonths(months: number): YearMonthDuration | null {
  return Number.isSafeInteger(months) ? new YearMonthDuration(months) : null
}

function ofNanos(nanos: Decimal | null): DayTimeDuration | null {
  return nanos === null || nanos.e > 40 ? null : new DayTimeDuration(BigInt(nanos.trunc().toFixed(0)))
}

/** A duration times or over a number; whole months or nanoseconds. */
function scaled(a: Value, by: Value, how: 'times' | 'div'): Value | undefined {
  if (!isNumber(by)) return undefined
  if (how === 'div' && by.isZero() && isDuration(a)) return null
  if (a instanceof YearMonthDuration) {
    const months = finite(new Decimal(a.months)[how](by))
    return months === null ? null : ofMonths(months.trunc().toNumber())
  }
  if (a instanceof DayTimeDuration) return ofNanos(finite(new Decimal(a.nanos)[how](by)))
  return undefined
}

function divided(a: Value, b: Value): Value | undefined {
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) {
    return b.months === 0 ? null : finite(new Decimal(a.months).div(b.months))
  }
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) {
    return b.nanos === 0n ? null : finite(new Decimal(a.nanos).div(new Decimal(b.nanos)))
  }
  return scaled(a, b, 'div')
}
