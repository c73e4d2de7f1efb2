/** Context functions (DMN 10.3.4.10), `not`, `is`. */
import { equal } from '../feel/compare.ts'
import { DateTime, LocalTime } from '../feel/temporal.ts'
import { type Context, isContext, isList, kindOf, type List, type Value } from '../feel/value.ts'
import { type Arguments, define, defineOverItems, form } from './forms.ts'

const context = (args: Arguments) => args.read<Context>(0)

function fromEntries(entries: List): Value | undefined {
  const made = new Map<string, Value>()
  for (const entry of entries) {
    const [key, value] = isContext(entry) ? [entry.get('key'), entry.get('value')] : []
    if (typeof key !== 'string' || value === undefined || made.has(key)) return undefined
    made.set(key, value)
  }
  return made
}

/** The context with another value at the end of a path of keys; the path up to there must exist. */
function put(target: Value, [key, ...rest]: List, value: Value): Value | undefined {
  if (!isContext(target) || typeof key !== 'string') return undefined
  const inner = rest.length === 0 ? value : put(target.get(key) ?? null, rest, value)
  return inner === undefined ? undefined : new Map([...target, [key, inner]])
}

function valueAt(target: Value, keys: List): Value | undefined {
  let at: Value = target
  for (const key of keys) {
    const next: Value | undefined = isContext(at) && typeof key === 'string' ? at.get(key) : undefined
    if (next === undefined) return undefined
    at = next
  }
  return at
}

function merge(contexts: List): Value | undefined {
  if (!contexts.every(isContext)) return undefined
  return new Map(contexts.flatMap((each) => [...each]))
}

/** The same kind, value and offset: unlike `=`, a moment in UTC is not the same written with another offset. */
function identical(a: Value, b: Value): boolean {
  const offset = (value: Value) =>
    value instanceof DateTime || value instanceof LocalTime ? value.offset : undefined
  return kindOf(a) === kindOf(b) && equal(a, b) === true && offset(a) === offset(b)
}

export const contexts = [
  define(
    'get value',
    form('m: context, key: string', (args) => context(args).get(args.read<string>(1))),
    form('context: context, keys: list', (args) => {
      const keys = args.read<List>(1)
      return keys.length === 0 ? undefined : valueAt(context(args), keys)
    }),
  ),
  define(
    'get entries',
    form('m: context', (args) =>
      [...context(args)].map(
        ([key, value]) =>
          new Map<string, Value>([
            ['key', key],
            ['value', value],
          ]),
      ),
    ),
  ),
  define(
    'context',
    form('entries: list', (args) => fromEntries(args.read<List>(0))),
  ),
  define(
    'context put',
    form('context: context, key: string, value: any', (args) =>
      put(context(args), [args.value(1)], args.value(2)),
    ),
    form('context: context, keys: list, value: any', (args) => {
      const keys = args.value(1)
      return isList(keys) && keys.length > 0 ? put(context(args), keys, args.value(2)) : undefined
    }),
  ),
  defineOverItems('context merge', merge, 'contexts'),
  define(
    'not',
    form('negand: boolean', (args) => !args.value(0)),
  ),
  define(
    'is',
    form('value1: any, value2: any', (args) => identical(args.value(0), args.value(1))),
  ),
]
