/** What is asked of a plan again and again, found once: what hangs on an activity, and what stands in each subprocess. */
import { type Boundary, type EventSubprocess, flowOf, nodeOf, type Plan } from './plan.ts'

type PlanMap = {
  readonly boundaries: ReadonlyMap<string, readonly Boundary[]>
  readonly eventSubprocesses: ReadonlyMap<string | undefined, readonly EventSubprocess[]>
  readonly eventful: boolean
}

/** What plans were made of before there were scopes and waits. */
const plain = new Set([
  'start',
  'user-task',
  'service-task',
  'exclusive',
  'parallel',
  'inclusive',
  'end',
  'terminate',
])

/** Parts of a step that need scopes or variables. */
const extras = ['multi', 'loop', 'reads', 'writes', 'quantity', 'throws']

const maps = new WeakMap<Plan, PlanMap>()
const none: readonly never[] = []

function mapOf(plan: Plan): PlanMap {
  const known = maps.get(plan)
  if (known !== undefined) return known
  const boundaries = new Map<string, Boundary[]>()
  const eventSubprocesses = new Map<string | undefined, EventSubprocess[]>()
  for (const node of Object.values(plan.nodes)) {
    if (node.kind === 'boundary')
      boundaries.set(node.attachedTo, [...(boundaries.get(node.attachedTo) ?? []), node])
    if (node.kind === 'event-subprocess')
      eventSubprocesses.set(node.parent, [...(eventSubprocesses.get(node.parent) ?? []), node])
  }
  const eventful = Object.values(plan.nodes).some(
    (node) => !plain.has(node.kind) || extras.some((name) => name in node),
  )
  const map = { boundaries, eventSubprocesses, eventful }
  maps.set(plan, map)
  return map
}

export function boundariesOf(plan: Plan, activity: string): readonly Boundary[] {
  return mapOf(plan).boundaries.get(activity) ?? none
}

/** Whether anything but steps and gateways stands in the plan: only then can a case have scopes and waits. */
export function isEventful(plan: Plan): boolean {
  return mapOf(plan).eventful
}

/** Event subprocesses directly within a subprocess, or at the top. */
export function eventSubprocessesIn(plan: Plan, parent: string | undefined): readonly EventSubprocess[] {
  return mapOf(plan).eventSubprocesses.get(parent) ?? none
}

/** Flows by which a token may leave an element that holds it, whatever happens there. */
export function waysOut(plan: Plan, id: string): readonly string[] {
  const node = nodeOf(plan, id)
  const events = boundariesOf(plan, id)
  return events.length === 0
    ? node.outgoing
    : [...node.outgoing, ...events.flatMap((event) => event.outgoing)]
}

/** Every flow that a token on `flow` can reach without visiting `avoiding`; `flow` itself included. */
export function flowsAhead(plan: Plan, flow: string, avoiding?: string): ReadonlySet<string> {
  const seen = new Set([flow])
  for (const reached of seen) {
    const to = flowOf(plan, reached).to
    if (to !== avoiding) for (const next of waysOut(plan, to)) seen.add(next)
  }
  return seen
}
