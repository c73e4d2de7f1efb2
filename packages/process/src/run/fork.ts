import { type Facts, isTrue } from '../feel.ts'
import { type Activity, type Catch, flowOf, type Gateway, type Plan } from '../plan.ts'

/**
 * Which flows a gateway takes with these facts: the first true one, every true one, or all; else the default; else none.
 * A flow without a condition is as good as true.
 */
export function chosen(plan: Plan, gateway: Gateway, facts: Facts): readonly string[] {
  if (gateway.kind === 'parallel' || gateway.outgoing.length < 2) return gateway.outgoing
  const conditional = gateway.outgoing.filter((flow) => flow !== gateway.otherwise)
  const holds = (flow: string) => {
    const { when } = flowOf(plan, flow)
    return when === undefined || isTrue(when, facts)
  }
  const first = conditional.find(holds)
  if (first === undefined) return gateway.otherwise === undefined ? [] : [gateway.otherwise]
  return gateway.kind === 'exclusive' ? [first] : conditional.filter(holds)
}

/**
 * The flows by which an activity or event is left (BPMN 2.0.2 §13.3.1): every one without a condition, every conditional
 * one that is true, and the default when none of the conditional ones is. `undefined`: it cannot be left.
 */
export function leaving(
  plan: Plan,
  node: Activity | Catch,
  facts: () => Facts,
): readonly string[] | undefined {
  const [only = ''] = node.outgoing
  const otherwise = 'otherwise' in node ? node.otherwise : undefined
  if (node.outgoing.length === 1 && otherwise === undefined && flowOf(plan, only).when === undefined)
    return node.outgoing
  const conditional = node.outgoing.filter((flow) => flowOf(plan, flow).when !== undefined)
  if (conditional.length === 0 && otherwise === undefined) return node.outgoing
  const known = facts()
  const holds = conditional.filter((flow) => isTrue(flowOf(plan, flow).when ?? 'false', known))
  const always = node.outgoing.filter((flow) => !conditional.includes(flow) && flow !== otherwise)
  const left = [...always, ...holds, ...(holds.length === 0 && otherwise !== undefined ? [otherwise] : [])]
  return left.length === 0 ? undefined : node.outgoing.filter((flow) => left.includes(flow))
}
