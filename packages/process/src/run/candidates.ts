import { flowOf, isStep, nodeOf, type Plan, type Rule, ruleKey, type UserTask } from '../plan.ts'
import type { Command } from './command.ts'
import type { State } from './state.ts'

/** Members by rule, resolved before `decide`; key: `ruleKey`. */
export type People = ReadonlyMap<string, readonly string[]>

export type Candidates = {
  readonly members: readonly string[]
  readonly backstop: boolean
}

/**
 * Who may decide a task: everybody whom the rules find, without the applicant; else whom the backstop finds, without
 * the applicant; else nobody.
 */
export function candidatesOf(task: UserTask, applicant: string, people: People): Candidates {
  const found = (rules: readonly Rule[]) => [
    ...new Set(
      rules.flatMap((rule) => people.get(ruleKey(rule)) ?? []).filter((member) => member !== applicant),
    ),
  ]
  const members = found(task.assignment.to)
  if (members.length > 0 || task.assignment.backstop === undefined) return { members, backstop: false }
  return { members: found([task.assignment.backstop]), backstop: true }
}

/** Every assignment rule of the plan, once each. */
export function rulesOf(plan: Plan): readonly Rule[] {
  return rulesOfSteps(plan, Object.keys(plan.nodes))
}

/** The rules whose people `decide` may need for this command; fewer than `rulesOf` in the middle of a case. */
export function rulesFor(plan: Plan, state: State | undefined, command: Command): readonly Rule[] {
  if (state === undefined || command.type === 'start' || command.type === 'resubmit') return rulesOf(plan)
  const leaves = command.type === 'decide-task' ? command.outcome === 'approve' : moving.has(command.type)
  if (!leaves || !('task' in command)) return []
  const task = state.open.find((open) => open.task === command.task)
  return task === undefined ? [] : rulesOfSteps(plan, stepsAfter(plan, task.node))
}

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
