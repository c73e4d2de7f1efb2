/** What expressions see: the answers, the process's variables, and those of every scope from the outside in. */
import { evaluated, type Facts } from '../feel.ts'
import { isolated } from './fold-scopes.ts'
import type { Scope, State, Values } from './state.ts'

export function factsIn(given: Facts, state: State, from: string | undefined, own: Values = {}): Facts {
  if (from === undefined) return { ...given, ...state.vars, ...own, results: state.results }
  const chain: Scope[] = []
  for (let at = find(state, from); at !== undefined; at = find(state, at.scope)) {
    chain.unshift(at)
    if (isolated in at.vars) break
  }
  const [first] = chain
  const alone = first !== undefined && isolated in first.vars
  const outer = alone ? { results: first.vars } : { ...given, ...state.vars, results: state.results }
  return Object.assign({}, outer, ...chain.map(varsOf), own) as Facts
}

function find(state: State, key: string | undefined): Scope | undefined {
  return key === undefined ? undefined : state.scopes?.find((scope) => scope.key === key)
}

/** BPMN 2.0.2 table 10.30: how far the instances of a body are. */
function varsOf(scope: Scope): Values {
  if (scope.kind !== 'multi') return scope.vars
  const { made = 0, completed = 0, total = made } = scope
  return {
    ...scope.vars,
    numberOfInstances: total,
    numberOfActiveInstances: made - completed,
    numberOfCompletedInstances: completed,
    numberOfTerminatedInstances: 0,
  }
}

/** A variable by its name, whatever characters that has, or the value of an expression. */
export function valueIn(expression: string, facts: Facts): unknown {
  const results = facts.results as Values | undefined
  if (Object.hasOwn(facts, expression)) return facts[expression]
  if (results !== undefined && Object.hasOwn(results, expression)) return results[expression]
  return evaluated(expression, facts)
}
