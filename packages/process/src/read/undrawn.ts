/** What a model means without drawing it as a flow: handlers of compensation, and where a part without a start begins. */
import type { ModdleElement } from 'bpmn-moddle'
import type { Flow, Start } from '../plan.ts'
import { list, reference } from './element.ts'
import { isData } from './parts.ts'

/** Where associations lead from compensation events. */
export function handlersIn(container: ModdleElement): ReadonlyMap<string, string> {
  const pairs = list(container.artifacts).flatMap((artifact) => {
    const from = reference(artifact.sourceRef)
    const to = reference(artifact.targetRef)
    return artifact.$type === 'bpmn:Association' && from !== undefined && to !== undefined
      ? [[from, to] as const]
      : []
  })
  return new Map(pairs)
}

const startless = new Set(['bpmn:BoundaryEvent', 'bpmn:SequenceFlow', 'bpmn:StartEvent'])

/** BPMN 2.0.2 §13.3.4, §13.3.5: without a start event everything that no flow leads to begins; in a row, if it must. */
export function startsOf(
  container: ModdleElement,
  all: readonly ModdleElement[],
  flows: readonly Flow[],
  parent: string | undefined,
): readonly Flow[] {
  if (all.some(({ $type }) => $type === 'bpmn:StartEvent')) return []
  const first = all.filter(
    (element) =>
      !startless.has(element.$type) &&
      !isData(element) &&
      element.triggeredByEvent !== true &&
      element.isForCompensation !== true &&
      !list(element.eventDefinitions).some(
        ({ $type }) =>
          $type === 'bpmn:LinkEventDefinition' && element.$type === 'bpmn:IntermediateCatchEvent',
      ) &&
      !flows.some((flow) => flow.to === element.id),
  )
  const row = container.$type === 'bpmn:AdHocSubProcess' && container.ordering === 'Sequential'
  const begin = `${parent ?? container.id}/start`
  return first.map((element, index) => {
    const from = row && index > 0 ? (first[index - 1]?.id ?? '') : begin
    return { id: `${begin}-${element.id}`, from, to: element.id ?? '' }
  })
}

export function startNode(
  flows: readonly Flow[],
  owner: string,
  parent: string | undefined,
): Start | undefined {
  const id = `${owner}/start`
  const outgoing = flows.filter((flow) => flow.from === id).map((flow) => flow.id)
  if (outgoing.length === 0) return undefined
  return { kind: 'start', id, name: '', incoming: [], outgoing, ...(parent === undefined ? {} : { parent }) }
}
