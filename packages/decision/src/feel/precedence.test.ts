/** What is written without needless parentheses means the same as with all of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileFeel, toJson } from '../index.ts'

/** An expression twice: with the parentheses that precedence asks for, and with all. `level` is how tightly it binds. */
type Text = { readonly short: string; readonly full: string; readonly level: number }

const [orLevel, andLevel, compareLevel, plusLevel, timesLevel, powerLevel, minusLevel, tight] = [
  1, 2, 3, 4, 5, 6, 7, 8,
]

const inside = ({ short, level }: Text, least: number) => (level < least ? `(${short})` : short)

/** `a op b`, associating to the left. */
function binary(operator: string, level: number, a: Text, b: Text): Text {
  return {
    short: `${inside(a, level)} ${operator} ${inside(b, level + 1)}`,
    full: `(${a.full} ${operator} ${b.full})`,
    level,
  }
}

const leaf = (short: string): Text => ({ short, full: short, level: tight })

const { number, condition } = fc.letrec<{ number: Text; condition: Text }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      leaf('1'),
      leaf('2'),
      leaf('x'),
      leaf('学分'),
      leaf('a.b c'),
      leaf('xs[2]'),
      leaf('abs(-3)'),
    ),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => binary('+', plusLevel, a, b)),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => binary('-', plusLevel, a, b)),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => binary('*', timesLevel, a, b)),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => binary('/', timesLevel, a, b)),
    tie('number').map((a) => binary('**', powerLevel, a, leaf('2'))),
    tie('number').map((a) => ({
      short: `-${inside(a, minusLevel)}`,
      full: `(-${a.full})`,
      level: minusLevel,
    })),
  ),
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(leaf('true'), leaf('false'), leaf('null'), leaf('done')),
    fc
      .tuple(fc.constantFrom('<', '<=', '>', '>=', '=', '!='), tie('number'), tie('number'))
      .map(([operator, a, b]) => binary(operator, compareLevel, a, b)),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([a, b, c]) => ({
      short: `${inside(a, plusLevel)} between ${inside(b, plusLevel)} and ${inside(c, plusLevel)}`,
      full: `(${a.full} between ${b.full} and ${c.full})`,
      level: compareLevel,
    })),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([a, b, c]) => ({
      short: `${inside(a, plusLevel)} in [${b.short}..${c.short}]`,
      full: `(${a.full} in [${b.full}..${c.full}])`,
      level: compareLevel,
    })),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([a, b, c]) => ({
      short: `${inside(a, plusLevel)} in (${b.short}, > ${inside(c, plusLevel)})`,
      full: `(${a.full} in (${b.full}, > (${c.full})))`,
      level: compareLevel,
    })),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => ({
      short: `${inside(a, plusLevel)} in >= ${inside(b, plusLevel)}`,
      full: `(${a.full} in >= (${b.full}))`,
      level: compareLevel,
    })),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => binary('and', andLevel, a, b)),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => binary('or', orLevel, a, b)),
    tie('condition').map((a) => leaf(`not(${a.short})`)),
  ),
}))

const facts = { x: 3, 学分: 2.5, a: { 'b c': 4 }, xs: [1, 5], done: true }
const value = (text: string) => toJson(compileFeel(text).evaluate(facts))

test('numbers', () => {
  fc.assert(
    fc.property(number, ({ short, full }) => assert.deepEqual(value(short), value(full), short)),
    { numRuns: 400 },
  )
})

test('conditions', () => {
  fc.assert(
    fc.property(condition, ({ short, full }) => assert.deepEqual(value(short), value(full), short)),
    { numRuns: 800 },
  )
})
