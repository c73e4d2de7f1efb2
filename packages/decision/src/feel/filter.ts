/** Filters `list[condition]`, positions `list[1]`, and paths `value.name` with the properties of dates, times, ranges. */
import type { SyntaxNode } from '@lezer/common'
import { type Code, nameOf, type Source } from './code.ts'
import { canonicalName, Entries, Evaluation, Named, type Scope } from './scope.ts'
import { DateTime, DayTimeDuration, LocalDate, LocalTime, YearMonthDuration } from './temporal.ts'
import {
  type Context,
  Decimal,
  FeelRange,
  isContext,
  isList,
  isNumber,
  kindOf,
  type List,
  type Value,
} from './value.ts'

/** Expressions that can only be conditions, so they are never tried as a position. */
const conditions = new Set([
  'Comparison',
  'Conjunction',
  'Disjunction',
  'QuantifiedExpression',
  'InstanceOfExpression',
  'SimplePositiveUnaryTest',
])

/** Expressions that are neither a condition nor a position. */
const senseless = new Set([
  'StringLiteral',
  'null',
  'List',
  'Context',
  'DateTimeLiteral',
  'FunctionDefinition',
])

export function compileFilter(_node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [targetNode, , filterNode] = children
  const target = source.compile(targetNode)
  const filter = source.compile(filterNode)
  const kind = filterNode?.name ?? ''
  const isCondition = conditions.has(kind)
  return (scope) => {
    const value = target(scope)
    if (value === null) return null
    if (senseless.has(kind)) {
      scope.run.say('type', 'a filter is a condition or a position', filterNode?.from)
      return null
    }
    const list = isList(value) ? value : [value]
    if (!isCondition) {
      const whole = filter(new Quiet(scope))
      if (isNumber(whole)) return at(list, whole)
      if (whole === true) return list
      if (whole === false && list.length === 0) return []
    }
    return list.filter((item) => {
      scope.run.step()
      return filter(inItem(scope, item)) === true
    })
  }
}

/** The scope without its complaints: a condition about items makes no sense outside of them. */
class Quiet extends Entries {
  override readonly run: Evaluation
  constructor(outer: Scope) {
    super(outer, new Map())
    this.run = new Evaluation(outer.run.at)
  }
}

/** `item`, and over it the entries of the item. */
export function inItem(scope: Scope, item: Value): Scope {
  const inside = new Named(scope, 'item', item)
  return isContext(item) ? new Entries(inside, item) : inside
}

/** Counted from 1, or from the end when negative. */
function at(list: List, position: Decimal): Value {
  const index = position.trunc().toNumber()
  return list[index < 0 ? list.length + index : index - 1] ?? null
}

export function compilePath(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [targetNode, , nameNode] = children
  const target = source.compile(targetNode)
  const name = nameNode === undefined ? '' : nameOf(nameNode, source)
  const canonical = canonicalName(name)
  const read = (value: Value, scope: Scope): Value => {
    const found = isContext(value) ? entry(value, name, canonical) : property(value, name)
    if (found === undefined) scope.run.say('unknown-name', `${kindOf(value)} has no ${name}`, node.from)
    return found ?? null
  }
  return (scope) => {
    const value = target(scope)
    return isList(value) ? value.map((item) => read(item, scope)) : read(value, scope)
  }
}

function entry(context: Context, name: string, canonical: string): Value | undefined {
  const value = context.get(name)
  if (value !== undefined || canonical === name) return value
  for (const [key, each] of context) if (canonicalName(key) === canonical) return each
  return undefined
}

const number = (value: number | bigint | undefined) => (value === undefined ? null : new Decimal(value))

/** Properties of DMN table 65; undefined when the kind has none of this name. */
export function property(value: Value, name: string): Value | undefined {
  if (value instanceof LocalDate) return dateProperty(value, name)
  if (value instanceof LocalTime) return timeProperty(value, name, value.offset)
  if (value instanceof DateTime) {
    return dateProperty(value.date, name) ?? timeProperty(value.time, name, value.offset)
  }
  if (value instanceof YearMonthDuration) {
    if (name === 'years') return number(Math.trunc(value.months / 12))
    return name === 'months' ? number(value.months % 12) : undefined
  }
  if (value instanceof DayTimeDuration) {
    const unit = durationUnits[name]
    return unit === undefined ? undefined : unit(value.nanos / 1_000_000_000n)
  }
  return value instanceof FeelRange ? rangeProperty(value, name) : undefined
}

const durationUnits: Readonly<Record<string, (seconds: bigint) => Value>> = {
  days: (seconds) => number(seconds / 86_400n),
  hours: (seconds) => number((seconds / 3600n) % 24n),
  minutes: (seconds) => number((seconds / 60n) % 60n),
  seconds: (seconds) => number(seconds % 60n),
}

function dateProperty(date: LocalDate, name: string): Value | undefined {
  if (name === 'year') return number(date.year)
  if (name === 'month') return number(date.month)
  if (name === 'day') return number(date.day)
  return name === 'weekday' ? number(date.weekday) : undefined
}

function timeProperty(time: LocalTime, name: string, offset: number | undefined): Value | undefined {
  if (name === 'hour') return number(time.hour)
  if (name === 'minute') return number(time.minute)
  if (name === 'second') return number(time.second)
  if (name === 'time offset') {
    return offset === undefined ? null : new DayTimeDuration(BigInt(offset) * 1_000_000_000n)
  }
  if (name !== 'timezone') return undefined
  return time.zone !== undefined && 'region' in time.zone ? time.zone.region : null
}

function rangeProperty(range: FeelRange, name: string): Value | undefined {
  if (name === 'start') return range.form === '!=' ? null : range.start
  if (name === 'end') return range.end
  if (name === 'start included') return range.startIncluded
  return name === 'end included' ? range.endIncluded : undefined
}
