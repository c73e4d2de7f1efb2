/** Lets an instance run until it waits for a person, a service or an event (BPMN 2.0.2 chapter 13). */

import { isTrue } from '../feel.ts'
import { type Activity, isActivity, nodeOf } from '../plan.ts'
import { isEventful } from '../plan-map.ts'
import { enter, leave } from './activities.ts'
import type { Decision } from './command.ts'
import { chosen } from './fork.ts'
import type { History } from './history.ts'
import { cancelIn, openEventSubprocess, within } from './scopes.ts'
import { flowIn, placed, type Scope, type State, scopeIn } from './state.ts'
import { fireEvent, handlerOf, leaveCancelled, noWay, raiseError, terminate, throwFrom } from './throwing.ts'
import { EndlessLoop, type Level, type Move, nextMove } from './tokens.ts'
import { cancelWaits, dueCondition, openWaits } from './waits.ts'

/** Lets the tokens run until they rest, and finishes the instance when nothing is left. */
export function settled(history: History): Decision {
  // A loop without a step is refused by the soundness check, so this bound is only met by a model that was not read by it.
  let fuel = 10_000
  while (history.state.status === 'running' && moves(history)) {
    if (fuel-- === 0) throw new EndlessLoop(history.plan.id)
  }
  const { state } = history
  if (state.status === 'running' && isEmpty(state, undefined)) {
    cancelWaits(history, () => true)
    history.add({ type: 'finished' })
  }
  return history.done()
}

function moves(history: History): boolean {
  const { state } = history
  if (moveIn(history, undefined)) return true
  for (const scope of state.scopes ?? []) {
    if (scope.kind === 'multi' ? moveBody(history, scope) : moveScope(history, scope)) return true
  }
  const wait = state.waits === undefined ? undefined : dueCondition(history)
  if (wait !== undefined) fireEvent(history, wait)
  return wait !== undefined
}

/** Nothing but event subprocesses that nobody has started. */
function isEmpty(state: State, scope: string | undefined): boolean {
  if (state.scopes === undefined && state.waits === undefined)
    return state.tokens.length === 0 && state.open.length === 0
  return (
    !state.tokens.some((token) => scopeIn(token) === scope) &&
    !state.open.some((task) => task.scope === scope) &&
    !(state.scopes ?? []).some((inner) => inner.scope === scope) &&
    !(state.waits ?? []).some((wait) => wait.scope === scope && wait.starts === undefined)
  )
}

function levelOf(history: History, scope: string | undefined): Level {
  const { state } = history
  if (!isEventful(history.plan)) return { tokens: state.tokens, busy: state.open.map((task) => task.node) }
  const busy = [
    ...state.open.filter((task) => task.scope === scope),
    ...(state.scopes ?? []).filter((inner) => inner.scope === scope && inner.kind !== 'event'),
    ...(state.waits ?? []).filter(
      (wait) => wait.scope === scope && !('guards' in wait) && !('starts' in wait),
    ),
  ].map(({ node }) => node)
  const tokens = state.tokens.filter((token) => scopeIn(token) === scope).map(flowIn)
  return { tokens, busy, ...complexOf(history, scope) }
}

function complexOf(history: History, scope: string | undefined): Pick<Level, 'fired' | 'activated'> {
  const { fired } = history.state
  return {
    ...(fired === undefined
      ? {}
      : { fired: fired.filter((gateway) => scopeIn(gateway) === scope).map(flowIn) }),
    activated: ({ activation = 'true' }, count) =>
      isTrue(activation, { ...history.facts(scope), activationCount: count }),
  }
}

function moveIn(history: History, scope: string | undefined): boolean {
  const { state, plan } = history
  if (state.tokens.length === 0) return false
  const move = nextMove(plan, levelOf(history, scope), (gateway) =>
    chosen(plan, gateway, history.facts(scope)),
  )
  if (move !== undefined) follow(history, move, scope)
  return move !== undefined
}

function follow(history: History, move: Move, scope: string | undefined): void {
  const place = (flows: readonly string[]) =>
    scope === undefined ? flows : flows.map((flow) => placed(flow, scope))
  const take = place(move.take)
  switch (move.kind) {
    case 'pass': {
      const passed = { type: 'passed' as const, node: move.node, take, put: place(move.put) }
      history.add(move.half === undefined ? passed : { ...passed, half: move.half })
      return
    }
    case 'stuck':
      history.add({ type: 'passed', node: move.node, take, put: [] })
      raiseError(history, noWay, move.node, within(scope))
      return
    case 'terminate':
      terminate(history, move.node, scope)
      return
    case 'throw':
      followThrow(history, move, take, scope)
      return
    case 'open': {
      const { node } = move
      if (isActivity(node)) {
        enter(history, node, scope, take)
        return
      }
      if (node.kind === 'event-gateway') {
        openChoice(history, node.id, take, scope)
        return
      }
      const { all } = node
      const bad = openWaits(history, node.id, node.triggers, take, {
        ...within(scope),
        ...(all === undefined ? {} : { all }),
      })
      if (bad !== undefined) raiseError(history, 'yz.timer', node.id, within(scope))
    }
  }
}

function followThrow(
  history: History,
  { node }: Extract<Move, { kind: 'throw' }>,
  take: readonly string[],
  scope: string | undefined,
): void {
  const throws = node.throws ?? []
  // A compensation is waited for: its scope gives the tokens when everything is undone.
  const waits = throws.some(({ type }) => type === 'compensation')
  const put = waits ? [] : node.outgoing.map((flow) => placed(flow, scope))
  history.add({ type: 'passed', node: node.id, take, put })
  for (const what of throws) {
    const open = scope === undefined || history.state.scopes?.some(({ key }) => key === scope)
    if (open && history.state.status === 'running') throwFrom(history, what, node.id, scope)
  }
}

/** BPMN 2.0.2 §13.4.4: one wait for each event behind the gateway; the first to happen ends the others. */
function openChoice(
  history: History,
  gateway: string,
  take: readonly string[],
  scope: string | undefined,
): void {
  const { plan } = history
  const node = nodeOf(plan, gateway)
  const group = history.key(gateway)
  const alone = node.kind === 'event-gateway' && node.all === true
  history.add({ type: 'passed', node: gateway, take, put: [] })
  for (const flow of node.outgoing) {
    const event = nodeOf(plan, plan.flows[flow]?.to ?? '')
    const triggers =
      event.kind === 'catch' ? event.triggers : event.kind === 'receive-task' ? [event.trigger] : []
    openWaits(history, event.id, triggers, [], { ...within(scope), ...(alone ? {} : { group }) })
  }
}

/** A subprocess, an event subprocess or an undoing: goes on, or is over. */
function moveScope(history: History, scope: Scope): boolean {
  const { key } = scope
  if (moveIn(history, key)) return true
  if (scope.kind === 'undo') return moveUndo(history, scope)
  const node = nodeOf(history.plan, scope.node)
  const until =
    node.kind === 'subprocess' && node.until !== undefined && isTrue(node.until, history.facts(key))
  if (!until && !isEmpty(history.state, key)) return false
  cancelIn(history, key)
  const close = { type: 'scope-closed' as const, key, how: 'done' as const }
  if (scope.kind === 'event') history.add({ ...close, put: [] })
  else leave(history, scope, (closing) => history.add({ ...close, ...closing }))
  return true
}

/** BPMN 2.0.2 §13.3.6, §13.3.7: makes the next instance, or is over. */
function moveBody(history: History, body: Scope): boolean {
  const { key, made = 0, completed = 0, total } = body
  const node = nodeOf(history.plan, body.node) as Activity
  const facts = { ...history.facts(key), loopCounter: completed }
  const { multi, loop } = node
  const cut = completed > 0 && multi?.until !== undefined && isTrue(multi.until, facts)
  const busy = made > completed
  const over = multi === undefined ? !busy && loopIsOver(node, completed, facts) : completed === total
  if (cut || over) {
    cancelIn(history, key)
    leave(history, body, (closing) => history.add({ type: 'scope-closed', key, how: 'done', ...closing }))
    return true
  }
  if (multi === undefined ? busy : made === total || (multi.sequential && busy)) return false
  const item =
    multi?.item === undefined ? {} : { [multi.item]: itemOf(history, multi.collection, body, made) }
  enter(history, node, key, [], { vars: { ...(loop && busy ? {} : { loopCounter: made + 1 }), ...item } })
  return true
}

function loopIsOver({ loop }: Activity, completed: number, facts: Record<string, unknown>): boolean {
  if (loop === undefined || completed >= (loop.max ?? Number.POSITIVE_INFINITY)) return true
  if (completed === 0 && !loop.testBefore) return false
  return loop.while === undefined ? loop.max === undefined : !isTrue(loop.while, facts)
}

function itemOf(history: History, collection: string | undefined, body: Scope, index: number): unknown {
  const list = history.value(collection ?? '', body.scope)
  return Array.isArray(list) ? list[index] : null
}

/** Undoes one thing after another; then the event that asked for it goes on. */
function moveUndo(history: History, scope: Scope): boolean {
  const { key, node, todo = [] } = scope
  if (!isEmpty(history.state, key)) return false
  const [next] = todo
  if (next !== undefined) {
    const done = history.state.kept?.find((item) => item.key === next)
    const handler = done === undefined ? undefined : handlerOf(history.plan, done.node)
    if (handler === undefined) throw new Error(`nothing undoes ${next}`)
    if (typeof handler !== 'string') openEventSubprocess(history, handler, key, { undoes: next })
    else enter(history, nodeOf(history.plan, handler) as Activity, key, [], { undoes: next })
    return true
  }
  const event = nodeOf(history.plan, node)
  const cancels = (event.kind === 'end' ? event.throws : undefined)?.some(({ type }) => type === 'cancel')
  const put = cancels ? [] : event.outgoing.map((flow) => placed(flow, scope.scope))
  history.add({ type: 'scope-closed', key, how: 'done', put })
  if (cancels) leaveCancelled(history, scope.scope)
  return true
}
