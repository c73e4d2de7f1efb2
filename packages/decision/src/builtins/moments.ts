/** Conversions to text, numbers, dates, times and durations, and functions of them (DMN 10.3.4.1, 10.3.4.7, 10.3.4.8). */
import {
  DateTime,
  type DayTimeDuration,
  epochDay,
  LocalDate,
  LocalTime,
  YearMonthDuration,
  type Zone,
} from '../feel/temporal.ts'
import { parseDate, parseDateTime, parseDuration, parseTime, parseZone } from '../feel/temporal-text.ts'
import { toText } from '../feel/text.ts'
import { Decimal, decimalOf, type Value } from '../feel/value.ts'
import { type Arguments, define, form } from './forms.ts'

/** A whole number; a fraction gives undefined, so that there is no such day or hour. */
const int = (args: Arguments, at: number) => {
  const number = args.read<Decimal>(at)
  return number.isInteger() ? number.toNumber() : undefined
}

const dateOf = (value: Value) => (value instanceof DateTime ? value.date : (value as LocalDate))

function number(args: Arguments): Value | undefined {
  const [grouping, point] = [args.value(1), args.value(2)]
  const isSign = (sign: Value, allowed: readonly string[]) =>
    sign === null || allowed.includes(sign as string)
  if (!isSign(grouping, [' ', ',', '.']) || !isSign(point, [',', '.'])) return undefined
  if (grouping !== null && grouping === point) return undefined
  let text = args.read<string>(0)
  if (typeof grouping === 'string') text = text.replaceAll(grouping, '')
  if (point === ',') text = text.includes('.') ? '' : text.replace(',', '.')
  return /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? decimalOf(text) : undefined
}

function dateOfParts(args: Arguments): LocalDate | undefined {
  const [year, month, day] = [int(args, 0), int(args, 1), int(args, 2)]
  if (year === undefined || month === undefined || day === undefined) return undefined
  return LocalDate.of(year, month, day)
}

const dateForms = [
  form('from: string', (args) => parseDate(args.read<string>(0)) ?? undefined),
  form('from: moment', (args) => dateOf(args.value(0))),
  form('year: number, month: number, day: number', (args) => dateOfParts(args)),
]

function combined(args: Arguments): Value | undefined {
  return new DateTime(dateOf(args.value(0)), args.read<LocalTime>(1))
}

const parts = 'year: number, month: number, day: number, hour: number, minute: number, second: number'

function fromParts(args: Arguments, zone: Zone | undefined): Value | undefined {
  const date = dateOfParts(args)
  const time = timeOf(int(args, 3), int(args, 4), args.read<Decimal>(5), zone)
  return date && time && new DateTime(date, time)
}

const dateTimeForms = [
  form('from: string', (args) => parseDateTime(args.read<string>(0)) ?? undefined),
  form('from: moment', (args) => {
    const from = args.value(0)
    return from instanceof LocalDate ? new DateTime(from, new LocalTime(0n, { offset: 0 })) : from
  }),
  form('date: moment, time: time', combined),
  form('date: moment, time: time, timezone: string', (args) => {
    const zone = parseZone(args.read<string>(2))
    return zone && new DateTime(dateOf(args.value(0)), new LocalTime(args.read<LocalTime>(1).nanos, zone))
  }),
  form(parts, (args) => fromParts(args, undefined)),
  form(`${parts}, offset: days and time duration`, (args) => {
    const zone = zoneOf(args.read<DayTimeDuration>(6))
    return zone && fromParts(args, zone)
  }),
  form(`${parts}, timezone: string`, (args) => {
    const zone = parseZone(args.read<string>(6))
    return zone && fromParts(args, zone)
  }),
]

function zoneOf(offset: DayTimeDuration): Zone | undefined {
  const seconds = Number(offset.nanos / 1_000_000_000n)
  return Math.abs(seconds) <= 18 * 3600 ? { offset: seconds } : undefined
}

function timeOf(
  hour: number | undefined,
  minute: number | undefined,
  second: Decimal,
  zone: Zone | undefined,
): LocalTime | undefined {
  const whole = second.trunc()
  const nano = second.minus(whole).times(1e9).trunc()
  if (hour === undefined || minute === undefined || second.isNegative()) return undefined
  return LocalTime.of(hour, minute, whole.toNumber(), nano.toNumber(), zone)
}

const timeForms = [
  form('from: string', (args) => parseTime(args.read<string>(0)) ?? undefined),
  form('from: time', (args) => args.value(0)),
  form('from: moment', (args) => {
    const from = args.value(0)
    return from instanceof DateTime ? from.time : new LocalTime(0n, { offset: 0 })
  }),
  form('hour: number, minute: number, second: number, offset: days and time duration?!', (args) => {
    const zone = args.has(3) ? zoneOf(args.read<DayTimeDuration>(3)) : undefined
    if (args.has(3) && zone === undefined) return undefined
    return timeOf(int(args, 0), int(args, 1), args.read<Decimal>(2), zone)
  }),
]

/** Whole months between two dates; the clock and the zone do not count. */
function monthsBetween(from: LocalDate, to: LocalDate): YearMonthDuration {
  const months = (to.year - from.year) * 12 + to.month - from.month
  if (months > 0 && to.day < from.day) return new YearMonthDuration(months - 1)
  if (months < 0 && to.day > from.day) return new YearMonthDuration(months + 1)
  return new YearMonthDuration(months)
}

/** The week that holds the year's first Thursday is its first (ISO 8601). */
function weekOfYear(date: LocalDate): number {
  const thursday = date.plusDays(4 - date.weekday) ?? date
  return Math.floor((thursday.epochDay - epochDay(thursday.year, 1, 1)) / 7) + 1
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const ofDate = (name: string, body: (date: LocalDate) => Value | undefined) =>
  define(
    name,
    form('date: moment', (args) => body(dateOf(args.value(0)))),
  )

export const moments = [
  define(
    'string',
    form('from: value', (args) => toText(args.value(0))),
  ),
  define('number', form('from: string, grouping separator: string!, decimal separator: string!', number)),
  define('date', ...dateForms),
  define('date and time', ...dateTimeForms),
  define('time', ...timeForms),
  define(
    'duration',
    form('from: string', (args) => parseDuration(args.read<string>(0)) ?? undefined),
    form('from: duration', (args) => args.value(0)),
  ),
  define(
    'years and months duration',
    form('from: moment, to: moment', (args) => monthsBetween(dateOf(args.value(0)), dateOf(args.value(1)))),
  ),
  ofDate('day of year', (date) => new Decimal(date.epochDay - epochDay(date.year, 1, 1) + 1)),
  ofDate('day of week', (date) => weekdays[date.weekday - 1]),
  ofDate('month of year', (date) => months[date.month - 1]),
  ofDate('week of year', (date) => new Decimal(weekOfYear(date))),
  define(
    'now',
    form('', (_args, run) => {
      if (run.at === undefined) run.say('no-clock', 'now() was asked without a clock')
      return run.at && parseDateTime(wallText(run.at))
    }),
  ),
  define(
    'today',
    form('', (_args, run) => {
      if (run.at === undefined) run.say('no-clock', 'today() was asked without a clock')
      return run.at && LocalDate.of(run.at.year, run.at.month, run.at.day)
    }),
  ),
]

function wallText(at: Temporal.ZonedDateTime): string {
  const wall = at.toPlainDateTime().toString({ smallestUnit: 'nanosecond' })
  return /^[+-]/.test(at.timeZoneId) ? wall + at.timeZoneId : `${wall}@${at.timeZoneId}`
}
