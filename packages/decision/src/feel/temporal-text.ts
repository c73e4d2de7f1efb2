/** Dates, times and durations from text and back (ISO 8601 as XML Schema profiles it, and `@region` of DMN 10.3.2.3.5). */
import {
  DateTime,
  DayTimeDuration,
  isRegion,
  LocalDate,
  LocalTime,
  YearMonthDuration,
  type Zone,
} from './temporal.ts'
import type { Duration, Temporal } from './value.ts'

const datePattern = /^(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)$/
const timePattern = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@.+)?$/i
const yearMonthPattern = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?$/
const dayTimePattern = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/

export function parseDate(text: string): LocalDate | null {
  const [, year, month, day] = datePattern.exec(text) ?? []
  return LocalDate.of(Number(year), Number(month), Number(day)) ?? null
}

/** `Z`, an offset, or a region with or without `@`; undefined when the text names no zone. */
export function parseZone(text: string): Zone | undefined {
  if (text === 'Z' || text === 'z') return { offset: 0 }
  const region = text.replace(/^@/, '')
  if (isRegion(region)) return { region }
  if (!/^[+-]\d\d:\d\d(:\d\d)?$/.test(text)) return undefined
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(':').map(Number)
  const offset = hours * 3600 + minutes * 60 + seconds
  if (minutes > 59 || seconds > 59 || offset > 18 * 3600) return undefined
  return { offset: text.startsWith('-') && offset > 0 ? -offset : offset }
}

export function parseTime(text: string): LocalTime | null {
  const [all, hour, minute, second, fraction = '', zoneText] = timePattern.exec(text) ?? []
  if (all === undefined) return null
  const zone = zoneText === undefined ? undefined : parseZone(zoneText)
  if (zoneText !== undefined && zone === undefined) return null
  const nano = Number(fraction.slice(0, 9).padEnd(9, '0'))
  return LocalTime.of(Number(hour), Number(minute), Number(second), nano, zone) ?? null
}

export function parseDateTime(text: string): DateTime | null {
  const at = text.indexOf('T')
  const date = parseDate(at < 0 ? text : text.slice(0, at))
  const rest = at < 0 ? '00:00:00' : text.slice(at + 1)
  if (date === null) return null
  // 24:00:00 is the first moment of the next day (XML Schema 3.2.7).
  const [midnight, zone] = /^24:00:00(?:\.0+)?(.*)$/.exec(rest) ?? []
  const day = midnight === undefined ? date : date.plusDays(1)
  const time = parseTime(midnight === undefined ? rest : `00:00:00${zone}`)
  return time === null || day === undefined ? null : new DateTime(day, time)
}

export function parseDuration(text: string): Duration | null {
  if (!/\d/.test(text) || text.endsWith('T')) return null
  const months = yearMonthPattern.exec(text)
  if (months) {
    const count = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0)
    return Number.isSafeInteger(count) ? new YearMonthDuration(months[1] ? -count : count) : null
  }
  const [all, sign, days = 0, hours = 0, minutes = 0, seconds = 0, fraction = ''] =
    dayTimePattern.exec(text) ?? []
  if (all === undefined) return null
  const whole = BigInt(days) * 86_400n + BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)
  const nanos = whole * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
  return new DayTimeDuration(sign ? -nanos : nanos)
}

/** The literal `@"..."`: whichever of the five kinds the text is. */
export function parseTemporal(text: string): Temporal | Duration | null {
  return (
    parseDuration(text) ??
    parseDate(text) ??
    parseTime(text) ??
    (text.includes('T') ? parseDateTime(text) : null)
  )
}

const two = (n: number) => String(n).padStart(2, '0')

export function zoneText(zone: Zone | undefined): string {
  if (zone === undefined) return ''
  if ('region' in zone) return `@${zone.region}`
  if (zone.offset === 0) return 'Z'
  const seconds = Math.abs(zone.offset)
  const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`
  return `${zone.offset < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest}`
}

const fractionText = (nanos: bigint) => {
  const digits = String(nanos % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return digits === '' ? '' : `.${digits}`
}

export function dateText({ year, month, day }: LocalDate): string {
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`
}

export function timeText(time: LocalTime): string {
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`
  return clock + fractionText(time.nanos) + zoneText(time.zone)
}

export function temporalText(value: Temporal | Duration): string {
  if (value instanceof LocalDate) return dateText(value)
  if (value instanceof LocalTime) return timeText(value)
  if (value instanceof DateTime) return `${dateText(value.date)}T${timeText(value.time)}`
  if (value instanceof YearMonthDuration) return monthsText(value.months)
  return nanosText(value.nanos)
}

function monthsText(months: number): string {
  const [years, rest] = [Math.floor(Math.abs(months) / 12), Math.abs(months) % 12]
  if (months === 0) return 'P0M'
  return `${months < 0 ? '-' : ''}P${years > 0 ? `${years}Y` : ''}${rest > 0 ? `${rest}M` : ''}`
}

function nanosText(nanos: bigint): string {
  if (nanos === 0n) return 'PT0S'
  const size = nanos < 0n ? -nanos : nanos
  const seconds = size / 1_000_000_000n
  const [days, hours, minutes] = [seconds / 86_400n, (seconds / 3600n) % 24n, (seconds / 60n) % 60n]
  const last = `${seconds % 60n}${fractionText(size)}`
  const time = `${hours > 0n ? `${hours}H` : ''}${minutes > 0n ? `${minutes}M` : ''}${last === '0' ? '' : `${last}S`}`
  return `${nanos < 0n ? '-' : ''}P${days > 0n ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`
}
