/** A called process becomes part of the plan that calls it, under names of its own. */
import type { Flow, Plan, PlanNode, Subprocess, Throw } from '../plan.ts'

export type Level = { readonly flows: readonly Flow[]; readonly nodes: readonly PlanNode[] }

/** Ids of the called plan get the call's id and a slash in front, which no XML id contains. */
export function inlined(called: Plan, call: Subprocess): Level {
  const name = (id: string) => `${call.id}/${id}`
  const nodes = Object.values(called.nodes).map((node) => renamed(node, name, call.id))
  const flows = Object.values(called.flows).map((flow) => ({
    ...flow,
    id: name(flow.id),
    from: name(flow.from),
    to: name(flow.to),
  }))
  const { variables } = called
  const own: Subprocess = {
    ...call,
    start: name(called.start),
    calls: called.id,
    ...(variables === undefined ? {} : { variables }),
  }
  return { flows, nodes: [own, ...nodes] }
}

function renamed(node: PlanNode, name: (id: string) => string, call: string): PlanNode {
  const common = {
    id: name(node.id),
    incoming: node.incoming.map(name),
    outgoing: node.outgoing.map(name),
    parent: node.parent === undefined ? call : name(node.parent),
  }
  const otherwise =
    'otherwise' in node && node.otherwise !== undefined ? { otherwise: name(node.otherwise) } : {}
  switch (node.kind) {
    case 'boundary':
      return {
        ...node,
        ...common,
        attachedTo: name(node.attachedTo),
        ...(node.handler === undefined ? {} : { handler: name(node.handler) }),
      }
    case 'subprocess':
      return { ...node, ...common, ...otherwise, start: name(node.start) }
    case 'event-subprocess':
      return { ...node, ...common, start: name(node.start) }
    case 'throw':
      return { ...node, ...common, throws: node.throws.map((what) => renamedThrow(what, name)) }
    case 'end':
    case 'terminate':
      return {
        ...node,
        ...common,
        ...(node.throws === undefined ? {} : { throws: node.throws.map((what) => renamedThrow(what, name)) }),
      }
    default:
      return { ...node, ...common, ...otherwise }
  }
}

function renamedThrow(what: Throw, name: (id: string) => string): Throw {
  return what.type === 'compensation' && what.activity !== undefined
    ? { ...what, activity: name(what.activity) }
    : what
}
