/**
 * The values of FEEL (DMN 10.3.2.1). A number is a decimal of 34 digits, rounded half even; nothing here is ever NaN,
 * infinite or undefined. Values are never changed after they were made.
 */
import { Decimal as AnyDecimal } from 'decimal.js'
import { DateTime, DayTimeDuration, LocalDate, LocalTime, YearMonthDuration } from './temporal.ts'

/** Numbers as decimal128 has them: 34 digits, half even, exponents to ±6144. */
export const Decimal = AnyDecimal.clone({ precision: 34, rounding: 6, minE: -6176, maxE: 6144 })
export type Decimal = AnyDecimal

export type List = readonly Value[]
export type Context = ReadonlyMap<string, Value>
export type Temporal = LocalDate | LocalTime | DateTime
export type Duration = YearMonthDuration | DayTimeDuration
export type Value =
  | null
  | boolean
  | string
  | Decimal
  | Temporal
  | Duration
  | FeelRange
  | FeelFunction
  | List
  | Context

export type Kind =
  | 'null'
  | 'boolean'
  | 'string'
  | 'number'
  | 'date'
  | 'time'
  | 'date and time'
  | 'years and months duration'
  | 'days and time duration'
  | 'range'
  | 'function'
  | 'list'
  | 'context'

/** `interval` is written with two ends; the others are one comparison, and equal only to their like (`(<5)`). */
export type RangeForm = 'interval' | '<' | '<=' | '>' | '>=' | '=' | '!='

export class FeelRange {
  /** A missing end is open; `!=` has the excluded value as its start. */
  readonly start: Value
  readonly end: Value
  readonly startIncluded: boolean
  readonly endIncluded: boolean
  readonly form: RangeForm
  constructor(
    start: Value,
    end: Value,
    startIncluded: boolean,
    endIncluded: boolean,
    form: RangeForm = 'interval',
  ) {
    this.start = start
    this.end = end
    this.startIncluded = startIncluded
    this.endIncluded = endIncluded
    this.form = form
  }
}

/** What a call needs besides its arguments: the clock, if there is one, and where to say what went wrong. */
export interface Run {
  /** The instant that `now()` and `today()` give; without it they are null. */
  readonly at: globalThis.Temporal.ZonedDateTime | undefined
  /** Counts one call or item, so that no evaluation goes on for ever. */
  step(): void
  /** Says why a value is null. */
  say(code: ProblemCode, message: string, from?: number): void
}

export type ProblemCode =
  | 'syntax'
  | 'unknown-name'
  | 'type'
  | 'arguments'
  | 'value'
  | 'limit'
  | 'external'
  | 'model'
  | 'hit-policy'
  | 'no-clock'
  | 'bug'

export class FeelFunction {
  readonly name: string
  /** Names of the parameters; undefined for built-in functions, which have several forms. */
  readonly parameters: readonly string[] | undefined
  readonly call: (run: Run, args: readonly Value[], names?: readonly string[]) => Value
  /** Types of the parameters and of the result as `instance of` compares them, if they were given. */
  readonly signature: readonly unknown[]
  constructor(
    name: string,
    parameters: readonly string[] | undefined,
    call: (run: Run, args: readonly Value[], names?: readonly string[]) => Value,
    signature: readonly unknown[] = [],
  ) {
    this.name = name
    this.parameters = parameters
    this.call = call
    this.signature = signature
  }
}

export const isList = (value: Value): value is List => Array.isArray(value)
export const isContext = (value: Value): value is Context => value instanceof Map
export const isNumber = (value: Value): value is Decimal => value instanceof AnyDecimal

export function kindOf(value: Value): Kind {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (value instanceof AnyDecimal) return 'number'
  if (isList(value)) return 'list'
  if (value instanceof LocalDate) return 'date'
  if (value instanceof DateTime) return 'date and time'
  if (value instanceof LocalTime) return 'time'
  if (value instanceof YearMonthDuration) return 'years and months duration'
  if (value instanceof DayTimeDuration) return 'days and time duration'
  if (value instanceof FeelRange) return 'range'
  if (value instanceof FeelFunction) return 'function'
  return 'context'
}

/** A number of FEEL, or null where the arithmetic has no answer. */
export function finite(number: AnyDecimal): Decimal | null {
  if (!number.isFinite()) return null
  return number.isZero() && number.isNegative() ? zero : number
}

export const zero = new Decimal(0)
export const one = new Decimal(1)

/** Rounded to 34 digits; null for a text that is no number. */
export function decimalOf(text: string | number | bigint): Decimal | null {
  return finite(new Decimal(text).toSignificantDigits(34))
}
