/** What is expected to happen, as a line with stops: for the applicant's "what happens next" and for drawing. */
import type { Facts } from '../feel.ts'
import {
  flowOf,
  type Gateway,
  isStep,
  nodeOf,
  type Plan,
  type PlanNode,
  type StepNode,
  type UserTask,
  type Words,
} from '../plan.ts'
import { candidatesOf, type People } from './candidates.ts'
import { chosen } from './fork.ts'
import { type ClosedTask, isOver, type State } from './state.ts'

export type Stop = {
  readonly node: string
  /** Key of the latest visit in this round. */
  readonly task?: string
  readonly kind: 'person' | 'system'
  readonly title: Words
  readonly note: Words
  /** Expected working days. */
  readonly days: number
  /** `stopped`: the case was returned, refused or withdrawn here. */
  readonly status: 'done' | 'now' | 'next' | 'stopped'
  /** Member ids: who did it, who has it, or who is expected to. */
  readonly who: readonly string[]
  /** Instant when it was done, stopped, or opened. */
  readonly at?: string
}

/** Stops in a row; a fork holds rows that run beside each other. */
export type Line = readonly (Stop | { readonly fork: readonly Line[] })[]

export type Forecast = {
  readonly line: Line
  /** Working days still expected along the longest branch. */
  readonly daysAhead: number
}

type Ahead = { readonly facts: Facts; readonly people: People }

/** The way that the present facts lead; what has happened in this round overrules them. */
export function forecast(plan: Plan, state: State | undefined, applicant: string, ahead: Ahead): Forecast {
  const walker = new Walker(plan, state, applicant, ahead)
  const row = walker.inside(plan.start, new Set(), false)
  const line = state !== undefined && isOver(state) ? withoutNext(row.line) : row.line
  return { line, daysAhead: state !== undefined && isOver(state) ? 0 : row.days }
}

/** The first step on the expected way for which nobody can be found, a new round assumed. */
export function missingPeople(
  plan: Plan,
  state: State | undefined,
  applicant: string,
  ahead: Ahead,
): UserTask | undefined {
  const fresh = state === undefined ? undefined : { ...state, taken: {}, open: [], closed: [], results: {} }
  return stopsOf(forecast(plan, fresh, applicant, ahead).line)
    .filter((stop) => stop.who.length === 0)
    .map((stop) => nodeOf(plan, stop.node))
    .find((node) => node.kind === 'user-task')
}

/** All stops of a line, forks flattened. */
export function stopsOf(line: Line): readonly Stop[] {
  return line.flatMap((piece) => ('fork' in piece ? piece.fork.flatMap(stopsOf) : [piece]))
}

function isGateway(node: PlanNode): node is Gateway {
  return (
    node.kind === 'exclusive' ||
    node.kind === 'inclusive' ||
    node.kind === 'parallel' ||
    node.kind === 'complex'
  )
}

function withoutNext(line: Line): Line {
  const pieces: Line[number][] = []
  for (const piece of line) {
    if (!('fork' in piece)) {
      if (piece.status !== 'next') pieces.push(piece)
      continue
    }
    const rows = piece.fork.map(withoutNext).filter((row) => row.length > 0)
    if (rows.length === 1) pieces.push(...(rows[0] ?? []))
    else if (rows.length > 1) pieces.push({ fork: rows })
  }
  return pieces
}

type Row = { readonly line: Line; readonly days: number; readonly ahead: boolean }

class Walker {
  readonly #plan: Plan
  readonly #state: State | undefined
  readonly #applicant: string
  readonly #people: People
  readonly #facts: Facts

  constructor(plan: Plan, state: State | undefined, applicant: string, ahead: Ahead) {
    this.#plan = plan
    this.#state = state
    this.#applicant = applicant
    this.#people = ahead.people
    this.#facts = { ...ahead.facts, results: state?.results ?? {} }
  }

  /** @param ahead whether the tokens have not come this far: what was done in an earlier turn of a loop is to come again */
  row(from: string, until: string | undefined, seen: Set<string>, ahead: boolean): Row {
    const line: Line[number][] = []
    let days = 0
    let beyond = ahead
    for (let at: string | undefined = from; at !== undefined && at !== until && !seen.has(at); ) {
      seen.add(at)
      const node = nodeOf(this.#plan, at)
      if (isStep(node)) {
        const stop = this.#stop(node, beyond)
        line.push(stop)
        if (stop.status === 'now' || stop.status === 'next') days += stop.days
        beyond ||= stop.status !== 'done'
        at = this.#target(node.outgoing[0])
        continue
      }
      if (node.kind === 'subprocess') {
        const inner = this.inside(node.start, seen, beyond)
        line.push(...inner.line)
        days += inner.days
        beyond ||= inner.ahead
      }
      const targets = this.#taken(at, seen, beyond).map((flow) => flowOf(this.#plan, flow).to)
      if (targets.length < 2) {
        at = targets[0]
        continue
      }
      const join = this.#meeting(targets, seen, beyond)
      const rows = targets.map((target) => this.row(target, join, new Set(seen), beyond))
      line.push(...forkOf(rows))
      days += Math.max(...rows.map((row) => row.days))
      beyond ||= rows.some((row) => row.ahead)
      at = join
    }
    return { line, days, ahead: beyond }
  }

  /** The rows from everything that a start leads to, one beside the other. */
  inside(start: string, seen: ReadonlySet<string>, ahead: boolean): Row {
    const targets = nodeOf(this.#plan, start).outgoing.map((flow) => flowOf(this.#plan, flow).to)
    const [only] = targets
    if (only !== undefined && targets.length === 1) return this.row(only, undefined, new Set(seen), ahead)
    const rows = targets.map((target) => this.row(target, undefined, new Set(seen), ahead))
    return {
      line: forkOf(rows),
      days: Math.max(0, ...rows.map((row) => row.days)),
      ahead: rows.some((row) => row.ahead),
    }
  }

  #target(flow: string | undefined): string | undefined {
    return flow === undefined ? undefined : flowOf(this.#plan, flow).to
  }

  #taken(id: string, seen: ReadonlySet<string>, ahead: boolean): readonly string[] {
    const node = nodeOf(this.#plan, id)
    // What catches and throws is expected to go on; of several events the first that is drawn.
    if (node.kind === 'event-gateway') return node.outgoing.slice(0, 1)
    if (node.kind === 'end' || !isGateway(node)) return node.outgoing
    const past = ahead ? undefined : this.#state?.taken[id]
    if (past !== undefined) return past
    const flows = chosen(this.#plan, node, this.#facts)
    if (node.kind !== 'exclusive') return flows
    // Facts that still lead back into the loop say nothing about the day when it is left.
    const forward = [...flows, ...node.outgoing].find((flow) => !seen.has(flowOf(this.#plan, flow).to))
    return forward === undefined ? flows : [forward]
  }

  /** The nearest element that every branch comes to. */
  #meeting(targets: readonly string[], seen: ReadonlySet<string>, ahead: boolean): string | undefined {
    const [first = new Set<string>(), ...others] = targets.map((target) => this.#reach(target, seen, ahead))
    return [...first].find((id) => others.every((other) => other.has(id)))
  }

  #reach(from: string, seen: ReadonlySet<string>, ahead: boolean): ReadonlySet<string> {
    const reached = new Set([from])
    for (const id of reached) {
      const node = nodeOf(this.#plan, id)
      const flows = isStep(node) ? node.outgoing : this.#taken(id, seen, ahead)
      for (const flow of flows) reached.add(flowOf(this.#plan, flow).to)
    }
    return reached
  }

  #stop(node: StepNode, ahead: boolean): Stop {
    const state = this.#state
    const common = {
      node: node.id,
      kind: node.kind === 'user-task' ? ('person' as const) : ('system' as const),
      title: node.title,
      note: node.note,
      days: node.days,
    }
    const open = state?.open.find((task) => task.node === node.id)
    if (open !== undefined) {
      return { ...common, task: open.task, status: 'now', who: open.candidates, at: open.since }
    }
    const closed = state?.closed.findLast((task) => task.node === node.id && task.round === state.round)
    if (closed !== undefined && !ahead) {
      const who = closed.by === undefined ? [] : [closed.by]
      return { ...common, task: closed.task, status: statusAfter(closed.how), who, at: closed.at }
    }
    const who = node.kind === 'user-task' ? candidatesOf(node, this.#applicant, this.#people).members : []
    return { ...common, status: 'next', who }
  }
}

/** Branches without stops are not drawn; one branch alone is no fork. */
function forkOf(rows: readonly Row[]): Line {
  const lines = rows.map((row) => row.line).filter((line) => line.length > 0)
  return lines.length < 2 ? lines.flat() : [{ fork: lines }]
}

function statusAfter(how: ClosedTask['how']): Stop['status'] {
  return how === 'return' || how === 'refuse' || how === 'cancelled' ? 'stopped' : 'done'
}
