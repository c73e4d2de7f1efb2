/** Opens parts of an instance that hold tokens of their own, and ends whatever is open in one. */
import { type EventSubprocess, nodeOf, type Plan, type Subprocess } from '../plan.ts'
import { eventSubprocessesIn } from '../plan-map.ts'
import { isolated, scopeOf } from './fold-scopes.ts'
import type { History } from './history.ts'
import { placed, type State, scopeIn, type Values, type Wait } from './state.ts'
import { cancelWaits, openAgain, openWaits } from './waits.ts'

/** How an activity is opened: one instance of several has variables, a handler names what it undoes. */
export type Extra = { readonly vars?: Values; readonly undoes?: string }

export function declared(names: readonly string[] | undefined): Values {
  return Object.fromEntries((names ?? []).map((name) => [name, null]))
}

/** The tokens that the start of a scope gives. */
export function startTokens(plan: Plan, start: string, scope: string | undefined): readonly string[] {
  return nodeOf(plan, start).outgoing.map((flow) => placed(flow, scope))
}

/** Event subprocesses that wait for something from outside are waited for as long as their scope is open. */
export function armEventSubprocesses(history: History, parent: string | undefined, scope?: string): void {
  for (const node of eventSubprocessesIn(history.plan, parent))
    openWaits(history, node.id, node.triggers, [], { ...within(scope), starts: node.id })
}

export function openSubprocess(
  history: History,
  node: Subprocess,
  scope: string | undefined,
  take: readonly string[],
  extra: Extra,
): void {
  const key = history.key(node.id)
  const read = (node.reads ?? []).map(({ from, to }) => [to, history.value(from, scope, extra.vars)])
  const alone = node.calls !== undefined && read.length > 0 ? { [isolated]: true } : {}
  history.add({
    type: 'scope-opened',
    key,
    node: node.id,
    kind: 'subprocess',
    ...within(scope),
    ...extra,
    vars: { ...declared(node.variables), ...extra.vars, ...Object.fromEntries(read), ...alone },
    take,
    put: startTokens(history.plan, node.start, key),
  })
  armEventSubprocesses(history, node.id, key)
}

/** BPMN 2.0.2 §13.5.4: an interrupting one ends everything else in its scope. */
export function openEventSubprocess(
  history: History,
  node: EventSubprocess,
  scope: string | undefined,
  extra: Extra & { readonly wait?: Wait; readonly results?: Values } = {},
): void {
  const { wait, results, ...more } = extra
  if (wait !== undefined)
    history.add({
      type: 'wait-closed',
      key: wait.key,
      how: 'fired',
      put: [],
      ...(results === undefined ? {} : { results }),
    })
  const interrupts = node.interrupting && more.undoes === undefined
  if (interrupts) cancelIn(history, scope)
  const key = history.key(node.id)
  history.add({
    type: 'scope-opened',
    key,
    node: node.id,
    kind: 'event',
    ...within(scope),
    ...more,
    vars: declared(node.variables),
    take: interrupts ? tokensIn(history.state, scope) : [],
    put: startTokens(history.plan, node.start, key),
  })
  if (wait !== undefined && !interrupts) openAgain(history, wait)
}

export function within(scope: string | undefined): { scope?: string } {
  return scope === undefined ? {} : { scope }
}

export function tokensIn(state: State, scope: string | undefined): readonly string[] {
  return state.scopes === undefined ? state.tokens : state.tokens.filter((token) => scopeIn(token) === scope)
}

/** Ends everything open in a scope, inner things first; its tokens stay. */
export function cancelIn(history: History, scope: string | undefined): void {
  const { state } = history
  for (const inner of state.scopes ?? []) if (inner.scope === scope) cancelActivity(history, inner.key)
  for (const task of state.open) if (task.scope === scope) cancelActivity(history, task.task)
  cancelWaits(history, (wait) => wait.scope === scope)
}

/** Ends one task, scope or wait, with the events that guard it. */
export function cancelActivity(history: History, key: string): void {
  cancelWaits(history, (wait) => wait.guards === key)
  const { open, scopes = [], waits = [] } = history.state
  if (open.some((task) => task.task === key)) history.add({ type: 'task-cancelled', task: key })
  else if (scopes.some((scope) => scope.key === key)) {
    cancelIn(history, scopeOf(history.state, key).key)
    history.add({ type: 'scope-closed', key, how: 'cancelled', put: [] })
  } else if (waits.some((wait) => wait.key === key)) cancelWaits(history, (wait) => wait.key === key)
}

/** Ends everything in the instance. */
export function cancelAll(history: History): void {
  cancelIn(history, undefined)
}
