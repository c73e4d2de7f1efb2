import type { ModdleElement } from 'bpmn-moddle'
import type { Flow, Plan, PlanNode } from '../plan.ts'
import { readExtensions } from './read-extensions.ts'
import { readService, readUser } from './read-step.ts'
import type { Report } from './report.ts'

/** A plan on its way, with the element that each part was read from. */
export type Model = {
  readonly plan: Plan
  readonly elements: ReadonlyMap<string, ModdleElement>
}

const documentation = ['id', 'name', 'documentation', 'extensionElements', 'incoming', 'outgoing', 'lanes']

/** What each element type may hold; a part that is not here changes the meaning and is refused. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'bpmn:Process': ['isExecutable', 'isClosed', 'processType', 'flowElements', 'laneSets', 'artifacts'],
  'bpmn:StartEvent': ['isInterrupting'],
  'bpmn:EndEvent': ['eventDefinitions'],
  'bpmn:UserTask': ['implementation', 'startQuantity', 'completionQuantity'],
  'bpmn:ManualTask': ['startQuantity', 'completionQuantity'],
  'bpmn:ServiceTask': ['implementation', 'startQuantity', 'completionQuantity'],
  'bpmn:ExclusiveGateway': ['gatewayDirection', 'default'],
  'bpmn:ParallelGateway': ['gatewayDirection'],
  'bpmn:InclusiveGateway': ['gatewayDirection', 'default'],
  'bpmn:SequenceFlow': ['sourceRef', 'targetRef', 'conditionExpression', 'isImmediate'],
}

/** Root elements that carry no behaviour. */
const ignoredRoots = new Set(['bpmn:Process', 'bpmn:Category'])

export function readProcess(definitions: ModdleElement, report: Report): Model | undefined {
  const roots = list(definitions.rootElements)
  for (const root of roots) {
    if (root.$type === 'bpmn:Collaboration') checkCollaboration(root, report)
    else if (!ignoredRoots.has(root.$type)) unsupported(root, report)
  }
  const processes = roots.filter((root) => root.$type === 'bpmn:Process')
  const [process] = processes
  if (process === undefined || processes.length > 1) {
    report.error(
      'model.process',
      processes[1],
      '一份模型里要有且只有一个流程',
      'A model holds exactly one process',
    )
    return undefined
  }
  checkParts(process, report)
  const all = list(process.flowElements)
  const elements = new Map(all.map((element) => [element.id ?? '', element]))
  const flows = all
    .filter((element) => element.$type === 'bpmn:SequenceFlow')
    .map((element) => readFlow(element, report))
  const nodes: Record<string, PlanNode> = {}
  for (const element of all) {
    if (element.$type === 'bpmn:SequenceFlow') continue
    const node = readNode(element, flows, report)
    if (node !== undefined) nodes[node.id] = node
  }
  const starts = Object.values(nodes).filter((node) => node.kind === 'start')
  if (starts.length !== 1) {
    const second = elements.get(starts[1]?.id ?? '') ?? process
    report.error('model.start', second, '要有且只有一个开始事件', 'A process has exactly one start event')
    return undefined
  }
  const plan: Plan = {
    format: 1,
    id: process.id ?? '',
    name: process.name ?? '',
    start: starts[0]?.id ?? '',
    nodes,
    flows: Object.fromEntries(flows.map((flow) => [flow.id, flow])),
  }
  return { plan, elements }
}

function readNode(element: ModdleElement, flows: readonly Flow[], report: Report): PlanNode | undefined {
  if (parts[element.$type] === undefined || element.id === undefined) {
    unsupported(element, report)
    return undefined
  }
  checkParts(element, report)
  const { id, name = '' } = element
  const incoming = flows.filter((flow) => flow.to === id).map((flow) => flow.id)
  const outgoing = flows.filter((flow) => flow.from === id).map((flow) => flow.id)
  const common = { id, name, incoming, outgoing }
  const extensions = readExtensions(element, report)
  switch (element.$type) {
    case 'bpmn:StartEvent':
      return { ...common, kind: 'start' }
    case 'bpmn:EndEvent':
      return readEnd(element, common, report)
    case 'bpmn:UserTask':
    case 'bpmn:ManualTask':
      return { ...common, kind: 'user-task', ...readUser(element, extensions, report) }
    case 'bpmn:ServiceTask':
      return { ...common, kind: 'service-task', ...readService(element, extensions, report) }
    case 'bpmn:ParallelGateway':
      return { ...common, kind: 'parallel' }
    default: {
      const kind = element.$type === 'bpmn:InclusiveGateway' ? 'inclusive' : 'exclusive'
      const otherwise = reference(element.default)
      return { ...common, kind, ...(otherwise === undefined ? {} : { otherwise }) }
    }
  }
}

type Common = Pick<PlanNode, 'id' | 'name' | 'incoming' | 'outgoing'>

function readEnd(element: ModdleElement, common: Common, report: Report): PlanNode | undefined {
  const definitions = list(element.eventDefinitions)
  const strange = definitions.find((definition) => definition.$type !== 'bpmn:TerminateEventDefinition')
  if (strange !== undefined) {
    unsupported(element, report, strange.$type)
    return undefined
  }
  return { ...common, kind: definitions.length > 0 ? 'terminate' : 'end' }
}

function readFlow(element: ModdleElement, report: Report): Flow {
  checkParts(element, report)
  const condition = element.conditionExpression as ModdleElement | undefined
  const language = condition?.language
  if (typeof language === 'string' && !/feel/i.test(language)) {
    report.error(
      'feel.syntax',
      element,
      `条件要用 FEEL 写，这里是 ${language}`,
      `Conditions are FEEL, not ${language}`,
    )
  }
  return {
    id: element.id ?? '',
    ...(element.name === undefined ? {} : { name: element.name }),
    from: reference(element.sourceRef) ?? '',
    to: reference(element.targetRef) ?? '',
    ...(condition === undefined
      ? {}
      : {
          when: String(condition.body ?? '')
            .trim()
            .replace(/^=\s*/, ''),
        }),
  }
}

/** One pool around the process is documentation; messages between pools are not. */
function checkCollaboration(collaboration: ModdleElement, report: Report): void {
  const messages = list(collaboration.messageFlows)
  for (const flow of messages) unsupported(flow, report)
  const [, second] = list(collaboration.participants)
  if (second !== undefined) unsupported(second, report, 'a second pool')
}

function checkParts(element: ModdleElement, report: Report): void {
  const allowed = [...documentation, ...(parts[element.$type] ?? [])]
  const strange = Object.keys(element).filter((key) => !key.startsWith('$') && !allowed.includes(key))
  for (const part of strange) {
    const value = element[part]
    const type = Array.isArray(value) ? (value[0] as ModdleElement).$type : (value as ModdleElement).$type
    unsupported(element, report, type ?? part)
  }
  for (const name of Object.keys(element.$attrs)) {
    if (name.startsWith('xmlns')) continue
    if (name.includes(':'))
      report.warning('extension.foreign', element, `${name} 不起作用`, `${name} has no effect here`)
    else unsupported(element, report, name)
  }
}

function unsupported(element: ModdleElement, report: Report, part?: string): void {
  const what = (part ?? element.$type).replace(/^bpmn:/, '')
  report.error('element.unsupported', element, `还不支持 ${what}`, `${what} is not supported`)
}

function list(value: unknown): readonly ModdleElement[] {
  return Array.isArray(value) ? (value as readonly ModdleElement[]) : []
}

function reference(value: unknown): string | undefined {
  return (value as ModdleElement | undefined)?.id
}
