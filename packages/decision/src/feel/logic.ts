/**
 * `and`, `or` and `in`. The grammar reads `a in b or c` as `a in (b or c)`, and FEEL means `(a in b) or c` (DMN 10.3.1.2: `in`
 * binds like a comparison). So the terms are taken apart in the order of the text and put together again by precedence;
 * parentheses are nodes of their own and stay whole.
 */
import type { SyntaxNode } from '@lezer/common'
import { type Code, type Source, textOf } from './code.ts'
import { childrenOf } from './syntax.ts'
import { compileIn, compileInOne } from './tests.ts'
import type { RangeForm } from './value.ts'

/** An operand; with `tested`, the test of `tested in ...`, and `form` the sign before it. */
type Term = { readonly node: SyntaxNode; readonly tested?: SyntaxNode; readonly form?: RangeForm }

/** Each term with the operator before it; the first has none. */
type Chain = readonly { readonly operator: 'and' | 'or' | undefined; readonly term: Term }[]

export function compileLogic(node: SyntaxNode, source: Source): Code {
  const chain = chainOf(node, source)
  const groups: Code[][] = [[]]
  for (const { operator, term } of chain) {
    if (operator === 'or') groups.push([])
    groups.at(-1)?.push(compileTerm(term, source))
  }
  return joined(
    groups.map((terms) => joined(terms, false)),
    true,
  )
}

/** `value in test, ...` where nothing follows the tests; anything else is a chain. */
export function compileMembership(node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const [value] = children
  return chainOf(node, source).length > 1
    ? compileLogic(node, source)
    : compileIn(source.compile(value), children.slice(2), source)
}

function compileTerm({ node, tested, form }: Term, source: Source): Code {
  if (tested === undefined) return source.compile(node)
  return compileInOne(source.compile(tested), node, form, source)
}

function chainOf(node: SyntaxNode, source: Source): Chain {
  const [left, sign, right] = childrenOf(node)
  if (node.name === 'Conjunction' || node.name === 'Disjunction') {
    if (left === undefined || right === undefined) return [{ operator: undefined, term: { node } }]
    const operator = node.name === 'Conjunction' ? 'and' : 'or'
    const [first, ...rest] = chainOf(right, source)
    return first === undefined
      ? chainOf(left, source)
      : [...chainOf(left, source), { operator, term: first.term }, ...rest]
  }
  const whole: Chain = [{ operator: undefined, term: { node } }]
  if (node.name !== 'Comparison' || sign?.name !== 'in' || right?.name !== 'PositiveUnaryTest') return whole
  const test = testChain(right, source)
  const [first, ...rest] = test
  if (left === undefined || first === undefined || rest.length === 0) return whole
  return [{ operator: undefined, term: { ...first.term, tested: left } }, ...rest]
}

/** The chain inside of a test, `> 1 and b` too. */
function testChain(test: SyntaxNode, source: Source): Chain {
  const [inner] = childrenOf(test)
  if (inner === undefined) return []
  const [sign, operand] = childrenOf(inner)
  if (inner.name !== 'SimplePositiveUnaryTest' || sign?.name !== 'CompareOp' || operand === undefined) {
    return chainOf(inner, source)
  }
  const [first, ...rest] = chainOf(operand, source)
  if (first === undefined) return []
  const form = textOf(sign, source) as RangeForm
  return [{ operator: undefined, term: { ...first.term, form } }, ...rest]
}

/** Three-valued `and` (decisive: false) and `or` (decisive: true); anything but a boolean counts as unknown. */
function joined(terms: readonly Code[], decisive: boolean): Code {
  const [only, ...others] = terms
  if (only !== undefined && others.length === 0) return only
  return (scope) => {
    let unknown = false
    for (const term of terms) {
      const value = term(scope)
      if (value === decisive) return decisive
      if (value !== !decisive) unknown = true
    }
    return unknown ? null : !decisive
  }
}
