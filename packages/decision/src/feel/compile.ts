/** Compiles a parsed expression into closures, once; what runs later only looks up, compares and calculates. */
import type { SyntaxNode } from '@lezer/common'
import { builtin } from '../builtins/index.ts'
import { calculate, negate, type Operator } from './arithmetic.ts'
import { compileCall, compileFunction } from './call.ts'
import { type Code, nameOf, type Source, textOf } from './code.ts'
import { compare, equal } from './compare.ts'
import { compileFilter, compilePath } from './filter.ts'
import { compileFor, compileQuantified } from './iterate.ts'
import { compileLogic, compileMembership } from './logic.ts'
import { canonicalName, Entries } from './scope.ts'
import { childrenOf, unquote } from './syntax.ts'
import { parseTemporal } from './temporal-text.ts'
import { compileSimpleTest } from './tests.ts'
import { isInstance, readType, type Types } from './type.ts'
import { decimalOf, FeelRange, isNumber, kindOf, type Value } from './value.ts'

const constant =
  (value: Value): Code =>
  () =>
    value

export function sourceOf(text: string, types: Types): Source {
  const source: Source = {
    text,
    types,
    compile: (node) => {
      if (node === undefined) return constant(null)
      const make = makers[node.name]
      return make === undefined ? constant(null) : make(node, childrenOf(node), source)
    },
  }
  return source
}

type Maker = (node: SyntaxNode, children: readonly SyntaxNode[], source: Source) => Code

const makers: Readonly<Record<string, Maker>> = {
  Expression: (_node, [first], source) => source.compile(first),
  ParenthesizedExpression: (_node, [, inner], source) => source.compile(inner),
  FunctionBody: (_node, [first], source) => source.compile(first),
  null: () => constant(null),
  BooleanLiteral: (node, _children, source) => constant(textOf(node, source) === 'true'),
  StringLiteral: (node, _children, source) => constant(unquote(textOf(node, source))),
  NumericLiteral: (node, _children, source) => constant(decimalOf(textOf(node, source).replace(/\s/g, ''))),
  DateTimeLiteral: dateTimeLiteral,
  VariableName: (node, _children, source) => variable(node, source),
  '?': () => (scope) => scope.get('?') ?? null,
  SpecialFunctionName: (node, _children, source) => constant(builtin(nameOf(node, source)) ?? null),
  List: (_node, children, source) => list(children, source),
  Context: (_node, children, source) => context(children, source),
  ArithmeticExpression: (node, children, source) => arithmetic(node, children, source),
  Comparison: (node, children, source) => comparison(node, children, source),
  Conjunction: (node, _children, source) => compileLogic(node, source),
  Disjunction: (node, _children, source) => compileLogic(node, source),
  IfExpression: (_node, [, condition, , yes, , no], source) => choice(condition, yes, no, source),
  ForExpression: (node, children, source) => compileFor(node, children, source),
  QuantifiedExpression: (_node, children, source) => compileQuantified(children, source),
  InstanceOfExpression: (_node, children, source) => instance(children, source),
  PathExpression: (node, children, source) => compilePath(node, children, source),
  FilterExpression: (node, children, source) => compileFilter(node, children, source),
  FunctionInvocation: (node, children, source) => compileCall(node, children, source),
  FunctionDefinition: (_node, children, source) => compileFunction(children, source),
  SimplePositiveUnaryTest: (node, children, source) => compileSimpleTest(node, children, source),
  Interval: (node, children, source) => interval(node, children, source),
}

function dateTimeLiteral(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [first] = children
  if (first?.name !== 'AtLiteral') return compileCall(node, children, source)
  const [literal] = childrenOf(first)
  const text = literal === undefined ? '' : unquote(textOf(literal, source))
  const value = parseTemporal(text)
  if (value !== null) return constant(value)
  return ({ run }) => {
    run.say('value', `@"${text}" is no date, time or duration`, node.from)
    return null
  }
}

function variable(node: SyntaxNode, source: Source): Code {
  const name = nameOf(node, source)
  const known = builtin(name) ?? null
  const canonical = canonicalName(name)
  const signs = canonical !== name || /[^\p{L}\p{N}_ ]/u.test(name)
  return (scope) => {
    let value = scope.get(name)
    if (value === undefined && signs) value = scope.find(canonical)
    if (value !== undefined) return value
    if (known === null) scope.run.say('unknown-name', `nothing is called ${name}`, node.from)
    return known
  }
}

const brackets = new Set(['[', ']', '{', '}', '(', ')'])

function list(children: readonly SyntaxNode[], source: Source): Code {
  const items = children.filter(({ name }) => !brackets.has(name)).map((child) => source.compile(child))
  return (scope) => items.map((item) => item(scope))
}

function context(children: readonly SyntaxNode[], source: Source): Code {
  const entries = children
    .filter(({ name }) => name === 'ContextEntry')
    .map((entry) => {
      const [key, value] = childrenOf(entry)
      const [inner] = key === undefined ? [] : childrenOf(key)
      const name =
        inner === undefined
          ? ''
          : inner.name === 'StringLiteral'
            ? unquote(textOf(inner, source))
            : nameOf(inner, source)
      return { name, code: source.compile(value), from: entry.from }
    })
  return (scope) => {
    const made = new Map<string, Value>()
    const inside = new Entries(scope, made)
    for (const { name, code, from } of entries) {
      if (made.has(name)) {
        scope.run.say('value', `the context has ${name} twice`, from)
        return null
      }
      made.set(name, code(inside))
    }
    return made
  }
}

function arithmetic(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [left, sign, right] = children
  if (right === undefined) {
    const operand = source.compile(sign)
    return (scope) => {
      const value = operand(scope)
      const result = negate(value)
      if (result === undefined) scope.run.say('type', `- ${kindOf(value)} has no meaning`, node.from)
      return result ?? null
    }
  }
  const [a, b] = [source.compile(left), source.compile(right)]
  const operator = sign === undefined ? '+' : (textOf(sign, source) as Operator)
  return (scope) => {
    const [x, y] = [a(scope), b(scope)]
    const result = calculate(operator, x, y)
    if (result === undefined) {
      scope.run.say('type', `${kindOf(x)} ${operator} ${kindOf(y)} has no meaning`, node.from)
      return null
    }
    if (result === null) scope.run.say('value', `${operator} has no answer here`, node.from)
    return result
  }
}

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function comparison(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [left, sign, low, , high] = children
  if (sign?.name === 'in') return compileMembership(node, children, source)
  const a = source.compile(left)
  if (sign?.name === 'between') return between(a, source.compile(low), source.compile(high))
  const b = source.compile(low)
  const operator = sign === undefined ? '' : textOf(sign, source)
  if (operator === '=') return (scope) => equal(a(scope), b(scope))
  if (operator === '!=') {
    return (scope) => {
      const same = equal(a(scope), b(scope))
      return same === null ? null : !same
    }
  }
  const holds = orders[operator]
  return (scope) => {
    const [x, y] = [a(scope), b(scope)]
    const order = isNumber(x) && isNumber(y) ? x.cmp(y) : compare(x, y)
    if (order !== null) return holds?.(order) ?? null
    scope.run.say('type', `${kindOf(x)} ${operator} ${kindOf(y)} cannot be compared`, node.from)
    return null
  }
}

function between(a: Code, low: Code, high: Code): Code {
  return (scope) => {
    const value = a(scope)
    const [from, to] = [compare(value, low(scope)), compare(value, high(scope))]
    return from === null || to === null ? null : from >= 0 && to <= 0
  }
}

function choice(
  condition: SyntaxNode | undefined,
  yes: SyntaxNode | undefined,
  no: SyntaxNode | undefined,
  source: Source,
): Code {
  const [test, a, b] = [source.compile(condition), source.compile(yes), source.compile(no)]
  return (scope) => (test(scope) === true ? a(scope) : b(scope))
}

function instance([value, , , typeNode]: readonly SyntaxNode[], source: Source): Code {
  const code = source.compile(value)
  const name = typeNode === undefined ? '' : textOf(typeNode, source)
  const type = readType(name, source.types)?.type
  return (scope) => {
    if (type === undefined || type.is === 'unknown') {
      scope.run.say('unknown-name', `there is no type ${name}`, typeNode?.from)
      return null
    }
    return isInstance(code(scope), type)
  }
}

function interval(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [open, low, , high, close] = children
  const [a, b] = [source.compile(low), source.compile(high)]
  const startIncluded = open?.name === '['
  const endIncluded = close?.name === ']'
  return (scope) => {
    const [start, end] = [a(scope), b(scope)]
    const order = start === null || end === null ? 0 : compare(start, end)
    if (order === null || (start === null && end === null)) {
      scope.run.say('type', `${kindOf(start)} .. ${kindOf(end)} is no range`, node.from)
      return null
    }
    return new FeelRange(start, end, startIncluded && start !== null, endIncluded && end !== null)
  }
}
