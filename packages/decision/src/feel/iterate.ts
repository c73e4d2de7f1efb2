/** `for`, `some`, `every` (DMN 10.3.2.14 and 10.3.2.15). */
import type { SyntaxNode } from '@lezer/common'
import { type Code, nameOf, type Source } from './code.ts'
import { compare } from './compare.ts'
import { Named, Scope } from './scope.ts'
import { childrenOf } from './syntax.ts'
import { LocalDate } from './temporal.ts'
import { FeelRange, isList, isNumber, kindOf, one, type Value } from './value.ts'

/** One `name in domain`; the items are undefined where the domain cannot be walked. */
export type Walk = { readonly name: string; readonly items: (scope: Scope) => Iterable<Value> | undefined }

export function compileFor(_node: SyntaxNode, children: readonly SyntaxNode[], source: Source): Code {
  const walks = compileWalks(children, source)
  const body = source.compile(children.at(-1))
  return forEach(walks, body)
}

/** The results of a body over all combinations, in which `partial` is the results so far. */
export function forEach(walks: readonly Walk[], body: Code): Code {
  return (scope) => {
    const results: Value[] = []
    const inside = new Partial(scope, results)
    const walked = walk(walks, inside, (each) => {
      results.push(body(each))
      return true
    })
    return walked ? results : null
  }
}

/** `partial` as it is when it is read: the list goes on growing, and a result may hold what it read. */
class Partial extends Scope {
  private readonly outer: Scope
  private readonly results: readonly Value[]
  constructor(outer: Scope, results: readonly Value[]) {
    super(outer.run)
    this.outer = outer
    this.results = results
  }
  get(name: string): Value | undefined {
    return name === 'partial' ? this.copy() : this.outer.get(name)
  }
  find(canonical: string): Value | undefined {
    return canonical === 'partial' ? this.copy() : this.outer.find(canonical)
  }
  private copy(): Value {
    for (let copied = 0; copied < this.results.length; copied += 64) this.run.step()
    return this.results.slice()
  }
}

export function compileQuantified(children: readonly SyntaxNode[], source: Source): Code {
  const walks = compileWalks(children, source)
  return quantified(walks, source.compile(children.at(-1)), children[0]?.name === 'some')
}

/** True (`some`) or false (`every`) as soon as one combination says so; null when one could not be told. */
export function quantified(walks: readonly Walk[], body: Code, decisive: boolean): Code {
  return (scope) => {
    let answer: Value = !decisive
    const walked = walk(walks, scope, (each) => {
      const value = body(each)
      if (typeof value !== 'boolean') answer = null
      else if (value === decisive) answer = decisive
      return value !== decisive
    })
    return walked || answer === decisive ? answer : null
  }
}

/** False when a domain cannot be walked. Stops when `visit` returns false. */
function walk(walks: readonly Walk[], scope: Scope, visit: (scope: Scope) => boolean): boolean {
  let going = true
  const descend = (depth: number, outer: Scope): boolean => {
    const next = walks[depth]
    if (next === undefined) {
      going = visit(outer)
      return true
    }
    const items = next.items(outer)
    if (items === undefined) return false
    for (const item of items) {
      scope.run.step()
      if (!descend(depth + 1, new Named(outer, next.name, item))) return false
      if (!going) return true
    }
    return true
  }
  return descend(0, scope)
}

function compileWalks(children: readonly SyntaxNode[], source: Source): readonly Walk[] {
  const list = children.find(({ name }) => name === 'InExpressions')
  return (list === undefined ? [] : childrenOf(list)).map((node) => {
    const [nameNode, , domain] = childrenOf(node)
    const name = nameNode === undefined ? '' : nameOf(nameNode, source)
    return { name, items: compileDomain(domain, source) }
  })
}

function compileDomain(node: SyntaxNode | undefined, source: Source): Walk['items'] {
  const [first, dots, last] = node?.name === 'IterationContext' ? childrenOf(node) : [node]
  const from = source.compile(first)
  if (dots === undefined) return (scope) => itemsOf(from(scope), scope)
  const to = source.compile(last)
  return (scope) => {
    const [start, end] = [from(scope), to(scope)]
    return counted(start, end, scope)
  }
}

/** The items of a list or a range of whole steps; another value is a list of itself. */
export function itemsOf(value: Value, scope: Scope): Iterable<Value> | undefined {
  if (isList(value)) return value
  if (value === null) {
    scope.run.say('type', 'null is no list')
    return undefined
  }
  if (!(value instanceof FeelRange)) return [value]
  const order = compare(value.start, value.end)
  if (order === null || order > 0) {
    scope.run.say('value', 'such a range cannot be walked through')
    return undefined
  }
  const items = counted(value.start, value.end, scope)
  if (items === undefined) return undefined
  return [...items].filter(
    (item) =>
      (value.startIncluded || compare(item, value.start) !== 0) &&
      (value.endIncluded || compare(item, value.end) !== 0),
  )
}

/** From one number or date to another by steps of one, up or down. */
function counted(start: Value, end: Value, scope: Scope): Iterable<Value> | undefined {
  if (isNumber(start) && isNumber(end)) {
    const step = start.lte(end) ? one : one.neg()
    return (function* () {
      for (let at = start; at.cmp(end) * step.s <= 0; at = at.plus(step)) {
        scope.run.step()
        yield at
      }
    })()
  }
  if (start instanceof LocalDate && end instanceof LocalDate) {
    const [from, to] = [start.epochDay, end.epochDay]
    const step = from <= to ? 1 : -1
    return (function* () {
      for (let day = from; (day - to) * step <= 0; day += step) {
        scope.run.step()
        yield LocalDate.ofEpochDay(day) ?? null
      }
    })()
  }
  scope.run.say('type', `from ${kindOf(start)} to ${kindOf(end)} there are no steps`)
  return undefined
}
