/** The one place where tasks and other activities are opened and left (BPMN 2.0.2 §13.3). */
import { type Activity, nodeOf, type UserTask } from '../plan.ts'
import { boundariesOf, isEventful } from '../plan-map.ts'
import { candidatesOf } from './candidates.ts'
import { scopeOf } from './fold-scopes.ts'
import type { History } from './history.ts'
import { type Extra, openSubprocess, within } from './scopes.ts'
import type { OpenTask, Values, Wait } from './state.ts'
import { handlerOf, isInstance, noWay, raiseError, throwFrom, throwOfInstance, waysFrom } from './throwing.ts'
import { cancelWaits, openWaits } from './waits.ts'

/** A token comes to an activity, or its body makes one more instance of it. */
export function enter(
  history: History,
  node: Activity,
  scope: string | undefined,
  take: readonly string[],
  extra: Extra = {},
): void {
  const key = history.key(node.id)
  const instance = isInstance(history, node.id, scope)
  if (!instance && (node.multi !== undefined || node.loop !== undefined))
    openBody(history, node, scope, take, extra)
  else openOne(history, node, scope, take, extra)
  if (!instance && isEventful(history.plan)) guard(history, node, key, scope)
}

function openOne(
  history: History,
  node: Activity,
  scope: string | undefined,
  take: readonly string[],
  extra: Extra,
): void {
  const place = { ...within(scope), ...extra }
  switch (node.kind) {
    case 'user-task':
      openUserTask(history, node, take, place)
      return
    case 'service-task':
    case 'decision-task':
      history.add({
        type: 'service-requested',
        task: history.key(node.id),
        node: node.id,
        take,
        ...place,
      })
      return
    case 'receive-task':
      openWaits(history, node.id, [node.trigger], take, place)
      return
    case 'subprocess':
      openSubprocess(history, node, scope, take, extra)
      return
    case 'instant-task':
      doAtOnce(history, node, take, place)
      return
  }
}

type Place = Extra & { readonly scope?: string }

function openUserTask(history: History, node: UserTask, take: readonly string[], place: Place): void {
  const { people } = history.context
  const { members, backstop } = candidatesOf(node, history.state.applicant, people)
  history.add({
    type: 'task-opened',
    task: history.key(node.id),
    node: node.id,
    take,
    candidates: members,
    ...(members.length === 0 ? { nobody: true as const } : backstop ? { backstop: true as const } : {}),
    ...place,
  })
}

function doAtOnce(
  history: History,
  node: Extract<Activity, { kind: 'instant-task' }>,
  take: readonly string[],
  place: Place,
): void {
  const { scope } = place
  const instance = isInstance(history, node.id, scope)
  const ways = instance ? [] : waysFrom(history, node, scope, place.vars)
  history.add({ type: 'passed', node: node.id, take, put: manyOf(node, ways ?? []), ...place })
  if (node.throws !== undefined) throwFrom(history, node.throws, node.id, scope)
  if (ways === undefined) raiseError(history, noWay, node.id, within(scope))
}

/** BPMN 2.0.2 §13.3.6, §13.3.7: the body is there at once, its instances follow in `settled`. */
function openBody(
  history: History,
  node: Activity,
  scope: string | undefined,
  take: readonly string[],
  extra: Extra,
): void {
  const total = node.multi === undefined ? undefined : totalOf(history, node.multi, scope)
  const good = total === undefined || (Number.isInteger(total) && total >= 0)
  history.add({
    type: 'scope-opened',
    key: history.key(node.id),
    node: node.id,
    kind: 'multi',
    take,
    put: [],
    ...within(scope),
    ...extra,
    ...(total === undefined ? {} : { total: good ? total : 0 }),
  })
  if (!good) raiseError(history, 'yz.cardinality', node.id, within(scope))
}

function totalOf(
  history: History,
  { cardinality, collection }: { readonly cardinality?: string; readonly collection?: string },
  scope: string | undefined,
): number {
  const value = history.value(cardinality ?? collection ?? '', scope)
  return cardinality === undefined ? (Array.isArray(value) ? value.length : -1) : Number(value ?? -1)
}

/** Boundary events that wait for something from outside. */
function guard(history: History, node: Activity, key: string, scope: string | undefined): void {
  for (const boundary of boundariesOf(history.plan, node.id)) {
    if (!isOpen(history, key)) return
    const { all } = boundary
    openWaits(history, boundary.id, boundary.triggers, [], {
      ...within(scope),
      guards: key,
      ...(all === undefined ? {} : { all }),
    })
  }
}

function isOpen(history: History, key: string): boolean {
  const { open, scopes = [], waits = [] } = history.state
  return (
    open.some(({ task }) => task === key) ||
    scopes.some((scope) => scope.key === key) ||
    waits.some((wait) => wait.key === key)
  )
}

type Item = Pick<OpenTask | Wait, 'node' | 'scope' | 'vars'> & { readonly key: string }
/** An open task as what `leave` closes. */
export function itemOf({ task, node, scope, vars }: OpenTask): Item {
  if (scope === undefined) return { key: task, node }
  return { key: task, node, scope, ...(vars === undefined ? {} : { vars }) }
}

export type Closing = { readonly put: readonly string[]; readonly kept?: true }

/**
 * An activity is done: its outputs are written, `close` says so, and tokens go on unless it was one of several.
 * @param results what it gave; conditions on the ways out see it already
 */
export function leave(
  history: History,
  item: Item,
  close: (closing: Closing) => void,
  results?: Values,
): void {
  const { key, node: id, scope, vars } = item
  const node = nodeOf(history.plan, id) as Activity
  const instance = isInstance(history, id, scope)
  const values = isEventful(history.plan) ? writesOf(history, node, item, results) : undefined
  cancelWaits(history, (wait) => wait.guards === key)
  const seen = vars === undefined && results === undefined ? undefined : { ...vars, ...results }
  const ways = instance ? [] : waysFrom(history, node, scope, seen)
  close({ put: manyOf(node, ways ?? []), ...(isKept(history, node, key, instance) ? { kept: true } : {}) })
  if (values !== undefined) history.add({ type: 'assigned', ...within(scope), values })
  if (ways === undefined) raiseError(history, noWay, id, within(scope))
  if (instance && scope !== undefined) afterInstance(history, node, scope)
}

function manyOf(node: Activity, ways: readonly string[]): readonly string[] {
  const times = node.quantity?.completion ?? 1
  return times === 1 ? ways : Array.from({ length: times }, () => ways).flat()
}

function isKept(history: History, node: Activity, key: string, instance: boolean): boolean {
  if (!isEventful(history.plan)) return false
  if (history.state.kept?.some(({ scope }) => scope === key)) return true
  const handler = handlerOf(history.plan, node.id)
  return handler !== undefined && !(instance && typeof handler === 'string')
}

/** What an activity writes around itself; a subprocess reads it from its own variables. */
function writesOf(history: History, node: Activity, item: Item, results?: Values): Values | undefined {
  const gather = node.multi?.gather
  const instance = isInstance(history, node.id, item.scope)
  const body = node.multi !== undefined && !instance
  if ((node.writes === undefined || body) && (gather === undefined || !instance)) return undefined
  const inside = node.kind === 'subprocess' && !body ? item.key : item.scope
  const value = (from: string) => history.value(from, inside, { ...item.vars, ...results })
  const written = (node.writes ?? []).map(({ from, to }) => [to, value(from)] as const)
  if (gather === undefined || !instance) return Object.fromEntries(written)
  const list = history.value(gather.to, item.scope)
  return {
    ...Object.fromEntries(written),
    [gather.to]: [...(Array.isArray(list) ? list : []), value(gather.from)],
  }
}

function afterInstance(history: History, node: Activity, body: string): void {
  const { behavior } = node.multi ?? {}
  const { completed = 0 } = scopeOf(history.state, body)
  if (behavior !== undefined && (behavior.at === 'each' || completed === 1))
    throwOfInstance(history, behavior.throws, body)
}
