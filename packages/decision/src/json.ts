/** Values to plain JSON and back, and whatever a caller hands over to values. */
import { DateTime, DayTimeDuration, LocalDate, LocalTime, YearMonthDuration } from './feel/temporal.ts'
import { parseDate, parseDateTime, parseDuration, parseTime, temporalText } from './feel/temporal-text.ts'
import { numberText } from './feel/text.ts'
import { coerce, isInstance, type Type } from './feel/type.ts'
import {
  type Context,
  decimalOf,
  FeelFunction,
  FeelRange,
  isList,
  isNumber,
  type Value,
} from './feel/value.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * Dates and durations are ISO text; a number that a double cannot hold exactly is its digits as text; a range is `{ start, end,
 * startIncluded, endIncluded }`; a function is null.
 */
export function toJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (isNumber(value)) {
    const number = value.toNumber()
    return Number.isFinite(number) && value.eq(number) ? number : numberText(value)
  }
  if (isList(value)) return value.map(toJson)
  if (value instanceof FeelFunction) return null
  if (value instanceof FeelRange) {
    const { start, end, startIncluded, endIncluded } = value
    return { start: toJson(start), end: toJson(end), startIncluded, endIncluded }
  }
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, toJson(each)]))
  return temporalText(value as LocalDate)
}

/** Plain JSON as a value of the type: text becomes a date where the type says so. Without a type, text stays text. */
export function fromJson(json: unknown, type?: Type): Value {
  const value = toValue(json)
  return type === undefined ? value : shaped(value, type)
}

function shaped(value: Value, type: Type): Value {
  if (type.is === 'allowed') return shaped(value, type.of)
  if (type.is === 'list')
    return isList(value) ? value.map((item) => shaped(item, type.of)) : shaped(value, type.of)
  if (type.is === 'context' && value instanceof Map) {
    return new Map(
      [...(value as Context)].map(([key, each]) => {
        const of = type.entries.get(key)
        return [key, of === undefined ? each : shaped(each, of)]
      }),
    )
  }
  if (typeof value !== 'string' || isInstance(value, type) || type.is !== 'kind') return value
  const read = readers[type.kind]?.(value) ?? value
  return coerce(read, type) ?? value
}

const readers: Readonly<Record<string, (text: string) => Value>> = {
  date: parseDate,
  time: parseTime,
  'date and time': parseDateTime,
  'years and months duration': parseDuration,
  'days and time duration': parseDuration,
  number: (text) => (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? decimalOf(text) : null),
}

/**
 * Anything as a value: our own values and plain JSON as they are, `undefined`, NaN and infinity as null, Temporal values as ours,
 * other objects as contexts of their own entries.
 */
export function toValue(given: unknown): Value {
  switch (typeof given) {
    case 'string':
    case 'boolean':
      return given
    case 'number':
      return Number.isFinite(given) ? decimalOf(given) : null
    case 'bigint':
      return decimalOf(given)
    case 'object':
      return given === null ? null : objectValue(given)
    default:
      return null
  }
}

function objectValue(given: object): Value {
  if (Array.isArray(given)) return given.some(isForeign) ? given.map(toValue) : given
  if (given instanceof Map) return new Map([...given].map(([key, each]) => [String(key), toValue(each)]))
  if (isOwn(given)) return given
  const moment = fromTemporal(given)
  if (moment !== undefined) return moment
  return new Map(Object.entries(given).map(([key, each]) => [key, toValue(each)]))
}

function isOwn(given: object): given is LocalDate | FeelRange | FeelFunction {
  return (
    isNumber(given as Value) ||
    given instanceof LocalDate ||
    given instanceof LocalTime ||
    given instanceof DateTime ||
    given instanceof YearMonthDuration ||
    given instanceof DayTimeDuration ||
    given instanceof FeelRange ||
    given instanceof FeelFunction
  )
}

/** Whether an item of a list is not yet a value. */
function isForeign(given: unknown): boolean {
  if (given === null || typeof given === 'string' || typeof given === 'boolean') return false
  return typeof given !== 'object' || !isOwn(given)
}

function fromTemporal(given: object): Value | undefined {
  if (typeof Temporal === 'undefined') return undefined // browsers that have none yet; zones by region are null there
  if (given instanceof Temporal.PlainDate) return new LocalDate(given.year, given.month, given.day)
  if (given instanceof Temporal.PlainTime) return parseTime(given.toString({ smallestUnit: 'nanosecond' }))
  if (given instanceof Temporal.PlainDateTime) {
    return parseDateTime(given.toString({ smallestUnit: 'nanosecond' }))
  }
  if (given instanceof Temporal.ZonedDateTime) {
    const wall = given.toPlainDateTime().toString({ smallestUnit: 'nanosecond' })
    const { timeZoneId } = given
    return parseDateTime(/^[+-]/.test(timeZoneId) ? wall + timeZoneId : `${wall}@${timeZoneId}`)
  }
  if (given instanceof Temporal.Instant) return parseDateTime(given.toString())
  if (given instanceof Temporal.Duration) return parseDuration(given.toString())
  return undefined
}
