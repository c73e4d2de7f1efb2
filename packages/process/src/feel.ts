/** Conditions in FEEL, by feelin. */
import { evaluate, parseExpression } from 'feelin'

/** What a condition may use: form answers by name, `applicant`, `results`. */
export type Facts = Readonly<Record<string, unknown>>

export type Analysis = {
  /** The expression when it does not parse. */
  readonly syntax?: string
  /** Every variable it may read, outermost names only. */
  readonly reads: readonly string[]
  /** Those of them that must exist: not the ones inside a filter, which may be fields of a list's items. */
  readonly names: readonly string[]
  /** Functions whose value depends on when it is asked. */
  readonly clock: readonly string[]
}

const clockFunctions = new Set(['now', 'today', 'random number'])

export function analyse(expression: string): Analysis {
  const found: { name: string; from: number }[] = []
  const called = new Set<string>()
  const local = new Set<string>()
  const filters: { from: number; to: number }[] = []
  let broken = expression.trim() === ''
  let callAt = -1
  parseExpression(expression, {}, undefined).iterate({
    enter(node) {
      const text = expression.slice(node.from, node.to)
      if (node.type.isError) broken = true
      else if (node.name === 'FunctionInvocation') callAt = node.from
      else if (node.name === 'InExpression') local.add(text.split(/\s+in\s+/)[0] ?? '')
      else if (node.name === '[') filters.push({ from: node.from, to: node.node.parent?.to ?? node.to })
      else if (node.name === 'VariableName' && node.from === callAt) called.add(text)
      else if (node.name === 'VariableName') found.push({ name: text, from: node.from })
    },
  })
  const outer = found.filter(({ name }) => !local.has(name))
  const inFilter = (at: number) => filters.some((filter) => filter.from < at && at < filter.to)
  return {
    ...(broken ? { syntax: expression.trim() } : {}),
    reads: [...new Set(outer.map(({ name }) => name))],
    names: [...new Set(outer.filter(({ from }) => !inFilter(from)).map(({ name }) => name))],
    clock: [...called].filter((name) => clockFunctions.has(name)),
  }
}

/**
 * Parsing costs 0.2 ms, and the same condition meets the same answers again and again (a decision, its forecast, the
 * next decision), so results are remembered by expression and the values it reads. Bounded; the function stays pure.
 */
const remembered = new Map<string, boolean>()
const readsOf = new Map<string, readonly string[]>()
const limit = 5000

/** Whether the condition is exactly `true`; `null` and everything else is not. */
export function isTrue(expression: string, facts: Facts): boolean {
  let reads = readsOf.get(expression)
  if (reads === undefined) {
    reads = analyse(expression).reads
    if (readsOf.size >= limit) readsOf.clear()
    readsOf.set(expression, reads)
  }
  const key = JSON.stringify([expression, reads.map((name) => facts[name] ?? null)])
  const known = remembered.get(key)
  if (known !== undefined) return known
  const value = evaluate(expression, { ...facts }).value === true
  if (remembered.size >= limit) remembered.clear()
  remembered.set(key, value)
  return value
}

/** The value of an expression; `null` when it has none, or is none: a name of data need not be FEEL. */
export function evaluated(expression: string, facts: Facts): unknown {
  try {
    return evaluate(expression, { ...facts }).value ?? null
  } catch {
    return null
  }
}
