/** Which assignment rules must be resolved before a command is decided. */
import type { Facts } from '../feel.ts'
import { flowOf, isStep, nodeOf, type Plan, type Rule, ruleKey } from '../plan.ts'
import { isEventful } from '../plan-map.ts'
import type { Command } from './command.ts'
import { forecast, stopsOf } from './forecast.ts'
import type { State } from './state.ts'

/** Every assignment rule of the plan, once each. */
export function rulesOf(plan: Plan): readonly Rule[] {
  return rulesOfSteps(plan, Object.keys(plan.nodes))
}

/**
 * The rules whose people `decide` needs for this command: at a start those of every step that the facts lead to, since
 * nobody may apply for what would stand still; later those of the next steps alone.
 */
export function rulesFor(
  plan: Plan,
  state: State | undefined,
  command: Command,
  facts: Facts,
): readonly Rule[] {
  if (state === undefined || command.type === 'start' || command.type === 'resubmit') {
    const { line } = forecast(plan, undefined, '', { facts, people: new Map() })
    return rulesOfSteps(
      plan,
      stopsOf(line).map((stop) => stop.node),
    )
  }
  // Boundaries, scopes and joins of theirs lead further than gateways do: such a plan asks for everybody.
  if (state.scopes !== undefined || state.waits !== undefined || isEventful(plan))
    return moves(command) ? rulesOf(plan) : []
  const leaves = command.type === 'decide-task' ? command.outcome === 'approve' : moving.has(command.type)
  if (!leaves || !('task' in command)) return []
  const task = state.open.find((open) => open.task === command.task)
  return task === undefined ? [] : rulesOfSteps(plan, stepsAfter(plan, task.node))
}

function moves(command: Command): boolean {
  return command.type === 'decide-task'
    ? command.outcome === 'approve'
    : moving.has(command.type) || eventful.has(command.type)
}

const eventful: ReadonlySet<Command['type']> = new Set(['raise', 'fire-timer', 'deliver', 'broadcast'])
const moving: ReadonlySet<Command['type']> = new Set(['service-done', 'skip-service'])

/** Steps that can be reached from a step through gateways alone. */
function stepsAfter(plan: Plan, node: string): readonly string[] {
  const flows = new Set(nodeOf(plan, node).outgoing)
  const steps = new Set<string>()
  for (const flow of flows) {
    const target = nodeOf(plan, flowOf(plan, flow).to)
    if (isStep(target)) steps.add(target.id)
    else for (const next of target.outgoing) flows.add(next)
  }
  return [...steps]
}

function rulesOfSteps(plan: Plan, ids: readonly string[]): readonly Rule[] {
  const rules = new Map<string, Rule>()
  for (const id of ids) {
    const node = nodeOf(plan, id)
    if (node.kind !== 'user-task') continue
    const { to, backstop } = node.assignment
    for (const rule of backstop === undefined ? to : [...to, backstop]) rules.set(ruleKey(rule), rule)
  }
  return [...rules.values()]
}
