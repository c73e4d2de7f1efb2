/** What a step is given: the values of its declared inputs. */
import type { Facts } from './feel.ts'
import { nodeOf, type Plan } from './plan.ts'
import { factsIn, valueIn } from './run/facts.ts'
import type { State, Values } from './run/state.ts'

/** By the names of the inputs; empty when the step declares none or is not open. */
export function inputsOf(plan: Plan, state: State, task: string, facts: Facts): Values {
  const open = state.open.find((candidate) => candidate.task === task)
  if (open === undefined) return {}
  const node = nodeOf(plan, open.node)
  const reads = 'reads' in node ? (node.reads ?? []) : []
  const known = factsIn(facts, state, open.scope, open.vars)
  return Object.fromEntries(reads.map(({ from, to }) => [to, valueIn(from, known)]))
}
