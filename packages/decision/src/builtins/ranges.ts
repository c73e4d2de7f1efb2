/** Relations of points and ranges (DMN 10.3.4.11), and ranges from text. */
import { compare } from '../feel/compare.ts'
import { parseDate, parseDateTime, parseDuration, parseTemporal, parseTime } from '../feel/temporal-text.ts'
import { decimalOf, FeelRange, type Value } from '../feel/value.ts'
import { define, form } from './forms.ts'

/** An end of a range as a place: just before, at or just after the value; an open end is beyond all values. */
type End = { readonly value: Value; readonly nudge: -1 | 0 | 1; readonly open: -1 | 0 | 1 }

const startOf = (range: FeelRange): End => ({
  value: range.start,
  nudge: range.startIncluded ? 0 : 1,
  open: range.start === null ? -1 : 0,
})
const endOf = (range: FeelRange): End => ({
  value: range.end,
  nudge: range.endIncluded ? 0 : -1,
  open: range.end === null ? 1 : 0,
})

/** Thrown inside this file when two ends have no order: the relation is null. */
class Incomparable extends Error {}

function order(a: End, b: End): number {
  if (a.open !== 0 || b.open !== 0) return a.open - b.open
  const values = compare(a.value, b.value)
  if (values === null) throw new Incomparable()
  return values !== 0 ? values : a.nudge - b.nudge
}

/** Whether two ends are of the same value, whatever they include. */
function meet(a: Value, b: Value): boolean {
  const values = a === null || b === null ? null : compare(a, b)
  return values === 0
}

type Relation = (a: FeelRange, b: FeelRange) => boolean

function before(a: FeelRange, b: FeelRange): boolean {
  return order(endOf(a), startOf(b)) < 0
}
function meets(a: FeelRange, b: FeelRange): boolean {
  return a.endIncluded && b.startIncluded && meet(a.end, b.start)
}
function overlaps(a: FeelRange, b: FeelRange): boolean {
  return order(endOf(a), startOf(b)) >= 0 && order(endOf(b), startOf(a)) >= 0
}
/** Begins first and ends inside, or with the other's end. */
function overlapsBefore(a: FeelRange, b: FeelRange): boolean {
  return (
    order(startOf(a), startOf(b)) < 0 && order(endOf(a), startOf(b)) >= 0 && order(endOf(a), endOf(b)) <= 0
  )
}
function finishes(a: FeelRange, b: FeelRange): boolean {
  return order(endOf(a), endOf(b)) === 0 && order(startOf(a), startOf(b)) >= 0
}
function starts(a: FeelRange, b: FeelRange): boolean {
  return order(startOf(a), startOf(b)) === 0 && order(endOf(a), endOf(b)) <= 0
}
function covers(a: FeelRange, b: FeelRange): boolean {
  return order(startOf(a), startOf(b)) <= 0 && order(endOf(a), endOf(b)) >= 0
}
function coincides(a: FeelRange, b: FeelRange): boolean {
  return order(startOf(a), startOf(b)) === 0 && order(endOf(a), endOf(b)) === 0
}

/** Of two ranges, where a point is a range of itself. */
const relation = (name: string, forms: readonly string[], holds: Relation) =>
  define(
    name,
    ...forms.map((text) =>
      form(text, (args) => {
        const [a, b] = [args.value(0), args.value(1)].map((value) =>
          value instanceof FeelRange ? value : new FeelRange(value, value, true, true),
        )
        try {
          return a === undefined || b === undefined ? undefined : holds(a, b)
        } catch (error) {
          if (error instanceof Incomparable) return undefined
          throw error
        }
      }),
    ),
  )

const swap =
  (holds: Relation): Relation =>
  (a, b) =>
    holds(b, a)
const twoRanges = 'range1: range, range2: range'
const points = 'point1: point, point2: point'
const pointRange = 'point: point, range: range'
const rangePoint = 'range: range, point: point'

/** A literal as the text of a range may hold it; undefined for anything else. */
function readEnd(text: string): Value | undefined {
  if (text === '') return null
  if (/^-?(\d+(\.\d+)?|\.\d+)$/.test(text)) return decimalOf(text)
  const [, call = '', inner] =
    /^(@|date and time|date|time|duration)?\s*\(?\s*"((?:[^"\\]|\\.)*)"\s*\)?$/.exec(text) ?? []
  if (inner === undefined) return undefined
  const made = endMakers[call]?.(inner)
  return made === undefined ? inner : (made ?? undefined)
}

const endMakers: Readonly<Record<string, (text: string) => Value>> = {
  '@': parseTemporal,
  date: parseDate,
  time: parseTime,
  'date and time': parseDateTime,
  duration: parseDuration,
}

function fromText(text: string): FeelRange | undefined {
  const [all, open, low, high, close] = /^\s*([[(\]])\s*(.*?)\s*\.\.\s*(.*?)\s*([\])[])\s*$/.exec(text) ?? []
  if (all === undefined || low === undefined || high === undefined) return undefined
  const [start, end] = [readEnd(low), readEnd(high)]
  if (start === undefined || end === undefined || (start === null && end === null)) return undefined
  const includesStart = open === '['
  const includesEnd = close === ']'
  if ((start === null && includesStart) || (end === null && includesEnd)) return undefined
  const order = start === null || end === null ? 0 : compare(start, end)
  if (order === null || order > 0) return undefined
  return new FeelRange(start, end, includesStart, includesEnd)
}

export const rangeRelations = [
  define(
    'range',
    form('from: string', (args) => fromText(args.read<string>(0))),
  ),
  relation('before', [points, pointRange, rangePoint, twoRanges], before),
  relation('after', [points, pointRange, rangePoint, twoRanges], swap(before)),
  relation('meets', [twoRanges], meets),
  relation('met by', [twoRanges], swap(meets)),
  relation('overlaps', [twoRanges], overlaps),
  relation('overlaps before', [twoRanges], overlapsBefore),
  relation('overlaps after', [twoRanges], swap(overlapsBefore)),
  relation('finishes', [pointRange, twoRanges], finishes),
  relation('finished by', [rangePoint, twoRanges], swap(finishes)),
  relation('includes', [rangePoint, twoRanges], covers),
  relation('during', [pointRange, twoRanges], swap(covers)),
  relation('starts', [pointRange, twoRanges], starts),
  relation('started by', [rangePoint, twoRanges], swap(starts)),
  relation('coincides', [points, twoRanges], coincides),
]
