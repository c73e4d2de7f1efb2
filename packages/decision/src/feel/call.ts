/** Calls of functions by position and by name, and functions written in FEEL. */
import type { SyntaxNode } from '@lezer/common'
import { builtin } from '../builtins/index.ts'
import { type Code, nameOf, type Source, textOf } from './code.ts'
import { Entries, type Scope } from './scope.ts'
import { childrenOf } from './syntax.ts'
import { any, coerce, readType, type Type } from './type.ts'
import { FeelFunction, kindOf, type Run, type Value } from './value.ts'

export function compileCall(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [calleeNode] = children
  const isLiteral = calleeNode?.name === 'DateTimeConstructor'
  const called = calleeNode === undefined ? '' : nameOf(calleeNode, source)
  const literal = isLiteral ? (builtin(called) ?? null) : undefined
  const callee: Code = literal === undefined ? source.compile(calleeNode) : () => literal
  const { codes, names } = compileArguments(children, source)
  return (scope) => {
    const target = callee(scope)
    if (!(target instanceof FeelFunction)) {
      scope.run.say('type', `${called} is ${kindOf(target)}, no function`, node.from)
      return null
    }
    const values = codes.map((code) => code(scope))
    return target.call(scope.run, values, names)
  }
}

function compileArguments(children: readonly SyntaxNode[], source: Source) {
  const positional = children.find(({ name }) => name === 'PositionalParameters')
  if (positional !== undefined) {
    return { codes: childrenOf(positional).map((child) => source.compile(child)), names: undefined }
  }
  const named = children.find(({ name }) => name === 'NamedParameters')
  const pairs = named === undefined ? [] : childrenOf(named).map(childrenOf)
  return {
    codes: pairs.map(([, value]) => source.compile(value)),
    names: named && pairs.map(([name]) => (name === undefined ? '' : nameOf(name, source))),
  }
}

export type Parameter = { readonly name: string; readonly type: Type }

export function compileFunction(children: readonly SyntaxNode[], source: Source): Code {
  const list = children.find(({ name }) => name === 'FormalParameters')
  const parameters = (list === undefined ? [] : childrenOf(list)).map((node): Parameter => {
    const [name, type] = childrenOf(node)
    return {
      name: name === undefined ? '' : nameOf(name, source),
      type: type === undefined ? any : (readType(textOf(type, source), source.types)?.type ?? any),
    }
  })
  const isExternal = children.some(({ name }) => name === 'external')
  const body = source.compile(children.find(({ name }) => name === 'FunctionBody'))
  return (scope) =>
    isExternal ? externalFunction(parameters) : userFunction('function', parameters, body, scope)
}

/** Java and PMML do not run here: the call is null, and says so. */
export function externalFunction(parameters: readonly Parameter[]): FeelFunction {
  return new FeelFunction(
    'external',
    parameters.map(({ name }) => name),
    (run) => {
      run.say('external', 'functions of Java and PMML are not called')
      return null
    },
  )
}

/** A function with a body that sees its parameters over the scope in which it was written. */
export function userFunction(
  name: string,
  parameters: readonly Parameter[],
  body: Code,
  outer: Scope,
  result: Type = any,
): FeelFunction {
  const names = parameters.map((parameter) => parameter.name)
  return new FeelFunction(
    name,
    names,
    (run, args, given) => {
      run.step()
      const bound = bind(run, name, parameters, args, given)
      if (bound === undefined) return null
      return fitted(run, body(new Entries(outer, bound)), result, name)
    },
    [...parameters.map(({ type }) => type), result],
  )
}

/** The parameters with their values; undefined, with a problem, when number, names or types do not fit. */
export function bind(
  run: Run,
  name: string,
  parameters: readonly Parameter[],
  args: readonly Value[],
  names: readonly string[] | undefined,
): Map<string, Value> | undefined {
  const unknown = names?.find((given) => !parameters.some((parameter) => parameter.name === given))
  if (args.length !== parameters.length || unknown !== undefined) {
    run.say('arguments', `${name} takes (${parameters.map((parameter) => parameter.name).join(', ')})`)
    return undefined
  }
  const bound = new Map<string, Value>()
  for (const [at, parameter] of parameters.entries()) {
    const value = args[names === undefined ? at : names.indexOf(parameter.name)] ?? null
    const fit = coerce(value, parameter.type)
    if (fit === undefined) {
      run.say('type', `${name}: ${parameter.name} cannot be ${kindOf(value)}`)
      return undefined
    }
    bound.set(parameter.name, fit)
  }
  return bound
}

/** The value as the type wants it, or null with a problem. */
export function fitted(run: Run, value: Value, type: Type, name: string): Value {
  const fit = coerce(value, type)
  if (fit === undefined) run.say('type', `${name} cannot be ${kindOf(value)}`)
  return fit ?? null
}
