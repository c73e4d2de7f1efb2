/**
 * The token game of BPMN 2.0.2 chapter 13 within one scope: what moves next, and what it takes and puts.
 * It knows nothing of people, data or commands; the run turns its moves into events, the soundness check explores them.
 */
import {
  type Activity,
  type Catch,
  type End,
  type EventGateway,
  flowOf,
  type Gateway,
  type Intermediate,
  nodeOf,
  type Plan,
} from '../plan.ts'
import { flowsAhead, waysOut } from '../plan-map.ts'

export type Move =
  | {
      readonly kind: 'pass'
      readonly node: string
      readonly take: readonly string[]
      readonly put: readonly string[]
      /** Of a complex gateway (§13.4.5). */
      readonly half?: 'fired' | 'reset'
    }
  /** An activity, a catching event or an event gateway: the token rests there. */
  | {
      readonly kind: 'open'
      readonly node: Activity | Catch | EventGateway
      readonly take: readonly string[]
    }
  /** A throwing event: takes its token, throws, goes on. */
  | { readonly kind: 'throw'; readonly node: Intermediate | End; readonly take: readonly string[] }
  | { readonly kind: 'terminate'; readonly node: string; readonly take: readonly string[] }
  /** No condition is true and there is no default flow (§13.4.2, §13.4.3: an exception). */
  | { readonly kind: 'stuck'; readonly node: string; readonly take: readonly string[] }

/** The flows a gateway takes; `count`: tokens that a complex join has. None: it cannot go on. */
export type Choose = (gateway: Gateway) => readonly string[]

export type Level = {
  /** Flows with tokens, one entry a token. */
  readonly tokens: readonly string[]
  /** Elements that hold a token, one entry a token. */
  readonly busy: readonly string[]
  /** Complex gateways that have fired and wait for their last tokens. */
  readonly fired?: readonly string[]
  /** Whether a complex join goes off with so many tokens. */
  readonly activated?: (gateway: Gateway, count: number) => boolean
}

export type Rest = {
  /** Tokens that now wait in front of joins. */
  readonly tokens: readonly string[]
  readonly busy: readonly string[]
}

/** Moves tokens until nothing can move without a person, a service or an event. For the soundness check. */
export function settle(plan: Plan, tokens: readonly string[], busy: readonly string[], choose: Choose): Rest {
  let now = [...tokens]
  const working = [...busy]
  // A loop without a step is refused before the walk, so this bound is only met by a model that was not checked.
  let fuel = 50 + 20 * Object.keys(plan.flows).length
  for (;;) {
    const move = nextMove(plan, { tokens: now, busy: working }, choose)
    if (move === undefined) return { tokens: now, busy: working }
    if (fuel-- === 0) throw new EndlessLoop(plan.id)
    if (move.kind === 'terminate') return { tokens: [], busy: [] }
    now = without(now, move.take)
    if (move.kind === 'open') working.push(move.node.id)
    else if (move.kind === 'pass') now.push(...move.put)
    else if (move.kind === 'throw') {
      if (endsScope(move.node)) return { tokens: [], busy: [] }
      now.push(...move.node.outgoing)
    }
  }
}

/** An error leaves the scope at once, a cancel undoes it. */
function endsScope(node: Intermediate | End): boolean {
  return (
    node.throws?.some(({ type }) => type === 'error' || type === 'cancel' || type === 'terminate') === true
  )
}

export class EndlessLoop extends Error {
  constructor(plan: string) {
    super(`tokens of ${plan} circle without meeting a step`)
  }
}

export function nextMove(plan: Plan, level: Level, choose: Choose): Move | undefined {
  const { tokens } = level
  for (const token of tokens) {
    const node = nodeOf(plan, flowOf(plan, token).to)
    if ((node.kind === 'inclusive' && node.incoming.length > 1) || node.kind === 'complex') continue
    const move = moveInto(plan, node.id, token, tokens, choose)
    if (move !== undefined) return move
  }
  // Joins that look at the whole scope are asked last: what else can move might still reach them.
  for (const token of tokens) {
    const node = nodeOf(plan, flowOf(plan, token).to)
    if (node.kind === 'complex') {
      const move = complexMove(plan, node, level, choose)
      if (move !== undefined) return move
    }
    if (node.kind !== 'inclusive' || !mayJoin(plan, node, level)) continue
    return passing(node, oneOfEach(node, tokens), choose)
  }
  return undefined
}

function moveInto(
  plan: Plan,
  id: string,
  token: string,
  tokens: readonly string[],
  choose: Choose,
): Move | undefined {
  const node = nodeOf(plan, id)
  switch (node.kind) {
    case 'user-task':
    case 'service-task':
    case 'decision-task':
    case 'receive-task':
    case 'instant-task':
    case 'subprocess': {
      const needed = node.quantity?.start ?? 1
      if (needed === 1) return { kind: 'open', node, take: [token] }
      const waiting = tokens.filter((flow) => node.incoming.includes(flow))
      return waiting.length < needed ? undefined : { kind: 'open', node, take: waiting.slice(0, needed) }
    }
    case 'catch':
    case 'event-gateway':
      return { kind: 'open', node, take: [token] }
    case 'exclusive':
    case 'inclusive':
    case 'complex':
      return passing(node, [token], choose)
    case 'parallel':
      return node.incoming.every((flow) => tokens.includes(flow))
        ? { kind: 'pass', node: node.id, take: node.incoming, put: node.outgoing }
        : undefined
    case 'throw':
      return { kind: 'throw', node, take: [token] }
    case 'end':
      if (node.throws !== undefined) return { kind: 'throw', node, take: [token] }
      return { kind: 'pass', node: node.id, take: [token], put: [] }
    case 'terminate':
      return { kind: 'terminate', node: node.id, take: [token] }
    case 'start':
    case 'boundary':
    case 'event-subprocess':
      throw new Error(`a flow leads into ${node.id}`)
  }
}

function passing(node: Gateway, take: readonly string[], choose: Choose): Move {
  const put = choose(node)
  return put.length === 0 && node.outgoing.length > 0
    ? { kind: 'stuck', node: node.id, take }
    : { kind: 'pass', node: node.id, take, put }
}

/**
 * BPMN 2.0.2 §13.4.5: a complex join goes off when its condition holds, then waits, as an inclusive join does, for the
 * tokens that can still come, and takes them without effect. Without a condition it is an inclusive gateway.
 */
function complexMove(plan: Plan, node: Gateway, level: Level, choose: Choose): Move | undefined {
  const take = oneOfEach(node, level.tokens)
  if (node.incoming.length < 2) return passing(node, take, choose)
  if (level.fired?.includes(node.id) === true) {
    return mayJoin(plan, node, level)
      ? { kind: 'pass', node: node.id, take, put: [], half: 'reset' }
      : undefined
  }
  const activated = level.activated?.(node, take.length)
  if (node.activation === undefined || activated === undefined)
    return mayJoin(plan, node, level) ? passing(node, take, choose) : undefined
  if (!activated) return undefined
  const move = passing(node, take, choose)
  const more = take.length < node.incoming.length
  return move.kind === 'pass' && more ? { ...move, half: 'fired' } : move
}

function oneOfEach(node: Gateway, tokens: readonly string[]): readonly string[] {
  return node.incoming.filter((flow) => tokens.includes(flow))
}

/**
 * BPMN 2.0.2 §13.4.3: an inclusive join waits while a token elsewhere can still reach one of its empty flows,
 * unless that token can also reach one of its filled flows (paths through the join itself do not count).
 */
function mayJoin(plan: Plan, join: Gateway, { tokens, busy }: Level): boolean {
  const filled = join.incoming.filter((flow) => tokens.includes(flow))
  const empty = join.incoming.filter((flow) => !tokens.includes(flow))
  if (empty.length === 0) return true
  const elsewhere = [
    ...tokens.filter((flow) => !join.incoming.includes(flow)),
    ...busy.flatMap((node) => waysOut(plan, node)),
  ]
  return elsewhere.every((flow) => {
    const reach = flowsAhead(plan, flow, join.id)
    return !empty.some((other) => reach.has(other)) || filled.some((other) => reach.has(other))
  })
}

function without(tokens: readonly string[], take: readonly string[]): string[] {
  const rest = [...tokens]
  for (const flow of take) rest.splice(rest.indexOf(flow), 1)
  return rest
}
