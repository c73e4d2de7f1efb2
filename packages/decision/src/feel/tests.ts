/** Unary tests (DMN 10.3.2.12 and 7.3.3): `< 5`, `[1..3]`, `not("a", "b")`, an expression about `?`. */
import type { SyntaxNode } from '@lezer/common'
import { type Code, type Source, textOf } from './code.ts'
import { equal, includes, some } from './compare.ts'
import { Named, type Scope } from './scope.ts'
import { childrenOf } from './syntax.ts'
import { FeelRange, isList, type RangeForm, type Value } from './value.ts'

/** Whether the value passes; null when it cannot be told. */
export type Test = (scope: Scope, value: Value) => boolean | null

const ofForm: Readonly<Record<string, (value: Value) => FeelRange>> = {
  '<': (value) => new FeelRange(null, value, false, false, '<'),
  '<=': (value) => new FeelRange(null, value, false, true, '<='),
  '>': (value) => new FeelRange(value, null, false, false, '>'),
  '>=': (value) => new FeelRange(value, null, true, false, '>='),
  '=': (value) => new FeelRange(value, value, true, true, '='),
  '!=': (value) => new FeelRange(value, null, false, false, '!='),
}

/** `(< 5)` and `[1..3]` as values: ranges. */
export function compileSimpleTest(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [first, operand] = children
  if (first?.name !== 'CompareOp') return source.compile(first)
  const code = source.compile(operand)
  const make = ofForm[textOf(first, source) as RangeForm]
  return (scope) => {
    const value = code(scope)
    const order = textOf(first, source)
    if (value === null && order !== '=' && order !== '!=') {
      scope.run.say('type', `${order} null is no range`, node.from)
      return null
    }
    return make?.(value) ?? null
  }
}

/** `value in test` and `value in (test, test)`. */
export function compileIn(value: Code, rest: readonly SyntaxNode[], source: Source): Code {
  const tests = rest
    .flatMap((node) => (node.name === 'PositiveUnaryTests' ? childrenOf(node) : [node]))
    .filter(({ name }) => name === 'PositiveUnaryTest')
    .map((node) => compileTest(node, source))
  return (scope) => {
    const tested = value(scope)
    const inside = new Named(scope, '?', tested)
    return some(tests.map((test) => test(inside, tested)))
  }
}

/** `value in test` where the test is one term, with the sign before it. */
export function compileInOne(
  value: Code,
  node: SyntaxNode,
  form: RangeForm | undefined,
  source: Source,
): Code {
  const operand = source.compile(node)
  const make = form && ofForm[form]
  const aboutItself = form === undefined && asks(node)
  return (scope) => {
    const tested = value(scope)
    const test = operand(new Named(scope, '?', tested))
    if (aboutItself) return typeof test === 'boolean' ? test : null
    return matches(make === undefined ? test : make(test), tested)
  }
}

/** The tests of a cell: `-`, a list of tests, `not(...)`. */
export function compileUnaryTests(root: SyntaxNode, source: Source): Test {
  const children = childrenOf(root)
  const [first] = children
  if (first?.name === 'Wildcard') return () => true
  const negated = first?.name === 'not'
  const tests = children
    .filter(({ name }) => name === 'PositiveUnaryTests')
    .flatMap(childrenOf)
    .map((node) => compileTest(node, source))
  return (scope, value) => {
    const inside = new Named(scope, '?', value)
    const answer = some(tests.map((test) => test(inside, value)))
    return negated && answer !== null ? !answer : answer
  }
}

/** The tests of a list of values one by one, in their order. */
export function compileEachTest(root: SyntaxNode, source: Source): readonly Test[] {
  return childrenOf(root)
    .filter(({ name }) => name === 'PositiveUnaryTests')
    .flatMap(childrenOf)
    .map((node) => compileTest(node, source))
}

function compileTest(node: SyntaxNode, source: Source): Test {
  const [inner] = childrenOf(node)
  const code = source.compile(inner)
  if (inner !== undefined && asks(inner)) {
    return (scope) => {
      const answer = code(scope)
      return typeof answer === 'boolean' ? answer : null
    }
  }
  return (scope, value) => matches(code(scope), value)
}

/** Whether the expression speaks of `?` itself. */
function asks(node: SyntaxNode): boolean {
  if (node.name === '?') return true
  return childrenOf(node).some(asks)
}

/** The value is equal to what the test says, in its range or its list, or the test is simply true. */
function matches(test: Value, value: Value): boolean | null {
  if (test instanceof FeelRange) {
    return value instanceof FeelRange ? equal(test, value) : includes(test, value)
  }
  if (isList(test)) return matchesList(test, value)
  if (test === true && typeof value !== 'boolean') return true
  return equal(test, value) ?? false
}

function matchesList(list: readonly Value[], value: Value): boolean | null {
  if (isList(value) && equal(list, value) === true) return true
  return some(
    list.map((item) => {
      if (item instanceof FeelRange && !(value instanceof FeelRange)) return includes(item, value)
      return equal(item, value) ?? false
    }),
  )
}
