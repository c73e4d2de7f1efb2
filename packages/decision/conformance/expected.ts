/** Values as the test files write them, and when a value of ours is the same. */

import { child, childrenNamed, type Xml } from '../src/dmn/xml.ts'
import { equal } from '../src/feel/compare.ts'
import { parseDate, parseDateTime, parseDuration, parseTime } from '../src/feel/temporal-text.ts'
import { toText } from '../src/feel/text.ts'
import { type Context, decimalOf, isContext, isList, isNumber, kindOf } from '../src/feel/value.ts'
import type { Value } from '../src/index.ts'

/** The value inside an `expected`, `item`, `component` or `inputNode`. */
export function readExpected(xml: Xml | undefined): Value {
  const list = child(xml, 'list')
  if (list !== undefined) {
    return list.attributes.nil === 'true' ? null : childrenNamed(list, 'item').map(readExpected)
  }
  const components = childrenNamed(xml, 'component')
  if (components.length > 0) {
    return new Map(components.map((each) => [each.attributes.name ?? '', readExpected(each)]))
  }
  const value = child(xml, 'value')
  if (value === undefined || value.attributes.nil === 'true') return null
  const type = (value.attributes.type ?? '').replace(/^.*:/, '')
  return readers[type]?.(value.text.trim()) ?? (type === '' ? untyped(value.text.trim()) : value.text)
}

const readers: Readonly<Record<string, (text: string) => Value>> = {
  boolean: (text) => text === 'true',
  decimal: decimalOf,
  double: decimalOf,
  integer: decimalOf,
  date: parseDate,
  time: parseTime,
  dateTime: parseDateTime,
  duration: parseDuration,
}

function untyped(text: string): Value {
  if (/^-?\d+(\.\d+)?$/.test(text)) return decimalOf(text)
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}

/** The suite's own runners compare numbers to eight digits, since it writes results of logarithms so. */
const tolerance = 1e-8

export function isSame(expected: Value, actual: Value): boolean {
  if (expected === null || actual === null) return expected === actual
  if (isNumber(expected)) return isNumber(actual) && expected.minus(actual).abs().lte(tolerance)
  if (isList(expected)) {
    return (
      isList(actual) &&
      expected.length === actual.length &&
      expected.every((item, at) => isSame(item, actual[at] ?? null))
    )
  }
  if (isContext(expected)) return isContext(actual) && sameContext(expected, actual)
  return kindOf(expected) === kindOf(actual) && equal(expected, actual) === true
}

function sameContext(expected: Context, actual: Context): boolean {
  const names = new Set([...expected.keys(), ...actual.keys()])
  return [...names].every((name) => isSame(expected.get(name) ?? null, actual.get(name) ?? null))
}

export const textOfValue = (value: Value): string => `${toText(value)} (${kindOf(value)})`
