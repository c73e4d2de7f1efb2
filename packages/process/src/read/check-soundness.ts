/**
 * Walks every level of a model (the process, each subprocess) through all its markings, with every choice that a gateway
 * and every event may make: no token may be left over, and no step may be entered while it is busy. A subprocess is one
 * step of the level around it. The walk uses the same token game as the running cases.
 */
import { flowOf, type Gateway, isActivity, nodeOf, type Plan, type PlanNode } from '../plan.ts'
import { boundariesOf, flowsAhead, waysOut } from '../plan-map.ts'
import { EndlessLoop, type Rest, settle } from '../run/tokens.ts'
import type { Model } from './read-process.ts'
import type { Report } from './report.ts'

/** Markings to look at in a level before the check gives up and says so. */
const maxMarkings = 20_000

export function checkSoundness(model: Model, report: Report): void {
  const { plan } = model
  const begins = Object.values(plan.nodes).filter((node) => node.kind === 'start')
  if (!checkReach(model, begins, report)) return
  for (const start of begins) walk(model, start, report)
}

function holdsToken(node: PlanNode): boolean {
  return isActivity(node) || node.kind === 'catch' || node.kind === 'event-gateway'
}

/** Plain reachability: every element lies between a start and an end, and no loop is without a step. */
function checkReach(model: Model, begins: readonly PlanNode[], report: Report): boolean {
  const { plan, elements } = model
  const reached = new Set(begins.map(({ id }) => id))
  for (const id of reached) for (const flow of waysOut(plan, id)) reached.add(flowOf(plan, flow).to)
  const before = report.problems.length
  for (const node of Object.values(plan.nodes)) {
    if (node.kind === 'boundary' || node.kind === 'event-subprocess' || (isActivity(node) && node.undoes))
      continue
    const element = elements.get(node.id)
    if (!reached.has(node.id)) {
      report.rule('sound.unreachable', element, '从开始走不到这里', 'Nothing leads here from the start')
    } else if (!leadsToEnd(plan, node.id)) {
      report.rule('sound.no-end', element, '从这里走不到结束', 'No end can be reached from here')
    } else if (!holdsToken(node) && circlesWithoutStep(plan, node.id)) {
      report.rule('sound.no-end', element, '绕一圈回来没有经过任何一步', 'A loop through here meets no step')
    }
  }
  return report.problems.length === before
}

function leadsToEnd(plan: Plan, id: string): boolean {
  const ends = (node: PlanNode) => node.kind === 'end' || node.kind === 'terminate'
  if (ends(nodeOf(plan, id))) return true
  return waysOut(plan, id).some((flow) =>
    [...flowsAhead(plan, flow)].some((ahead) => ends(nodeOf(plan, flowOf(plan, ahead).to))),
  )
}

function circlesWithoutStep(plan: Plan, id: string): boolean {
  const ahead = new Set<string>()
  const follow = (from: string) => {
    for (const flow of nodeOf(plan, from).outgoing) ahead.add(flowOf(plan, flow).to)
  }
  follow(id)
  for (const other of ahead) if (!holdsToken(nodeOf(plan, other))) follow(other)
  return ahead.has(id)
}

/** `busy`: ids of elements that hold a token, those of the boundary events that have gone off there behind them. */
type Marking = { readonly tokens: readonly string[]; readonly busy: readonly string[] }

const idOf = (holder: string) => holder.split(' ')[0] ?? ''

function walk(model: Model, start: PlanNode, report: Report): void {
  const { plan, elements } = model
  const tell = teller(model, report)
  const seen = new Set<string>()
  const todo: Marking[] = []
  const visit = (marking: Marking) => {
    for (const rest of outcomesOf(plan, marking)) {
      const twice = doubled(rest.busy.map(idOf)) ?? doubled(rest.tokens)
      if (twice !== undefined) {
        tell('sound.twice', plan.nodes[twice] === undefined ? flowOf(plan, twice).to : twice)
        continue
      }
      if (rest.busy.length === 0)
        for (const flow of rest.tokens) tell('sound.deadlock', flowOf(plan, flow).to)
      const key = [...rest.tokens.toSorted(), '|', ...rest.busy.toSorted()].join(',')
      if (rest.busy.length === 0 || seen.has(key)) continue
      seen.add(key)
      todo.push({ tokens: rest.tokens, busy: rest.busy })
    }
  }
  visit({ tokens: start.outgoing, busy: [] })
  for (let marking = todo.pop(); marking !== undefined; marking = todo.pop()) {
    if (seen.size > maxMarkings) {
      report.warning(
        'sound.too-many',
        elements.get(start.id),
        '分支太多，没有全部走完',
        'There are too many branches to walk them all',
      )
      return
    }
    for (const next of stepsFrom(plan, marking)) visit(next)
  }
}

function teller({ elements }: Model, report: Report) {
  const told = new Set<string>()
  return (code: 'sound.deadlock' | 'sound.twice', id: string) => {
    if (told.has(code + id)) return
    told.add(code + id)
    const [zh, en] =
      code === 'sound.deadlock'
        ? ['令牌会停在这里，等不来另一支', 'A token can wait here for ever: another branch may never come']
        : [
            '这里会同时来两次：并行的分支没有先会合',
            'This can be entered twice at once: parallel branches are not joined before',
          ]
    report.rule(code, elements.get(id), zh, en)
  }
}

/** One element is left: as it should be, or by one of its events. An event that does not interrupt goes off once. */
function* stepsFrom(plan: Plan, { tokens, busy }: Marking): Generator<Marking> {
  for (const [index, holder] of busy.entries()) {
    const id = idOf(holder)
    const others = busy.toSpliced(index, 1)
    for (const put of leavings(plan, id)) yield { tokens: [...tokens, ...put], busy: others }
    for (const event of boundariesOf(plan, id)) {
      if (event.outgoing.length === 0 || holder.split(' ').includes(event.id)) continue
      const still = event.interrupting ? [] : [`${holder} ${event.id}`]
      yield { tokens: [...tokens, ...event.outgoing], busy: [...others, ...still] }
    }
  }
}

function leavings(plan: Plan, id: string): readonly (readonly string[])[] {
  const node = nodeOf(plan, id)
  if (node.kind === 'event-gateway' && node.all !== true)
    return node.outgoing.map((flow) => nodeOf(plan, flowOf(plan, flow).to).outgoing)
  const conditional = node.outgoing.filter((flow) => flowOf(plan, flow).when !== undefined)
  if (conditional.length === 0) return [node.outgoing]
  const otherwise = 'otherwise' in node && node.otherwise !== undefined ? [node.otherwise] : []
  const always = node.outgoing.filter((flow) => !conditional.includes(flow) && !otherwise.includes(flow))
  return [...subsetsOf(conditional), otherwise].map((taken) => [...always, ...taken])
}

/** Every rest that a marking can come to: settles it again and again, each time with another script of choices. */
function* outcomesOf(plan: Plan, marking: Marking): Generator<Rest> {
  const scripts: (readonly number[])[] = [[]]
  for (let script = scripts.pop(); script !== undefined; script = scripts.pop()) {
    const made: number[] = [...script]
    const branch: (readonly number[])[] = []
    let at = 0
    const choose = (gateway: Gateway) => {
      const options = optionsOf(gateway)
      const choice = made[at] ?? 0
      if (at === made.length) {
        for (let other = 1; other < options.length; other++) branch.push([...made, other])
        made.push(0)
      }
      at++
      return options[choice] ?? []
    }
    try {
      const events = marking.busy.filter((holder) => holder.includes(' '))
      const rest = settle(plan, marking.tokens, marking.busy.map(idOf), choose)
      yield { tokens: rest.tokens, busy: rest.busy.map((id) => events.find((one) => idOf(one) === id) ?? id) }
    } catch (error) {
      if (!(error instanceof EndlessLoop)) throw error
    }
    scripts.push(...branch)
  }
}

function optionsOf(gateway: Gateway): readonly (readonly string[])[] {
  if (gateway.outgoing.length < 2) return [gateway.outgoing]
  if (gateway.kind === 'exclusive') return gateway.outgoing.map((flow) => [flow])
  const conditional = gateway.outgoing.filter((flow) => flow !== gateway.otherwise)
  return [...subsetsOf(conditional), ...(gateway.otherwise === undefined ? [] : [[gateway.otherwise]])]
}

/** Every choice of at least one; of many flows each alone, and all. */
function subsetsOf(flows: readonly string[]): readonly (readonly string[])[] {
  if (flows.length > 6) return [...flows.map((flow) => [flow]), flows]
  return Array.from({ length: 2 ** flows.length - 1 }, (_, mask) =>
    flows.filter((_flow, bit) => ((mask + 1) >> bit) & 1),
  )
}

function doubled(items: readonly string[]): string | undefined {
  return items.find((item, index) => items.indexOf(item) !== index)
}
