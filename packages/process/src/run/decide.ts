import { nodeOf, outcomes, type Plan, type UserTask } from '../plan.ts'
import { itemOf, leave } from './activities.ts'
import type { Command, CommandOf, Context, Decision, Refused } from './command.ts'
import { broadcast, deliver, fireTimer } from './decide-events.ts'
import { missingPeople } from './forecast.ts'
import { History } from './history.ts'
import { armEventSubprocesses, cancelAll, declared, startTokens, within } from './scopes.ts'
import { settled } from './settle.ts'
import { isOver, type OpenTask, type State } from './state.ts'
import { raise } from './throwing.ts'

/** What follows from a command: events to append, or why not. Pure; `state` is undefined before the start. */
export function decide(plan: Plan, state: State | undefined, command: Command, context: Context): Decision {
  if (state === undefined) {
    return command.type === 'start' ? start(plan, command, context) : no('process.not-running')
  }
  if (state.commands.includes(command.id)) return { ok: true, events: [] }
  switch (command.type) {
    case 'start':
      return no('process.duplicate')
    case 'decide-task':
      return decideTask(plan, state, command, context)
    case 'supplement':
      return supplement(plan, state, command, context)
    case 'reassign':
      return reassign(plan, state, command, context)
    case 'hand-over':
      return handOver(plan, state, command, context)
    case 'return-step':
      return returnStep(plan, state, command, context)
    case 'service-done':
    case 'service-failed':
      return reportService(plan, state, command, context)
    case 'raise':
      return raiseFrom(plan, state, command, context)
    case 'fire-timer':
      return fireTimer(plan, state, command, context)
    case 'deliver':
      return deliver(plan, state, command, context)
    case 'broadcast':
      return broadcast(plan, state, command, context)
    case 'retry-service':
    case 'skip-service':
      return mendService(plan, state, command, context)
    case 'withdraw':
      return withdraw(plan, state, command, context)
    case 'resubmit':
      return resubmit(plan, state, command, context)
  }
}

type PlainCode = Exclude<Refused['code'], 'process.gone' | 'process.nobody'>
const no = (code: PlainCode): Refused => ({ ok: false, code })

function start(plan: Plan, command: CommandOf<'start'>, context: Context): Decision {
  const missing = nobodyFor(plan, undefined, command.by, context)
  if (missing !== undefined) return missing
  const history = new History(plan, undefined, command, context)
  history.add({ type: 'started', ...beginning(plan, command.at) })
  armEventSubprocesses(history, undefined)
  return settled(history)
}

function resubmit(plan: Plan, state: State, command: CommandOf<'resubmit'>, context: Context): Decision {
  if (command.by !== state.applicant) return no('process.not-yours')
  if (state.status !== 'returned') return no('process.not-returned')
  const missing = nobodyFor(plan, state, state.applicant, context)
  if (missing !== undefined) return missing
  const history = new History(plan, state, command, context)
  history.add({ type: 'resubmitted', round: state.round + 1, ...beginning(plan) })
  armEventSubprocesses(history, undefined)
  return settled(history)
}

function beginning(plan: Plan, at = plan.start): { put: readonly string[]; vars?: State['results'] } {
  const put = startTokens(plan, at, undefined)
  return plan.variables === undefined ? { put } : { put, vars: declared(plan.variables) }
}

/** Refuses to start what would stand still: a step that the answers lead to and that nobody holds. */
function nobodyFor(
  plan: Plan,
  state: State | undefined,
  applicant: string,
  context: Context,
): Refused | undefined {
  const node = missingPeople(plan, state, applicant, context)
  if (node === undefined) return undefined
  const rule = node.assignment.to.find((candidate) => 'unit' in candidate)
  return {
    ok: false,
    code: 'process.nobody',
    facts: {
      node: node.id,
      step: node.title,
      ...(rule !== undefined && 'unit' in rule ? { unit: rule.unit } : {}),
    },
  }
}

function decideTask(plan: Plan, state: State, command: CommandOf<'decide-task'>, context: Context): Decision {
  const task = userTask(state, command.task)
  if ('ok' in task) return task
  if (command.by === state.applicant) return no('process.own-case')
  if (!task.candidates.includes(command.by)) return no('process.not-yours')
  const step = nodeOf(plan, task.node) as UserTask
  const { outcome, opinion } = command
  const offered = outcomes.includes(outcome) && step.outcomes.includes(outcome)
  if (!offered || (outcome === 'supplement' && task.state === 'waiting-applicant')) {
    return no('process.outcome-not-offered')
  }
  const reason = outcome !== 'approve' || step.opinionRequired
  if (reason && opinion.trim() === '') return no('process.reason-needed')
  const history = new History(plan, state, command, context)
  if (outcome === 'supplement') {
    history.add({ type: 'supplement-asked', task: task.task, opinion })
    return history.done()
  }
  const decided = { type: 'task-decided' as const, task: task.task, outcome, opinion }
  if (outcome === 'approve') {
    leave(history, itemOf(task), (closing) => history.add({ ...decided, ...closing }))
    return settled(history)
  }
  history.add({ ...decided, put: [] })
  cancelAll(history)
  history.add({ type: outcome === 'return' ? 'returned' : 'refused', reason: opinion })
  return history.done()
}

function supplement(plan: Plan, state: State, command: CommandOf<'supplement'>, context: Context): Decision {
  if (command.by !== state.applicant) return no('process.not-yours')
  if (isOver(state)) return no('process.not-running')
  const waiting = state.open.filter((task) => task.state === 'waiting-applicant')
  if (waiting.length === 0) return no('process.not-waiting')
  const history = new History(plan, state, command, context)
  for (const task of waiting) history.add({ type: 'supplemented', task: task.task, note: command.note })
  return history.done()
}

/** The caller has made sure that `by` is an operator. */
function reassign(plan: Plan, state: State, command: CommandOf<'reassign'>, context: Context): Decision {
  const task = userTask(state, command.task)
  if ('ok' in task) return task
  if (command.reason.trim() === '') return no('process.reason-needed')
  const candidates = [...new Set(command.members)].filter((member) => member !== state.applicant)
  if (candidates.length === 0) return no('process.own-case')
  const history = new History(plan, state, command, context)
  history.add({ type: 'reassigned', task: task.task, candidates, reason: command.reason })
  return history.done()
}

/** Nothing happens when the same people hold it. */
function handOver(plan: Plan, state: State, command: CommandOf<'hand-over'>, context: Context): Decision {
  const task = userTask(state, command.task)
  if ('ok' in task) return task
  const candidates = [...new Set(command.members)].filter((member) => member !== state.applicant)
  const same =
    candidates.length === task.candidates.length &&
    candidates.every((member) => task.candidates.includes(member))
  if (same) return { ok: true, events: [] }
  const history = new History(plan, state, command, context)
  history.add({ type: 'reassigned', task: task.task, candidates, reason: command.reason })
  return history.done()
}

/** The caller has made sure that `by` is an operator. Only what cannot go on by itself may be returned so. */
function returnStep(plan: Plan, state: State, command: CommandOf<'return-step'>, context: Context): Decision {
  const kind = state.open.find((task) => task.task === command.task)?.kind ?? 'service'
  const task = openTask(state, command.task, kind)
  if ('ok' in task) return task
  if (task.state !== 'failed' && !task.nobody) return no('process.not-failed')
  if (command.reason.trim() === '') return no('process.reason-needed')
  const history = new History(plan, state, command, context)
  history.add({ type: 'step-returned', task: task.task, reason: command.reason })
  cancelAll(history)
  history.add({ type: 'returned', reason: command.reason })
  return history.done()
}

function reportService(
  plan: Plan,
  state: State,
  command: CommandOf<'service-done' | 'service-failed'>,
  context: Context,
): Decision {
  const task = openTask(state, command.task, 'service')
  if ('ok' in task) return task
  const history = new History(plan, state, command, context)
  if (command.type === 'service-failed') {
    const attempts = task.failures + command.attempts
    history.add({ type: 'service-failed', task: task.task, error: command.error, attempts })
    return history.done()
  }
  const { results } = command
  const done = { type: 'service-done' as const, task: task.task, results }
  leave(history, itemOf(task), (closing) => history.add({ ...done, ...closing }), results)
  return settled(history)
}

/** What the model does not catch is a failure for an operator to mend, not the end of the case. */
function raiseFrom(plan: Plan, state: State, command: CommandOf<'raise'>, context: Context): Decision {
  const task = openTask(state, command.task, 'service')
  if ('ok' in task) return task
  const { code, message = code } = command
  const history = new History(plan, state, command, context)
  const place = { ...within(task.scope), activity: { key: task.task, node: task.node } }
  history.add({ type: 'thrown', node: task.node, kind: 'error', name: code })
  if (raise(history, { type: 'error', code }, place)) return settled(history)
  history.add({ type: 'service-failed', task: task.task, error: message, attempts: task.failures + 1 })
  return history.done()
}

/** The caller has made sure that `by` is an operator. */
function mendService(
  plan: Plan,
  state: State,
  command: CommandOf<'retry-service' | 'skip-service'>,
  context: Context,
): Decision {
  const task = openTask(state, command.task, 'service')
  if ('ok' in task) return task
  if (task.state !== 'failed') return no('process.not-failed')
  const history = new History(plan, state, command, context)
  if (command.type === 'retry-service') {
    history.add({ type: 'service-retried', task: task.task })
    return history.done()
  }
  if (command.reason.trim() === '') return no('process.reason-needed')
  const skipped = { type: 'service-skipped' as const, task: task.task, reason: command.reason }
  leave(history, itemOf(task), (closing) => history.add({ ...skipped, ...closing }))
  return settled(history)
}

function withdraw(plan: Plan, state: State, command: CommandOf<'withdraw'>, context: Context): Decision {
  if (command.by !== state.applicant) return no('process.not-yours')
  if (isOver(state)) return no('process.not-running')
  const history = new History(plan, state, command, context)
  cancelAll(history)
  history.add({ type: 'withdrawn', reason: command.reason })
  return history.done()
}

const userTask = (state: State, key: string): OpenTask | Refused => openTask(state, key, 'user')

/** The open task, or why it is not: somebody was first, the case ended, or it never was of this kind. */
function openTask(state: State, key: string, kind: OpenTask['kind']): OpenTask | Refused {
  const task = state.open.find((candidate) => candidate.task === key && candidate.kind === kind)
  if (task !== undefined) return task
  const closed = state.closed.find((candidate) => candidate.task === key)
  if (closed === undefined) return no('process.not-running')
  const { by, how, at } = closed
  return { ok: false, code: 'process.gone', facts: { ...(by === undefined ? {} : { by }), how, at } }
}
