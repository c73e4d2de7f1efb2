/** `string(value)`: values as text (DMN table 64). */
import { temporalText } from './temporal-text.ts'
import {
  type Context,
  type Decimal,
  FeelFunction,
  FeelRange,
  isContext,
  isList,
  isNumber,
  type Value,
} from './value.ts'

export function toText(value: Value): string {
  return typeof value === 'string' ? value : inner(value)
}

/** The same inside of lists and contexts, where texts are quoted. */
function inner(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  if (typeof value === 'boolean') return String(value)
  if (isNumber(value)) return numberText(value)
  if (isList(value)) return `[${value.map(inner).join(', ')}]`
  if (isContext(value)) return contextText(value)
  if (value instanceof FeelRange) return rangeText(value)
  if (value instanceof FeelFunction) return `function(${value.parameters?.join(', ') ?? '...'})`
  return temporalText(value)
}

/** Plain digits as long as they stay readable. */
export function numberText(number: Decimal): string {
  return Math.abs(number.e) > 40 ? number.toString() : number.toFixed()
}

function contextText(context: Context): string {
  const entries = [...context].map(([key, each]) => {
    const isName = /^[\p{L}_][\p{L}\p{N}_ ]*$/u.test(key)
    return `${isName ? key : inner(key)}: ${inner(each)}`
  })
  return `{${entries.join(', ')}}`
}

function rangeText(range: FeelRange): string {
  const { form, start, end } = range
  if (form !== 'interval') return `${form} ${inner(start ?? end)}`
  return `${range.startIncluded ? '[' : '('}${inner(start)}..${inner(end)}${range.endIncluded ? ']' : ')'}`
}
