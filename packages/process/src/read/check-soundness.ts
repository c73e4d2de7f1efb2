/**
 * Walks a model through all its markings, with every choice that a gateway may make: no token may be left over, and no
 * step may be entered while it is busy. The walk uses the same token game as the running cases.
 */
import { flowOf, type Gateway, isStep, nodeOf, type Plan } from '../plan.ts'
import { flowsAhead } from '../plan-map.ts'
import { EndlessLoop, type Rest, settle } from '../run/tokens.ts'
import type { Model } from './read-process.ts'
import type { Report } from './report.ts'

/** Markings to look at before the check gives up and says so. */
const maxMarkings = 20_000

export function checkSoundness(model: Model, report: Report): void {
  if (!checkReach(model, report)) return
  walk(model, report)
}

/** Plain reachability: every element lies between the start and an end, and no loop is without a step. */
function checkReach(model: Model, report: Report): boolean {
  const { plan, elements } = model
  const start = nodeOf(plan, plan.start)
  const reached = new Set([plan.start])
  for (const id of reached) for (const flow of nodeOf(plan, id).outgoing) reached.add(flowOf(plan, flow).to)
  const before = report.problems.length
  for (const node of Object.values(plan.nodes)) {
    const element = elements.get(node.id)
    if (!reached.has(node.id)) {
      report.error('sound.unreachable', element, '从开始走不到这里', 'Nothing leads here from the start')
    } else if (!leadsToEnd(plan, node.id)) {
      report.error('sound.no-end', element, '从这里走不到结束', 'No end can be reached from here')
    } else if (!isStep(node) && circlesWithoutStep(plan, node.id)) {
      report.error('sound.no-end', element, '绕一圈回来没有经过任何一步', 'A loop through here meets no step')
    }
  }
  return report.problems.length === before && start.outgoing.length === 1
}

function leadsToEnd(plan: Plan, id: string): boolean {
  const node = nodeOf(plan, id)
  if (node.kind === 'end' || node.kind === 'terminate') return true
  return node.outgoing.some((flow) =>
    [...flowsAhead(plan, flow)].some((ahead) => {
      const { kind } = nodeOf(plan, flowOf(plan, ahead).to)
      return kind === 'end' || kind === 'terminate'
    }),
  )
}

function circlesWithoutStep(plan: Plan, id: string): boolean {
  const ahead = new Set<string>()
  const follow = (from: string) => {
    for (const flow of nodeOf(plan, from).outgoing) ahead.add(flowOf(plan, flow).to)
  }
  follow(id)
  for (const other of ahead) if (!isStep(nodeOf(plan, other))) follow(other)
  return ahead.has(id)
}

type Marking = { readonly tokens: readonly string[]; readonly busy: readonly string[] }

function walk(model: Model, report: Report): void {
  const { plan, elements } = model
  const told = new Set<string>()
  const tell = (code: 'sound.deadlock' | 'sound.twice', id: string) => {
    if (told.has(code + id)) return
    told.add(code + id)
    if (code === 'sound.deadlock') {
      report.error(
        code,
        elements.get(id),
        '令牌会停在这里，等不来另一支',
        'A token can wait here for ever: another branch may never come',
      )
    } else {
      report.error(
        code,
        elements.get(id),
        '这里会同时来两次：并行的分支没有先会合',
        'This can be entered twice at once: parallel branches are not joined before',
      )
    }
  }
  const seen = new Set<string>()
  const todo: Marking[] = []
  const visit = (marking: Marking) => {
    for (const rest of outcomesOf(plan, marking)) {
      const twice = doubled(rest.busy) ?? doubled(rest.tokens)
      if (twice !== undefined) {
        tell('sound.twice', plan.nodes[twice] === undefined ? flowOf(plan, twice).to : twice)
        continue
      }
      if (rest.busy.length === 0)
        for (const flow of rest.tokens) tell('sound.deadlock', flowOf(plan, flow).to)
      const key = [...rest.tokens.toSorted(), '|', ...rest.busy.toSorted()].join(' ')
      if (rest.busy.length === 0 || seen.has(key)) continue
      seen.add(key)
      todo.push({ tokens: rest.tokens, busy: rest.busy })
    }
  }
  visit({ tokens: nodeOf(plan, plan.start).outgoing, busy: [] })
  for (let marking = todo.pop(); marking !== undefined; marking = todo.pop()) {
    if (seen.size > maxMarkings) {
      report.warning(
        'sound.too-many',
        elements.get(plan.start),
        '分支太多，没有全部走完',
        'There are too many branches to walk them all',
      )
      return
    }
    const { tokens, busy } = marking
    for (const [index, step] of busy.entries()) {
      visit({ tokens: [...tokens, ...nodeOf(plan, step).outgoing], busy: busy.toSpliced(index, 1) })
    }
  }
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
      yield settle(plan, marking.tokens, marking.busy, choose)
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
  const otherwise = gateway.otherwise === undefined ? [] : [[gateway.otherwise]]
  if (conditional.length > 6) return [...conditional.map((flow) => [flow]), conditional, ...otherwise]
  const sets = Array.from({ length: 2 ** conditional.length - 1 }, (_, mask) =>
    conditional.filter((_flow, bit) => ((mask + 1) >> bit) & 1),
  )
  return [...sets, ...otherwise]
}

function doubled(items: readonly string[]): string | undefined {
  return items.find((item, index) => items.indexOf(item) !== index)
}
