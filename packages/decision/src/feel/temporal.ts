/**
 * Dates, times and durations of FEEL (DMN 10.3.2.3.5). Temporal ends at the year 275,760 and FEEL at 999,999,999, so dates are
 * counted here (proleptic Gregorian), and Temporal is asked only for the offsets of time zones.
 */

const nanosOfSecond = 1_000_000_000n
const nanosOfDay = 86_400n * nanosOfSecond

/** Floor division of integers. */
const div = (a: number, b: number) => Math.floor(a / b)

/** Days since 1970-01-01, by Howard Hinnant's count of eras of 400 years. */
export function epochDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = div(y, 400)
  const yearOfEra = y - era * 400
  const dayOfYear = div(153 * (month + (month > 2 ? -3 : 9)) + 2, 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + div(yearOfEra, 4) - div(yearOfEra, 100) + dayOfYear - 719_468
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export class LocalDate {
  readonly year: number
  readonly month: number
  readonly day: number
  constructor(year: number, month: number, day: number) {
    this.year = year
    this.month = month
    this.day = day
  }

  /** Undefined when there is no such day. */
  static of(year: number, month: number, day: number): LocalDate | undefined {
    const real =
      Number.isInteger(year) &&
      Number.isInteger(month) &&
      Number.isInteger(day) &&
      Math.abs(year) <= 999_999_999 &&
      month >= 1 &&
      month <= 12 &&
      day >= 1 &&
      day <= daysInMonth(year, month)
    return real ? new LocalDate(year, month, day) : undefined
  }

  static ofEpochDay(days: number): LocalDate | undefined {
    const shifted = days + 719_468
    const era = div(shifted, 146_097)
    const dayOfEra = shifted - era * 146_097
    const yearOfEra = div(
      dayOfEra - div(dayOfEra, 1460) + div(dayOfEra, 36_524) - div(dayOfEra, 146_096),
      365,
    )
    const dayOfYear = dayOfEra - (365 * yearOfEra + div(yearOfEra, 4) - div(yearOfEra, 100))
    const shiftedMonth = div(5 * dayOfYear + 2, 153)
    const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return LocalDate.of(year, month, dayOfYear - div(153 * shiftedMonth + 2, 5) + 1)
  }

  get epochDay(): number {
    return epochDay(this.year, this.month, this.day)
  }

  /** 1 is Monday, 7 is Sunday. */
  get weekday(): number {
    return ((((this.epochDay + 3) % 7) + 7) % 7) + 1
  }

  plusDays(days: number): LocalDate | undefined {
    return LocalDate.ofEpochDay(this.epochDay + days)
  }

  /** The last day of the month where the month is too short. */
  plusMonths(months: number): LocalDate | undefined {
    const count = this.year * 12 + this.month - 1 + months
    const year = div(count, 12)
    const month = count - year * 12 + 1
    return LocalDate.of(year, month, Math.min(this.day, daysInMonth(year, month)))
  }
}

/** A zone: an offset in seconds, or the name of a region with its rules. */
export type Zone = { readonly offset: number } | { readonly region: string }

export class LocalTime {
  /** Nanoseconds since midnight. */
  readonly nanos: bigint
  readonly zone: Zone | undefined
  constructor(nanos: bigint, zone?: Zone) {
    this.nanos = nanos
    this.zone = zone
  }

  static of(hour: number, minute: number, second: number, nano: number, zone?: Zone): LocalTime | undefined {
    const real = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60
    if (!real) return undefined
    return new LocalTime(BigInt(hour * 3600 + minute * 60 + second) * nanosOfSecond + BigInt(nano), zone)
  }

  get hour(): number {
    return Number(this.nanos / (3600n * nanosOfSecond))
  }
  get minute(): number {
    return Number((this.nanos / (60n * nanosOfSecond)) % 60n)
  }
  get second(): number {
    return Number((this.nanos / nanosOfSecond) % 60n)
  }
  /** Seconds east of UTC; a region's are those of 1970-01-01, since a time has no date. */
  get offset(): number | undefined {
    return this.zone === undefined ? undefined : offsetOf(this.zone, epoch, this.nanos)
  }

  plus(nanos: bigint): LocalTime {
    return new LocalTime((((this.nanos + nanos) % nanosOfDay) + nanosOfDay) % nanosOfDay, this.zone)
  }
}

const epoch = new LocalDate(1970, 1, 1)

export class DateTime {
  readonly date: LocalDate
  readonly time: LocalTime
  constructor(date: LocalDate, time: LocalTime) {
    this.date = date
    this.time = time
  }

  get offset(): number | undefined {
    const { zone } = this.time
    return zone === undefined ? undefined : offsetOf(zone, this.date, this.time.nanos)
  }

  /** Nanoseconds of the wall clock since 1970. */
  get wall(): bigint {
    return BigInt(this.date.epochDay) * nanosOfDay + this.time.nanos
  }

  /** Nanoseconds since 1970 in UTC; a wall clock without zone counts as UTC. */
  get instant(): bigint {
    return this.wall - BigInt(this.offset ?? 0) * nanosOfSecond
  }

  static ofWall(wall: bigint, zone?: Zone): DateTime | undefined {
    const nanos = ((wall % nanosOfDay) + nanosOfDay) % nanosOfDay
    const date = LocalDate.ofEpochDay(Number((wall - nanos) / nanosOfDay))
    return date && new DateTime(date, new LocalTime(nanos, zone))
  }

  /** Along the instants: over a change of clocks, an hour later on the wall is not an hour later. */
  plusNanos(nanos: bigint): DateTime | undefined {
    const { zone } = this.time
    if (zone === undefined || 'offset' in zone) return DateTime.ofWall(this.wall + nanos, zone)
    const instant = this.instant + nanos
    const offset = offsetAt(zone.region, instant) ?? this.offset ?? 0
    return DateTime.ofWall(instant + BigInt(offset) * nanosOfSecond, zone)
  }

  plusMonths(months: number): DateTime | undefined {
    const date = this.date.plusMonths(months)
    return date && new DateTime(date, this.time)
  }
}

/** Whole months; fractions are cut off. */
export class YearMonthDuration {
  readonly months: number
  constructor(months: number) {
    this.months = months === 0 ? 0 : months
  }
}

export class DayTimeDuration {
  readonly nanos: bigint
  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

/** Seconds east of UTC. Years beyond Temporal's are mapped into the same place of a Gregorian cycle of 400 years. */
function offsetOf(zone: Zone, date: LocalDate, nanos: bigint): number {
  if ('offset' in zone) return zone.offset
  const year = Math.abs(date.year) < 200_000 ? date.year : (((date.year % 400) + 400) % 400) + 2000
  const seconds = Number(nanos / nanosOfSecond)
  const wall = Temporal.PlainDateTime.from({ year, month: date.month, day: date.day }).add({ seconds })
  return wall.toZonedDateTime(zone.region).offsetNanoseconds / 1e9
}

/** Undefined outside the years that Temporal knows. */
function offsetAt(region: string, instant: bigint): number | undefined {
  const furthest = 8_640_000_000_000_000_000_000n
  if (instant > furthest || instant < -furthest) return undefined
  return Temporal.Instant.fromEpochNanoseconds(instant).toZonedDateTimeISO(region).offsetNanoseconds / 1e9
}

const known = new Map<string, boolean>()

/** Whether the region has rules here. */
export function isRegion(name: string): boolean {
  let answer = known.get(name)
  if (answer === undefined) {
    answer = /^[A-Za-z]/.test(name) && zoned(name)
    if (known.size < 1000) known.set(name, answer)
  }
  return answer
}

function zoned(name: string): boolean {
  try {
    Temporal.PlainDate.from('2000-01-01').toZonedDateTime(name)
    return true
  } catch {
    return false
  }
}
