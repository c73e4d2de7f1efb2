/**
 * The token game of BPMN 2.0.2 chapter 13: which gateway fires next, and what it takes and puts.
 * It knows nothing of people or commands; `decide` turns its moves into events, the soundness check explores them.
 */
import { flowOf, type Gateway, nodeOf, type Plan, type PlanNode } from '../plan.ts'

export type Move =
  | {
      readonly kind: 'pass'
      readonly node: string
      readonly take: readonly string[]
      readonly put: readonly string[]
    }
  | { readonly kind: 'open'; readonly node: string; readonly take: readonly string[] }
  | { readonly kind: 'terminate'; readonly node: string; readonly take: readonly string[] }

/** Which flows a fork takes, at least one. */
export type Choose = (gateway: Gateway) => readonly string[]

export type Rest = {
  readonly moves: readonly Move[]
  /** Tokens that now wait in front of joins. */
  readonly tokens: readonly string[]
  /** Steps with a token, those that were busy before included. */
  readonly busy: readonly string[]
  readonly terminated: boolean
}

/**
 * Moves tokens until nothing can move without a person or a service.
 * @param busy ids of steps that hold a token, one entry a token
 */
export function settle(plan: Plan, tokens: readonly string[], busy: readonly string[], choose: Choose): Rest {
  const moves: Move[] = []
  let now = [...tokens]
  const working = [...busy]
  // A loop without a step is refused by the soundness check, so this bound is only met by a model that was not read by it.
  let fuel = 50 + 20 * Object.keys(plan.flows).length
  for (;;) {
    const move = nextMove(plan, now, working, choose)
    if (move === undefined) return { moves, tokens: now, busy: working, terminated: false }
    if (fuel-- === 0) throw new EndlessLoop(plan.id)
    moves.push(move)
    if (move.kind === 'terminate') return { moves, tokens: [], busy: [], terminated: true }
    now = without(now, move.take)
    if (move.kind === 'open') working.push(move.node)
    else now.push(...move.put)
  }
}

export class EndlessLoop extends Error {
  constructor(plan: string) {
    super(`tokens of ${plan} circle without meeting a step`)
  }
}

function nextMove(
  plan: Plan,
  tokens: readonly string[],
  busy: readonly string[],
  choose: Choose,
): Move | undefined {
  for (const token of tokens) {
    const node = nodeOf(plan, flowOf(plan, token).to)
    if (node.kind === 'inclusive' && node.incoming.length > 1) continue
    const move = moveInto(node, token, tokens, choose)
    if (move !== undefined) return move
  }
  // An inclusive join is asked last: what else can move might still reach it.
  for (const token of tokens) {
    const node = nodeOf(plan, flowOf(plan, token).to)
    if (node.kind !== 'inclusive' || !mayJoin(plan, node, tokens, busy)) continue
    const take = node.incoming.filter((flow) => tokens.includes(flow))
    return { kind: 'pass', node: node.id, take, put: choose(node) }
  }
  return undefined
}

function moveInto(
  node: PlanNode,
  token: string,
  tokens: readonly string[],
  choose: Choose,
): Move | undefined {
  switch (node.kind) {
    case 'user-task':
    case 'service-task':
      return { kind: 'open', node: node.id, take: [token] }
    case 'exclusive':
    case 'inclusive':
      return { kind: 'pass', node: node.id, take: [token], put: choose(node) }
    case 'parallel':
      return node.incoming.every((flow) => tokens.includes(flow))
        ? { kind: 'pass', node: node.id, take: node.incoming, put: node.outgoing }
        : undefined
    case 'end':
      return { kind: 'pass', node: node.id, take: [token], put: [] }
    case 'terminate':
      return { kind: 'terminate', node: node.id, take: [token] }
    case 'start':
      throw new Error(`a flow leads into the start event ${node.id}`)
  }
}

/**
 * BPMN 2.0.2 §13.4.3: an inclusive join waits while a token elsewhere can still reach one of its empty flows,
 * unless that token can also reach one of its filled flows (paths through the join itself do not count).
 */
function mayJoin(plan: Plan, join: Gateway, tokens: readonly string[], busy: readonly string[]): boolean {
  const filled = join.incoming.filter((flow) => tokens.includes(flow))
  const empty = join.incoming.filter((flow) => !tokens.includes(flow))
  if (empty.length === 0) return true
  const elsewhere = [
    ...tokens.filter((flow) => !join.incoming.includes(flow)),
    ...busy.flatMap((node) => nodeOf(plan, node).outgoing),
  ]
  return elsewhere.every((flow) => {
    const reach = flowsAhead(plan, flow, join.id)
    return !empty.some((other) => reach.has(other)) || filled.some((other) => reach.has(other))
  })
}

/** Every flow that a token on `flow` can reach without visiting `avoiding`; `flow` itself included. */
export function flowsAhead(plan: Plan, flow: string, avoiding?: string): ReadonlySet<string> {
  const seen = new Set([flow])
  for (const reached of seen) {
    const to = flowOf(plan, reached).to
    if (to !== avoiding) for (const next of nodeOf(plan, to).outgoing) seen.add(next)
  }
  return seen
}

function without(tokens: readonly string[], take: readonly string[]): string[] {
  const rest = [...tokens]
  for (const flow of take) rest.splice(rest.indexOf(flow), 1)
  return rest
}
