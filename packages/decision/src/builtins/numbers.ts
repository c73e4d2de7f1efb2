/** Numeric functions (DMN 10.3.4.5). */

import { negate } from '../feel/arithmetic.ts'
import { DayTimeDuration, type YearMonthDuration } from '../feel/temporal.ts'
import { Decimal, finite } from '../feel/value.ts'
import { type Arguments, define, form } from './forms.ts'

type Rounding = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** decimal128 has no digits further away than this (DMN table 75). */
const smallestScale = -6111
const largestScale = 6176

/** Rounded to so many digits after the point, or before it when the scale is negative. */
export function rounded(number: Decimal, scale: Decimal, how: Rounding): Decimal | null | undefined {
  const places = scale.trunc().toNumber()
  if (places < smallestScale || places > largestScale) return undefined
  if (places >= 0) return finite(number.toDecimalPlaces(places, how))
  const unit = new Decimal(10).pow(-places)
  return finite(number.div(unit).toDecimalPlaces(0, how).times(unit))
}

const rounding = (name: string, how: Rounding, scaleOptional: '' | '?' = '') =>
  define(
    name,
    form(`n: number, scale: number${scaleOptional}`, (args) =>
      rounded(args.read<Decimal>(0), args.has(1) ? args.read<Decimal>(1) : new Decimal(0), how),
    ),
  )

const number = (args: Arguments) => args.read<Decimal>(0)

export const numbers = [
  rounding('decimal', 6),
  rounding('floor', 3, '?'),
  rounding('ceiling', 2, '?'),
  rounding('round up', 0),
  rounding('round down', 1),
  rounding('round half up', 4),
  rounding('round half down', 5),
  define(
    'abs',
    form('n: number', (args) => number(args).abs()),
    form('n: duration', (args) => {
      const value = args.read<DayTimeDuration | YearMonthDuration>(0)
      const size = value instanceof DayTimeDuration ? value.nanos < 0n : value.months < 0
      return size ? negate(value) : value
    }),
  ),
  define(
    'modulo',
    form('dividend: number, divisor: number', (args) => {
      const [a, b] = [number(args), args.read<Decimal>(1)]
      if (b.isZero()) return undefined
      const rest = a.mod(b)
      return finite(rest.isZero() || rest.isNegative() === b.isNegative() ? rest : rest.plus(b))
    }),
  ),
  define(
    'sqrt',
    form('number: number', (args) => finite(number(args).sqrt()) ?? undefined),
  ),
  define(
    'log',
    form('number: number', (args) => (number(args).gt(0) ? finite(number(args).ln()) : undefined)),
  ),
  define(
    'exp',
    form('number: number', (args) =>
      number(args).abs().lt(20_000) ? (finite(number(args).exp()) ?? undefined) : undefined,
    ),
  ),
  define(
    'odd',
    form('number: number', (args) => number(args).mod(2).abs().eq(1)),
  ),
  define(
    'even',
    form('number: number', (args) => number(args).mod(2).isZero()),
  ),
]
