/** Models of script tasks that each say a word: what a run says, as a multiset, is its trace. */
import { readOptions, traceOf } from '../../conformance/betsy.ts'
import { type Plan, type Problem, readBpmn } from '../index.ts'
import { bpmn, row } from './bpmn-text.ts'

export const script = (id: string, word = `SCRIPT_${id}`, inner = '') =>
  `<bpmn:scriptTask id="${id}" name="${id}">${inner}<bpmn:script>${word}</bpmn:script></bpmn:scriptTask>`

export const startEvent = (id: string, definition = '', attributes = '') =>
  `<bpmn:startEvent id="${id}" ${attributes}>${definition}</bpmn:startEvent>`
export const endEvent = (id: string, definition = '') =>
  `<bpmn:endEvent id="${id}">${definition}</bpmn:endEvent>`
export const caught = (id: string, definition: string, attributes = '') =>
  `<bpmn:intermediateCatchEvent id="${id}" ${attributes}>${definition}</bpmn:intermediateCatchEvent>`
export const thrown = (id: string, definition = '') =>
  `<bpmn:intermediateThrowEvent id="${id}">${definition}</bpmn:intermediateThrowEvent>`
export const boundary = (id: string, on: string, definition: string, attributes = '') =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${on}" ${attributes}>${definition}</bpmn:boundaryEvent>`
export const keeping = 'cancelActivity="false"'

export const timer = (duration: string, part = 'timeDuration') =>
  `<bpmn:timerEventDefinition><bpmn:${part} xsi:type="bpmn:tFormalExpression">${duration}</bpmn:${part}></bpmn:timerEventDefinition>`
export const signal = '<bpmn:signalEventDefinition signalRef="Signal_1"/>'
export const message = '<bpmn:messageEventDefinition messageRef="Message_1"/>'
export const error = '<bpmn:errorEventDefinition errorRef="Error_1"/>'
export const otherError = '<bpmn:errorEventDefinition errorRef="Error_2"/>'
export const escalation = '<bpmn:escalationEventDefinition escalationRef="Escalation_1"/>'
export const cancel = '<bpmn:cancelEventDefinition/>'
export const compensation = (activity?: string) =>
  `<bpmn:compensateEventDefinition ${activity === undefined ? '' : `activityRef="${activity}"`}/>`
export const condition = (body: string) =>
  `<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">${body}</bpmn:condition></bpmn:conditionalEventDefinition>`
export const link = (name: string) => `<bpmn:linkEventDefinition name="${name}"/>`

export const sub = (id: string, parts: readonly string[], attributes = '', kind = 'subProcess') =>
  `<bpmn:${kind} id="${id}" name="${id}" ${attributes}>${parts.join('\n')}</bpmn:${kind}>`
export const eventSub = (id: string, parts: readonly string[]) => sub(id, parts, 'triggeredByEvent="true"')

/** Start, elements in a row, end, within a subprocess whose ids begin with `id`. */
export const inside = (id: string, ...ids: readonly string[]) => [
  startEvent(`${id}_start`),
  endEvent(`${id}_end`),
  row(`${id}_start`, ...ids, `${id}_end`),
]

const roots = `<bpmn:signal id="Signal_1" name="Signal"/><bpmn:message id="Message_1" name="Message"/><bpmn:message id="Message_2" name="Other message"/>
<bpmn:error id="Error_1" name="Error" errorCode="ERR-1"/><bpmn:error id="Error_2" name="Other" errorCode="ERR-2"/>
<bpmn:escalation id="Escalation_1" name="Escalation" escalationCode="ESC-1"/><bpmn:signalEventDefinition id="SignalDefinition_1" signalRef="Signal_1"/>`

export function model(elements: readonly string[], more = ''): string {
  return bpmn(...elements).replace('<bpmn:process ', `${roots}${more}\n<bpmn:process `)
}

export async function read(xml: string): Promise<{ plan?: Plan; problems: readonly Problem[] }> {
  return readBpmn(xml, readOptions)
}

type Given = { readonly input?: string; readonly int?: number; readonly more?: string }

/** Words in order of the alphabet, without `SCRIPT_`; the errors of a model that is refused. */
export async function trace(elements: readonly string[], given: Given = {}): Promise<string> {
  const said = await inOrder(elements, given)
  return said.toSorted().join(' ')
}

/** Words as they were said. */
export async function inOrder(elements: readonly string[], given: Given = {}): Promise<readonly string[]> {
  const { plan, problems } = await read(model(elements, given.more))
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (plan === undefined) return [errors.map(({ code, elementId }) => `${code} ${elementId}`).join(', ')]
  const { input = '', int = 0 } = given
  return traceOf(plan, { input, int, parallel: false, expect: [] }).map((word) => word.replace('SCRIPT_', ''))
}
