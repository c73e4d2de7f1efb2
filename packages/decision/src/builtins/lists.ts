/** List functions and sorting (DMN 10.3.4.4 and 10.3.4.9). Positions count from 1, or from the end when negative. */
import { compare, equal, largest } from '../feel/compare.ts'
import {
  Decimal,
  FeelFunction,
  finite,
  isList,
  isNumber,
  type List,
  type Run,
  type Value,
  zero,
} from '../feel/value.ts'
import { type Arguments, define, defineOverItems, form } from './forms.ts'

const list = (args: Arguments) => args.read<List>(0)

/** Equal, where null equals null and other kinds are simply different. */
const same = (a: Value, b: Value) => equal(a, b) === true

/** A place in the list, counted from 0; undefined when there is none. */
function place(list: List, position: Decimal, room = 0): number | undefined {
  const at = position.trunc().toNumber()
  const index = at < 0 ? list.length + at : at - 1
  return at !== 0 && index >= 0 && index < list.length + room ? index : undefined
}

/** All items as numbers; undefined when one is none. */
function numbersOf(items: List): readonly Decimal[] | undefined {
  return items.every(isNumber) ? items : undefined
}

const overNumbers = (name: string, body: (numbers: readonly Decimal[]) => Value | undefined) =>
  defineOverItems(name, (items) => {
    const numbers = numbersOf(items)
    return numbers && body(numbers)
  })

const sum = (numbers: readonly Decimal[]) => numbers.reduce((total, each) => total.plus(each), zero)
const mean = (numbers: readonly Decimal[]) => sum(numbers).div(numbers.length)

/** The first or last in order; items that cannot be compared have none. */
function extreme(items: List, sign: 1 | -1): Value | undefined {
  const numbers = numbersOf(items)
  if (numbers !== undefined) return largest(numbers, sign) ?? undefined
  let best: Value | undefined
  for (const item of items) {
    const order = best === undefined ? compare(item, item) : compare(item, best)
    if (order === null) return undefined
    if (best === undefined || order * sign > 0) best = item
  }
  return best
}

function median(numbers: readonly Decimal[]): Value | undefined {
  const sorted = numbers.toSorted((a, b) => a.cmp(b))
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined) return undefined
  return sorted.length % 2 === 1 || low === undefined ? high : finite(low.plus(high).div(2))
}

function deviation(numbers: readonly Decimal[]): Value | undefined {
  if (numbers.length < 2) return undefined
  const middle = mean(numbers)
  const squares = sum(numbers.map((each) => each.minus(middle).pow(2)))
  return finite(squares.div(numbers.length - 1).sqrt())
}

function mode(numbers: readonly Decimal[]): Value {
  const counts = new Map<string, { value: Decimal; count: number }>()
  for (const value of numbers) {
    const known = counts.get(value.toString())
    counts.set(value.toString(), { value, count: (known?.count ?? 0) + 1 })
  }
  const most = Math.max(0, ...[...counts.values()].map(({ count }) => count))
  const found = [...counts.values()].filter(({ count }) => count === most)
  return found.map(({ value }) => value).toSorted((a, b) => a.cmp(b))
}

/** Three-valued: the deciding value wins, then anything that is no boolean makes it null. */
const allOrAny = (name: string, decisive: boolean) =>
  defineOverItems(name, (items) => {
    if (items.includes(decisive)) return decisive
    return items.every((item) => item === !decisive) ? !decisive : undefined
  })

function sublist(args: Arguments): Value | undefined {
  const items = list(args)
  const from = place(items, args.read<Decimal>(1))
  if (from === undefined) return undefined
  if (!args.has(2)) return items.slice(from)
  const length = args.read<Decimal>(2).trunc().toNumber()
  return length < 1 || from + length > items.length ? undefined : items.slice(from, from + length)
}

function distinct(items: List): List {
  const seen: Value[] = []
  for (const item of items) if (!seen.some((other) => same(other, item))) seen.push(item)
  return seen
}

function flatten(items: List): List {
  return items.flatMap((item) => (isList(item) ? flatten(item) : [item]))
}

const asList = (value: Value): List => (isList(value) ? value : [value])

function replaceMatching(args: Arguments, run: Run): Value | undefined {
  const match = args.read<FeelFunction>(1)
  if (match.parameters !== undefined && match.parameters.length !== 2) return undefined
  const made: Value[] = []
  for (const item of list(args)) {
    const answer = match.call(run, [item, args.value(2)])
    if (typeof answer !== 'boolean') return undefined
    made.push(answer ? args.value(2) : item)
  }
  return made
}

/** Stable, and at most n log n calls of the function. */
function sort(items: List, precedes: FeelFunction, run: Run): Value | undefined {
  if (precedes.parameters !== undefined && precedes.parameters.length !== 2) return undefined
  let fits = true
  const before = (a: Value, b: Value) => {
    const answer = precedes.call(run, [a, b])
    if (typeof answer !== 'boolean') fits = false
    return answer === true
  }
  const sorted = items.toSorted((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0))
  return fits ? sorted : undefined
}

export const lists = [
  define(
    'list contains',
    form('list: list, element: any', (args) => list(args).some((item) => same(item, args.value(1)))),
  ),
  define(
    'count',
    form('list: list', (args) => new Decimal(list(args).length)),
  ),
  defineOverItems('min', (items) => extreme(items, -1)),
  defineOverItems('max', (items) => extreme(items, 1)),
  overNumbers('sum', (numbers) => (numbers.length === 0 ? undefined : finite(sum(numbers)))),
  overNumbers('mean', (numbers) => (numbers.length === 0 ? undefined : finite(mean(numbers)))),
  overNumbers('product', (numbers) =>
    numbers.length === 0 ? undefined : finite(numbers.reduce((total, each) => total.times(each))),
  ),
  overNumbers('median', median),
  overNumbers('stddev', deviation),
  overNumbers('mode', mode),
  allOrAny('all', false),
  allOrAny('and', false),
  allOrAny('any', true),
  allOrAny('or', true),
  define('sublist', form('list: list, start position: number, length: number?', sublist)),
  new FeelFunction('append', undefined, (run, [first = null, ...items], names) => {
    if (first !== null && items.length > 0 && names === undefined) return [...asList(first), ...items]
    run.say('arguments', 'append takes a list and items')
    return null
  }),
  defineOverAll('concatenate', (all) => all.flatMap(asList)),
  defineOverAll('union', (all) => distinct(all.flatMap(asList))),
  define(
    'insert before',
    form('list: list, position: number, newItem: any', (args) => {
      const at = place(list(args), args.read<Decimal>(1), 1)
      return at === undefined ? undefined : list(args).toSpliced(at, 0, args.value(2))
    }),
  ),
  define(
    'remove',
    form('list: list, position: number', (args) => {
      const at = place(list(args), args.read<Decimal>(1))
      return at === undefined ? undefined : list(args).toSpliced(at, 1)
    }),
  ),
  define(
    'list replace',
    form('list: list, position: number, newItem: any', (args) => {
      const at = place(list(args), args.read<Decimal>(1))
      return at === undefined ? undefined : list(args).with(at, args.value(2))
    }),
    form('list: list, match: function, newItem: any', replaceMatching),
  ),
  define(
    'reverse',
    form('list: list', (args) => list(args).toReversed()),
  ),
  define(
    'index of',
    form('list: list, match: any', (args) =>
      list(args).flatMap((item, at) => (same(item, args.value(1)) ? [new Decimal(at + 1)] : [])),
    ),
  ),
  define(
    'distinct values',
    form('list: list', (args) => distinct(list(args))),
  ),
  define(
    'duplicate values',
    form('list: list', (args) => {
      const items = list(args)
      return distinct(items.filter((item, at) => items.some((other, on) => on !== at && same(item, other))))
    }),
  ),
  define(
    'flatten',
    form('list: list', (args) => flatten(list(args))),
  ),
  define(
    'sort',
    form('list: list, precedes: function', (args, run) => sort(list(args), args.read<FeelFunction>(1), run)),
    form('list: list', (args) => {
      const items = list(args)
      const comparable = items.every((item) => compare(item, items[0] ?? null) !== null)
      return comparable ? items.toSorted((a, b) => compare(a, b) ?? 0) : undefined
    }),
  ),
]

/** A function of several lists; a null among them has no answer. */
function defineOverAll(name: string, body: (all: List) => Value): FeelFunction {
  return new FeelFunction(name, undefined, (run, args, names) => {
    const named = names !== undefined && (names.length !== 1 || names[0] !== 'list')
    if (args.length > 0 && !named && !args.includes(null)) return body(args)
    run.say('arguments', `${name} takes lists`)
    return null
  })
}
