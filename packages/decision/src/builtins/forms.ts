/**
 * How built-in functions say what they take. A form is a line such as `string: string, start position: number, length: number?`; a
 * function may have several, and the first that fits is called. `?` may be left out, `!` may be null; a value that fits none gives
 * null and a problem. A single value stands for a list of it, and a list of one for its item (DMN 10.3.2.9.4).
 */
import { DateTime, LocalDate } from '../feel/temporal.ts'
import { FeelFunction, isList, kindOf, type Run, type Value } from '../feel/value.ts'

/** Undefined where the arguments are of the right kinds but have no answer. */
export type Body = (args: Arguments, run: Run) => Value | undefined

export type Form = { readonly parameters: readonly Parameter[]; readonly body: Body }

type Parameter = {
  readonly name: string
  readonly kind: string
  readonly optional: boolean
  readonly nullable: boolean
}

/** Arguments whose kinds were checked; reading one as another kind is a bug here, not an error of the model. */
export class Arguments {
  private readonly values: readonly (Value | undefined)[]
  constructor(values: readonly (Value | undefined)[]) {
    this.values = values
  }
  /** Whether the argument was given and is not null. */
  has(at: number): boolean {
    return (this.values[at] ?? null) !== null
  }
  value(at: number): Value {
    return this.values[at] ?? null
  }
  read<T extends Value>(at: number): T {
    return this.value(at) as T
  }
}

export function form(text: string, body: Body): Form {
  const parameters = text === '' ? [] : text.split(', ').map(readParameter)
  return { parameters, body }
}

function readParameter(text: string): Parameter {
  const [name = '', kindText = ''] = text.split(': ')
  const kind = kindText.replace(/[?!]+$/, '')
  return {
    name,
    kind,
    optional: kindText.includes('?'),
    nullable: kindText.includes('!') || kind === 'any',
  }
}

export function define(name: string, ...forms: readonly Form[]): FeelFunction {
  return new FeelFunction(name, undefined, (run, args, names) => {
    for (const each of forms) {
      const fit = arrange(each, args, names)
      if (fit === undefined) continue
      const value = each.body(fit, run)
      if (value === undefined) run.say('value', `${name} has no answer for these arguments`)
      return value ?? null
    }
    run.say('arguments', `${name} does not take (${args.map((arg) => kindOf(arg)).join(', ')})`)
    return null
  })
}

/** A function of one list, or of its items: `sum([1, 2])`, `sum(1, 2)`. */
export function defineOverItems(
  name: string,
  body: (items: readonly Value[], run: Run) => Value | undefined,
  listName = 'list',
): FeelFunction {
  return new FeelFunction(name, undefined, (run, args, names) => {
    const [first = null] = args
    const misnamed = names !== undefined && (names.length !== 1 || names[0] !== listName)
    if (args.length === 0 || misnamed || (args.length === 1 && first === null)) {
      run.say('arguments', `${name} takes one list or its items`)
      return null
    }
    const value = body(args.length === 1 && isList(first) ? first : args, run)
    if (value === undefined) run.say('value', `${name} has no answer for these items`)
    return value ?? null
  })
}

function arrange(
  { parameters }: Form,
  args: readonly Value[],
  names: readonly string[] | undefined,
): Arguments | undefined {
  if (args.length > parameters.length) return undefined
  if (names?.some((name) => !parameters.some((parameter) => parameter.name === name))) return undefined
  const values: (Value | undefined)[] = []
  for (const [at, parameter] of parameters.entries()) {
    const given = names === undefined ? args[at] : args[names.indexOf(parameter.name)]
    const fit = fitted(parameter, given)
    if (fit === false) return undefined
    values.push(fit.value)
  }
  return new Arguments(values)
}

function fitted(parameter: Parameter, given: Value | undefined): false | { value: Value | undefined } {
  if (given === undefined) return parameter.optional ? { value: undefined } : false
  if (given === null) return parameter.nullable ? { value: null } : false
  if (parameter.kind === 'any' || parameter.kind === 'value') return { value: given }
  if (parameter.kind === 'list') return { value: isList(given) ? given : [given] }
  if (isKind(given, parameter.kind)) return { value: given }
  const [only = null] = isList(given) && given.length === 1 ? given : []
  return isKind(only, parameter.kind) ? { value: only } : false
}

function isKind(value: Value, kind: string): boolean {
  if (kind === 'moment') return value instanceof LocalDate || value instanceof DateTime
  if (kind === 'duration') return kindOf(value).endsWith(' duration')
  if (kind === 'point') return value !== null && kindOf(value) !== 'range'
  return kindOf(value) === kind
}
