import { type Facts, isTrue } from '../feel.ts'
import { flowOf, type Gateway, type Plan } from '../plan.ts'

/** Which flows a gateway takes with these facts: the first true one, every true one, or all; else the default. */
export function chosen(plan: Plan, gateway: Gateway, facts: Facts): readonly string[] {
  if (gateway.kind === 'parallel' || gateway.outgoing.length === 1) return gateway.outgoing
  const conditional = gateway.outgoing.filter((flow) => flow !== gateway.otherwise)
  const holds = (flow: string) => isTrue(flowOf(plan, flow).when ?? 'false', facts)
  const first = conditional.find(holds)
  if (first === undefined) return gateway.otherwise === undefined ? [] : [gateway.otherwise]
  return gateway.kind === 'exclusive' ? [first] : conditional.filter(holds)
}
