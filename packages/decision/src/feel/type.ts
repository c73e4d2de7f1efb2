/** Types of FEEL (DMN 10.3.2.9): read from text, `instance of`, and the implicit conversions of values to them. */
import { midnight } from './compare.ts'
import { LocalDate } from './temporal.ts'
import { FeelFunction, FeelRange, isContext, isList, type Kind, kindOf, type Value } from './value.ts'

export type Type =
  | { readonly is: 'any' }
  | { readonly is: 'kind'; readonly kind: Kind }
  | { readonly is: 'list'; readonly of: Type }
  | { readonly is: 'range'; readonly of: Type }
  | { readonly is: 'context'; readonly entries: ReadonlyMap<string, Type> }
  | { readonly is: 'function'; readonly parameters: readonly Type[]; readonly result: Type }
  /** `text` is the unary tests that say what is allowed; a table takes its order of priority from them. */
  | {
      readonly is: 'allowed'
      readonly of: Type
      readonly test: (value: Value) => boolean
      readonly text: string
    }
  | { readonly is: 'unknown'; readonly name: string }

/** Finds the types that a model defines. */
export type Types = (name: string) => Type | undefined

export const any: Type = { is: 'any' }

const kinds: readonly Kind[] = [
  'number',
  'string',
  'boolean',
  'date and time',
  'date',
  'time',
  'years and months duration',
  'days and time duration',
]
const simple = new Map<string, Type>([
  ...kinds.map((kind) => [kind, { is: 'kind', kind }] as const),
  ['dateTime', { is: 'kind', kind: 'date and time' }],
  ['dayTimeDuration', { is: 'kind', kind: 'days and time duration' }],
  ['yearMonthDuration', { is: 'kind', kind: 'years and months duration' }],
  ['Any', any],
  ['Null', { is: 'kind', kind: 'null' }],
  ['list', { is: 'list', of: any }],
  ['context', { is: 'context', entries: new Map() }],
  ['function', { is: 'kind', kind: 'function' }],
  ['range', { is: 'range', of: any }],
])

export const simpleType = (name: string): Type | undefined => simple.get(name)

/**
 * Reads a type from text: `list<number>`, `context<a: string>`, `function<number>->string`, a name.
 * Undefined when the text is no type; `to` is where the type ends.
 */
export function readType(
  text: string,
  types: Types = () => undefined,
): { type: Type; to: number } | undefined {
  const reader = new TypeReader(text, types)
  const type = reader.type()
  return type && { type, to: reader.at }
}

class TypeReader {
  at = 0
  private readonly text: string
  private readonly types: Types
  constructor(text: string, types: Types) {
    this.text = text
    this.types = types
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return undefined
    this.at = pattern.lastIndex
    return found[1] ?? found[0].trim()
  }

  type(): Type | undefined {
    const before = this.at
    const head = this.take(/\s*(list|range|context|function)\s*</y)
    if (head !== undefined) {
      const made = this.generic(head)
      if (made === undefined) this.at = before
      return made
    }
    const special = this.take(
      /\s*(date\s+and\s+time|years\s+and\s+months\s+duration|days\s+and\s+time\s+duration)\b/y,
    )
    const name = special ?? this.take(/\s*([\p{L}_?][\p{L}\p{N}_·'-]*(?:\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)*)/uy)
    if (name === undefined) return undefined
    const plain = name.replace(/\s+/g, ' ')
    return simple.get(plain) ?? this.types(plain) ?? { is: 'unknown', name: plain }
  }

  private generic(head: string): Type | undefined {
    if (head === 'context') return this.context()
    const parameters: Type[] = []
    if (this.take(/\s*>/y) === undefined) {
      do {
        const type = this.type()
        if (type === undefined) return undefined
        parameters.push(type)
      } while (this.take(/\s*,/y) !== undefined)
      if (this.take(/\s*>/y) === undefined) return undefined
    }
    if (head === 'function') {
      const result = this.take(/\s*->/y) === undefined ? undefined : this.type()
      return result && { is: 'function', parameters, result }
    }
    const [of] = parameters
    if (of === undefined || parameters.length > 1) return undefined
    return head === 'list' ? { is: 'list', of } : { is: 'range', of }
  }

  private context(): Type | undefined {
    const entries = new Map<string, Type>()
    if (this.take(/\s*>/y) !== undefined) return { is: 'context', entries }
    do {
      const name = this.take(/\s*("[^"]*"|[^:<>,"]+?)\s*:/y)?.replace(/^"|"$/g, '')
      const type = name === undefined ? undefined : this.type()
      if (name === undefined || type === undefined) return undefined
      entries.set(name, type)
    } while (this.take(/\s*,/y) !== undefined)
    return this.take(/\s*>/y) === undefined ? undefined : { is: 'context', entries }
  }
}

/**
 * `value instance of type`: null is an instance of no type but Null; inside lists and contexts null fits everywhere. What a type
 * allows of its base is asked only when `strict`, for conversions.
 */
export function isInstance(value: Value, type: Type, strict = false): boolean {
  if (value === null) return type.is === 'kind' && type.kind === 'null'
  switch (type.is) {
    case 'any':
      return true
    case 'kind':
      return kindOf(value) === type.kind
    case 'list':
      return isList(value) && value.every((item) => fits(item, type.of, strict))
    case 'range':
      return value instanceof FeelRange && rangeFits(value, type.of)
    case 'context':
      return (
        isContext(value) &&
        [...type.entries].every(([name, of]) => value.has(name) && fits(value.get(name) ?? null, of, strict))
      )
    case 'function':
      return value instanceof FeelFunction && functionFits(value, type)
    case 'allowed':
      return isInstance(value, type.of, strict) && (!strict || type.test(value))
    case 'unknown':
      return false
  }
}

function rangeFits(range: FeelRange, of: Type): boolean {
  const ends = [range.start, range.end].filter((end) => end !== null)
  return ends.every((end) => isInstance(end, of))
}

function functionFits(value: FeelFunction, type: Type & { is: 'function' }): boolean {
  if (value.parameters !== undefined && value.parameters.length !== type.parameters.length) return false
  const signature = value.signature as readonly Type[]
  const result = signature[type.parameters.length]
  return (
    type.parameters.every((parameter, at) => conforms(parameter, signature[at] ?? any)) &&
    (result === undefined || result.is === 'any' || conforms(result, type.result))
  )
}

/** Whether each value of one type is of the other (DMN 10.3.2.9.2). */
export function conforms(from: Type, to: Type): boolean {
  if (to.is === 'any') return true
  if (from.is === 'allowed') return from === to || conforms(from.of, to)
  if (from.is === 'kind' && from.kind === 'null') return true
  if (from.is === 'kind') return to.is === 'kind' && from.kind === to.kind
  if (from.is === 'list') return to.is === 'list' && conforms(from.of, to.of)
  if (from.is === 'range') return to.is === 'range' && conforms(from.of, to.of)
  if (from.is === 'context' && to.is === 'context') {
    return [...to.entries].every(([name, type]) => {
      const own = from.entries.get(name)
      return own !== undefined && conforms(own, type)
    })
  }
  if (from.is === 'function' && to.is === 'function') {
    return (
      from.parameters.length === to.parameters.length &&
      from.parameters.every((type, at) => conforms(to.parameters[at] ?? any, type)) &&
      conforms(from.result, to.result)
    )
  }
  return false
}

const fits = (value: Value, type: Type, strict: boolean) => value === null || isInstance(value, type, strict)

/**
 * The value as the type wants it (DMN 10.3.2.9.4): itself, a list of it, the only item of a list, a date as midnight in UTC;
 * undefined when it does not fit. Null fits every type.
 */
export function coerce(value: Value, type: Type): Value | undefined {
  if (value === null || type.is === 'any' || type.is === 'unknown') return value
  if (isInstance(value, type, true)) return value
  const base = unrestricted(type)
  if (isList(value)) {
    if (base.is === 'list') return coerceItems(value, type, base.of)
    const [only = null] = value
    return value.length === 1 && only !== null && isInstance(only, type, true) ? only : undefined
  }
  if (base.is === 'list') {
    const item = coerce(value, base.of)
    return item !== undefined && isInstance([item], type, true) ? [item] : undefined
  }
  if (value instanceof LocalDate && base.is === 'kind' && base.kind === 'date and time')
    return midnight(value)
  return undefined
}

function coerceItems(value: readonly Value[], type: Type, of: Type): Value | undefined {
  const items = value.map((item) => (isList(item) ? item : coerce(item, of)))
  const all: Value[] = []
  for (const item of items) {
    if (item === undefined) return undefined
    all.push(item)
  }
  return isInstance(all, type, true) ? all : undefined
}

export function unrestricted(type: Type): Type {
  return type.is === 'allowed' ? unrestricted(type.of) : type
}
