/** What happened, and who catches it (BPMN 2.0.2 §10.5, §13.5): events that fire, errors, escalations, compensation. */
import type { Boundary, Catch, EventSubprocess, Plan, Throw, Trigger } from '../plan.ts'
import { nodeOf } from '../plan.ts'
import { boundariesOf, eventSubprocessesIn } from '../plan-map.ts'
import { scopeOf } from './fold-scopes.ts'
import { leaving } from './fork.ts'
import type { History } from './history.ts'
import { cancelActivity, cancelAll, cancelIn, openEventSubprocess, tokensIn, within } from './scopes.ts'
import { type Done, placed, type Values, type Wait } from './state.ts'
import { cancelWaits, openAgain } from './waits.ts'

/** A catching event whose time has come, wherever it stands; receive tasks are activities and not meant here. */
export function fireEvent(history: History, wait: Wait, results?: Values): void {
  const given = results === undefined ? {} : { results }
  const alike = history.state.waits?.some((other) => other.all === wait.all && other.key !== wait.key)
  if (wait.all !== undefined && alike === true) {
    history.add({ type: 'wait-closed', key: wait.key, how: 'fired', put: [], ...given })
    return
  }
  if (wait.group !== undefined)
    cancelWaits(history, (other) => other.group === wait.group && other.key !== wait.key)
  const node = nodeOf(history.plan, wait.node)
  const put = node.outgoing.map((flow) => placed(flow, wait.scope))
  if (node.kind === 'event-subprocess') openEventSubprocess(history, node, wait.scope, { wait, ...given })
  else if (node.kind === 'boundary') {
    history.add({ type: 'wait-closed', key: wait.key, how: 'fired', put, ...given })
    if (node.interrupting) cancelActivity(history, wait.guards ?? '')
    else openAgain(history, wait)
  } else if (node.kind === 'catch') {
    const ways = waysFrom(history, node, wait.scope, results)
    history.add({ type: 'wait-closed', key: wait.key, how: 'fired', put: ways ?? [], ...given })
    if (ways === undefined) raiseError(history, noWay, node.id, within(wait.scope))
  }
}

/** What is raised when no condition out of a gateway or an activity is true. */
export const noWay = 'yz.no-way'

/** Tokens on the ways out; `undefined` when none is open. */
export function waysFrom(
  history: History,
  node: Parameters<typeof leaving>[1],
  scope: string | undefined,
  own?: Values,
): readonly string[] | undefined {
  const flows = leaving(history.plan, node, () => ({
    ...history.facts(scope, own),
    results: { ...history.state.results, ...own },
  }))
  return scope === undefined ? flows : flows?.map((flow) => placed(flow, scope))
}

/** A signal reaches everything in the instance that waits for it now; other instances are the caller's business. */
export function signal(history: History, name: string, results?: Values): void {
  for (const wait of history.state.waits ?? []) {
    const still = history.state.waits?.some(({ key }) => key === wait.key)
    if (wait.kind === 'signal' && wait.name === name && still === true) fireEvent(history, wait, results)
  }
}

type Thrown = { readonly type: 'error' | 'escalation'; readonly code: string }
type Place = { readonly scope?: string; readonly activity?: { readonly key: string; readonly node: string } }

function catches(triggers: readonly Trigger[], { type, code }: Thrown): boolean {
  return triggers.some(
    (trigger) =>
      trigger.type === type &&
      (!('code' in trigger) || trigger.code === undefined || trigger.code === code || code === ''),
  )
}

/** A handler that names the code comes before one for all. */
function best<T extends { readonly triggers: readonly Trigger[] }>(
  handlers: readonly T[],
  thrown: Thrown,
): T | undefined {
  const able = handlers.filter(({ triggers }) => catches(triggers, thrown))
  return (
    able.find(({ triggers }) => triggers.some((one) => 'code' in one && one.code === thrown.code)) ?? able[0]
  )
}

/** BPMN 2.0.2 §10.5.6, §13.5.4: outwards from where it was thrown until something catches it. */
export function raise(history: History, thrown: Thrown, place: Place): boolean {
  const { plan } = history
  const { activity } = place
  if (activity !== undefined && atBoundary(history, thrown, activity.key, activity.node, place.scope))
    return true
  let scope = place.scope
  for (let inEvent = false; ; ) {
    const around = scope === undefined ? undefined : scopeOf(history.state, scope)
    const home = around === undefined ? undefined : around.node
    if (!inEvent && (around === undefined || around.kind === 'subprocess')) {
      const handler = best(eventSubprocessesIn(plan, home), thrown)
      if (handler !== undefined) {
        openEventSubprocess(history, handler, scope)
        return true
      }
    }
    if (around === undefined) return false
    inEvent = around.kind === 'event'
    const activity = around.kind === 'subprocess' || around.kind === 'multi'
    if (activity && atBoundary(history, thrown, around.key, around.node, around.scope)) return true
    scope = around.scope
  }
}

function atBoundary(
  history: History,
  thrown: Thrown,
  key: string,
  node: string,
  scope: string | undefined,
): boolean {
  if (isInstance(history, node, scope)) return false
  const boundary = best(boundariesOf(history.plan, node), thrown)
  if (boundary === undefined) return false
  leaveBy(history, boundary, key, scope)
  return true
}

function leaveBy(history: History, boundary: Boundary, key: string, scope: string | undefined): void {
  const put = boundary.outgoing.map((flow) => placed(flow, scope))
  history.add({ type: 'passed', node: boundary.id, take: [], put })
  if (boundary.interrupting) cancelActivity(history, key)
}

/** Whether an activity in this scope is one of several instances; events hang on the body around them. */
export function isInstance(history: History, node: string, scope: string | undefined): boolean {
  const around = scope === undefined ? undefined : scopeOf(history.state, scope)
  return around?.kind === 'multi' && around.node === node
}

/** An error that nothing catches ends the case for an operator to see. */
export function raiseError(history: History, code: string, node: string, place: Place): void {
  if (raise(history, { type: 'error', code }, place)) return
  cancelAll(history)
  history.add({ type: 'failed', node, error: code })
}

/** Does what a throwing event does; the token has moved on already, but for a compensation, which is waited for. */
export function throwFrom(history: History, what: Throw, node: string, scope: string | undefined): void {
  switch (what.type) {
    case 'message':
      history.add({ type: 'thrown', node, kind: 'message', name: what.name })
      return
    case 'signal':
      history.add({ type: 'thrown', node, kind: 'signal', name: what.name })
      signal(history, what.name)
      return
    case 'error':
      history.add({ type: 'thrown', node, kind: 'error', name: what.code })
      raiseError(history, what.code, node, within(scope))
      return
    case 'escalation':
      history.add({ type: 'thrown', node, kind: 'escalation', name: what.code })
      raise(history, { type: 'escalation', code: what.code }, within(scope))
      return
    case 'compensation':
      undo(history, node, scope, homeOf(history, scope), what.activity)
      return
    case 'cancel':
      cancelTransaction(history, node, scope)
      return
    case 'terminate':
      terminate(history, node, scope)
      return
  }
}

/** BPMN 2.0.2 §13.4.6: ends what is in the scope, and nothing around it. */
export function terminate(history: History, node: string, scope: string | undefined): void {
  cancelIn(history, scope)
  history.add({ type: 'passed', node, take: tokensIn(history.state, scope), put: [] })
}

/** What an event subprocess undoes was done in the scope around it. */
function homeOf(history: History, scope: string | undefined): string | undefined {
  const around = scope === undefined ? undefined : scopeOf(history.state, scope)
  return around?.kind === 'event' || around?.kind === 'undo' ? homeOf(history, around.scope) : scope
}

/** BPMN 2.0.2 §13.5.5: what was done last is undone first. */
function undo(
  history: History,
  node: string,
  scope: string | undefined,
  home: string | undefined,
  only?: string,
): void {
  const { kept = [] } = history.state
  const done = kept.filter((item) => (only === undefined ? item.scope === home : item.node === only))
  history.add({
    type: 'scope-opened',
    key: history.key(node),
    node,
    kind: 'undo',
    ...within(scope),
    todo: undoable(history.plan, kept, done),
    take: [],
    put: [],
  })
}

function undoable(plan: Plan, kept: readonly Done[], done: readonly Done[]): readonly string[] {
  return done.toReversed().flatMap((item) =>
    handlerOf(plan, item.node) === undefined
      ? undoable(
          plan,
          kept,
          kept.filter(({ scope }) => scope === item.key),
        )
      : [item.key],
  )
}

/** The activity or event subprocess that undoes an activity; without one its parts are undone. */
export function handlerOf(plan: Plan, node: string): string | EventSubprocess | undefined {
  const boundary = boundariesOf(plan, node).find(({ handler }) => handler !== undefined)
  const undoes = ({ triggers }: EventSubprocess) => triggers.some(({ type }) => type === 'compensation')
  return boundary?.handler ?? eventSubprocessesIn(plan, node).find(undoes)
}

function cancelTransaction(history: History, node: string, scope: string | undefined): void {
  const key = transactionAround(history, scope)
  cancelIn(history, key)
  history.add({ type: 'passed', node, take: tokensIn(history.state, key), put: [] })
  undo(history, node, key, key)
}

function transactionAround(history: History, scope: string | undefined): string | undefined {
  if (scope === undefined) return undefined
  const around = scopeOf(history.state, scope)
  const node = nodeOf(history.plan, around.node)
  return node.kind === 'subprocess' && node.transaction === true
    ? scope
    : transactionAround(history, around.scope)
}

/** After everything in a transaction is undone, it is left by its cancel event. */
export function leaveCancelled(history: History, key: string | undefined): void {
  if (key === undefined) return
  const { node, scope } = scopeOf(history.state, key)
  const boundary = boundariesOf(history.plan, node).find(({ triggers }) =>
    triggers.some(({ type }) => type === 'cancel'),
  )
  if (boundary === undefined) cancelActivity(history, key)
  else leaveBy(history, boundary, key, scope)
}

/** The events of a body's instances go to the boundary first, which they never end (table 10.30). */
export function throwOfInstance(history: History, what: Throw, body: string): void {
  const { node, scope } = scopeOf(history.state, body)
  const boundary = boundariesOf(history.plan, node).find((event) => hears(event, what))
  if (boundary === undefined) {
    throwFrom(history, what, node, scope)
    return
  }
  const put = boundary.outgoing.map((flow) => placed(flow, scope))
  history.add({ type: 'passed', node: boundary.id, take: [], put })
}

function hears({ triggers }: Boundary | Catch, what: Throw): boolean {
  return triggers.some((trigger) => {
    if (trigger.type !== what.type) return false
    if ('name' in trigger && 'name' in what) return trigger.name === what.name
    return !('code' in trigger && 'code' in what) || trigger.code === what.code
  })
}
