/** Writes small BPMN models for tests, one element a line: the first element stands on line 4. */
import { foldAll, type People, type Plan, readBpmn, type State } from '../index.ts'
import type { Context, Decision } from '../run/command.ts'

const head = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yz="https://yizhan.dev/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="t">
<bpmn:process id="p" name="试" isExecutable="true">
`

export function bpmn(...elements: readonly string[]): string {
  return `${head}${elements.join('\n')}\n</bpmn:process>\n</bpmn:definitions>\n`
}

export const words = (days = 1) => `<yz:words nameEn="Step" zh="看材料" en="Reads it" days="${days}"/>`

/** A user task decided by the member named like the task, unless `to` says otherwise. */
export function user(id: string, options: { to?: string; outcomes?: string; days?: number } = {}): string {
  const to = options.to ?? `<yz:to kind="member" number="${id}"/>`
  return `<bpmn:userTask id="${id}" name="步骤${id}"><bpmn:extensionElements><yz:assignment>${to}</yz:assignment>${words(options.days)}${options.outcomes ?? ''}</bpmn:extensionElements></bpmn:userTask>`
}

export function service(id: string, name = 'document.issue'): string {
  return `<bpmn:serviceTask id="${id}" name="服务${id}"><bpmn:extensionElements><yz:service name="${name}"><yz:param name="seal" value="S10"/></yz:service>${words(0)}</bpmn:extensionElements></bpmn:serviceTask>`
}

export const start = '<bpmn:startEvent id="start" name="申请"/>'
export const end = '<bpmn:endEvent id="end" name="办好了"/>'
export const terminate = (id: string) =>
  `<bpmn:endEvent id="${id}" name="中止"><bpmn:terminateEventDefinition/></bpmn:endEvent>`

export function gateway(
  kind: 'exclusive' | 'parallel' | 'inclusive',
  id: string,
  otherwise?: string,
): string {
  const fallback = otherwise === undefined ? '' : ` default="${otherwise}"`
  return `<bpmn:${kind}Gateway id="${id}" name="${id}"${fallback}/>`
}

/** The flow `from-to`, with a condition in FEEL. */
export function flow(from: string, to: string, when?: string): string {
  const escaped = when?.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const body =
    escaped === undefined
      ? ''
      : `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${escaped}</bpmn:conditionExpression>`
  return `<bpmn:sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}">${body}</bpmn:sequenceFlow>`
}

/** Flows along a row of elements. */
export function row(...ids: readonly string[]): string {
  return ids
    .slice(1)
    .map((id, index) => flow(ids[index] ?? '', id))
    .join('\n')
}

/** @throws when the model has an error: tests of runs need a sound one. */
export async function planOf(...elements: readonly string[]): Promise<Plan> {
  const { plan, problems } = await readBpmn(bpmn(...elements))
  if (plan === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return plan
}

/** Each step's own member, under the rule that `user` writes. */
export function everybody(plan: Plan): People {
  return new Map(Object.keys(plan.nodes).map((id) => [`member:${id}`, [id]]))
}

export function contextOf(plan: Plan, facts: Context['facts'] = {}): Context {
  return { at: '2026-11-24T08:00:00Z', people: everybody(plan), facts }
}

/** The state after a decision that must be a yes. */
export function after(state: State | undefined, decision: Decision): State {
  if (!decision.ok) throw new Error(`refused: ${JSON.stringify(decision)}`)
  return foldAll(decision.events, state)
}
