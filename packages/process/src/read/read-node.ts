/** One element of the flow becomes one node of the plan. */
import type { ModdleElement } from 'bpmn-moddle'
import type { Activity, PlanNode, Trigger } from '../plan.ts'
import { list, nameOfData, one, reference } from './element.ts'
import {
  definitionsOf,
  expression,
  messageOf,
  need,
  type Reading,
  readThrows,
  readTriggers,
} from './read-events.ts'
import { readExtensions } from './read-extensions.ts'
import { readDecision, readScript, readService, readUser } from './read-step.ts'
import { readWork } from './read-work.ts'

export type Common = Pick<PlanNode, 'id' | 'name' | 'incoming' | 'outgoing'> & { readonly parent?: string }

/** The activity that undoes, by the compensation event that an association leads from. */
export type Handlers = ReadonlyMap<string, string>

/** `undefined`: refused, or no node at all. */
export function readNode(
  element: ModdleElement,
  common: Common,
  reading: Reading,
  handlers: Handlers,
): PlanNode | undefined {
  switch (element.$type) {
    case 'bpmn:StartEvent': {
      readExtensions(element, reading.report)
      const triggers = readTriggers(element, reading)
      return { ...common, kind: 'start', ...(triggers.length === 0 ? {} : { triggers }) }
    }
    case 'bpmn:EndEvent':
    case 'bpmn:IntermediateThrowEvent':
      return readThrowing(element, common, reading)
    case 'bpmn:IntermediateCatchEvent':
      return readCatching(element, common, reading)
    case 'bpmn:BoundaryEvent':
      return readBoundary(element, common, reading, handlers)
    case 'bpmn:ExclusiveGateway':
    case 'bpmn:InclusiveGateway':
    case 'bpmn:ParallelGateway':
    case 'bpmn:ComplexGateway':
    case 'bpmn:EventBasedGateway':
      return readGateway(element, common, reading)
    default:
      return readActivity(element, common, reading)
  }
}

function readThrowing(element: ModdleElement, common: Common, reading: Reading): PlanNode {
  readExtensions(element, reading.report)
  const throws = readThrows(element, reading)
  if (element.$type === 'bpmn:IntermediateThrowEvent') return { ...common, kind: 'throw', throws }
  if (throws.length === 1 && throws[0]?.type === 'terminate') return { ...common, kind: 'terminate' }
  return { ...common, kind: 'end', ...(throws.length === 0 ? {} : { throws }) }
}

function readCatching(element: ModdleElement, common: Common, reading: Reading): PlanNode {
  readExtensions(element, reading.report)
  const definitions = definitionsOf(element)
  // The other half of a link: the flow leads on from here.
  if (definitions.length > 0 && definitions.every(({ $type }) => $type === 'bpmn:LinkEventDefinition'))
    return { ...common, kind: 'throw', throws: [] }
  const triggers = readTriggers(element, reading)
  const strange = triggers.find(({ type }) => !outside(type))
  if (triggers.length === 0 || strange !== undefined)
    reading.report.error(
      'event.incomplete',
      element,
      '没有写等什么：计时、消息或信号',
      'Nothing says what it waits for: a timer, a message or a signal',
    )
  return { ...common, kind: 'catch', triggers, ...allOf(element) }
}

function outside(type: Trigger['type']): boolean {
  return type === 'timer' || type === 'message' || type === 'signal' || type === 'condition'
}

function allOf(element: ModdleElement): { all?: true } {
  return element.parallelMultiple === true ? { all: true } : {}
}

function readBoundary(
  element: ModdleElement,
  common: Common,
  reading: Reading,
  handlers: Handlers,
): PlanNode | undefined {
  const { report } = reading
  readExtensions(element, report)
  const attachedTo = reference(element.attachedToRef)
  if (attachedTo === undefined) {
    report.error('event.incomplete', element, '没有写 attachedToRef', 'attachedToRef is missing')
    return undefined
  }
  const triggers = readTriggers(element, reading)
  if (triggers.length === 0)
    report.error('event.incomplete', element, '没有写等什么', 'Nothing says what it waits for')
  const interrupting = element.cancelActivity !== false
  if (!interrupting && triggers.some(({ type }) => type === 'error'))
    report.error('event.misplaced', element, '错误事件总是中断步骤的', 'An error event always interrupts')
  const handler = handlers.get(common.id)
  const undoes = triggers.some(({ type }) => type === 'compensation')
  if (undoes && handler === undefined)
    report.error(
      'event.incomplete',
      element,
      '没有用关联线指出补偿活动',
      'No association leads to the activity that undoes',
    )
  return {
    ...common,
    kind: 'boundary',
    attachedTo,
    interrupting,
    triggers,
    ...allOf(element),
    ...(handler === undefined || !undoes ? {} : { handler }),
  }
}

function readGateway(element: ModdleElement, common: Common, reading: Reading): PlanNode {
  const { report } = reading
  readExtensions(element, report)
  const otherwise = reference(element.default)
  const fallback = otherwise === undefined ? {} : { otherwise }
  switch (element.$type) {
    case 'bpmn:ParallelGateway':
      return { ...common, kind: 'parallel' }
    case 'bpmn:EventBasedGateway':
      return {
        ...common,
        kind: 'event-gateway',
        ...(element.eventGatewayType === 'Parallel' ? { all: true } : {}),
      }
    case 'bpmn:ComplexGateway': {
      report.refused(
        element,
        undefined,
        '什么时候放行，图上看不出来，请用排他、并行或包容网关',
        'its picture does not show when it lets a case go on; use an exclusive, parallel or inclusive gateway',
      )
      const activation = expression(element.activationCondition, reading)
      return { ...common, kind: 'complex', ...fallback, ...(activation === undefined ? {} : { activation }) }
    }
    default:
      return {
        ...common,
        kind: element.$type === 'bpmn:InclusiveGateway' ? 'inclusive' : 'exclusive',
        ...fallback,
      }
  }
}

function readActivity(element: ModdleElement, common: Common, reading: Reading): Activity | undefined {
  const { report, options } = reading
  const extensions = readExtensions(element, report)
  const all = { ...common, ...readWork(element, reading) }
  switch (element.$type) {
    case 'bpmn:UserTask':
    case 'bpmn:ManualTask':
      return { ...all, kind: 'user-task', ...readUser(element, extensions, report) }
    case 'bpmn:ServiceTask':
      return { ...all, kind: 'service-task', ...readService(element, extensions, report) }
    case 'bpmn:BusinessRuleTask':
      need('decisions', element, reading)
      return { ...all, kind: 'decision-task', ...readDecision(element, extensions, report) }
    case 'bpmn:ScriptTask':
      if (options.scripts !== true) {
        report.error(
          'element.unsupported',
          element,
          '不运行脚本：请用服务任务，代码在系统里有人看管',
          'Scripts are not run: use a service task, whose code is looked after in the system',
        )
        return undefined
      }
      return { ...all, kind: 'service-task', ...readScript(element) }
    case 'bpmn:ReceiveTask':
      need('messages', element, reading)
      return { ...all, kind: 'receive-task', trigger: { type: 'message', name: messageOf(element, report) } }
    case 'bpmn:SendTask':
      need('messages', element, reading)
      return { ...all, kind: 'instant-task', throws: { type: 'message', name: messageOf(element, report) } }
    case 'bpmn:Task':
      report.refused(element, undefined, '没有说是谁或什么来办', 'nothing says who or what does it')
      return { ...all, kind: 'instant-task' }
    default:
      return readContainer(element, all, reading)
  }
}

function readContainer(element: ModdleElement, all: Common, reading: Reading): Activity | undefined {
  const { report } = reading
  const start = `${all.id}/start`
  const variables = variablesOf(element)
  const known = variables.length === 0 ? {} : { variables }
  switch (element.$type) {
    case 'bpmn:SubProcess':
      return { ...all, kind: 'subprocess', start, ...known }
    case 'bpmn:Transaction':
      report.refused(element, undefined, '没有事务', 'there are no transactions')
      return { ...all, kind: 'subprocess', start, transaction: true, ...known }
    case 'bpmn:AdHocSubProcess': {
      report.refused(
        element,
        undefined,
        '先做哪一步，图上看不出来',
        'its picture does not show what comes when',
      )
      const until = expression(element.completionCondition, reading)
      return { ...all, kind: 'subprocess', start, ...known, ...(until === undefined ? {} : { until }) }
    }
    case 'bpmn:CallActivity':
      need('calls', element, reading)
      return { ...all, kind: 'subprocess', start, calls: String(element.calledElement ?? '') }
    default:
      report.unsupported(element)
      return undefined
  }
}

/** Data objects and properties of a process or subprocess. */
export function variablesOf(container: ModdleElement): readonly string[] {
  const objects = list(container.flowElements).filter(
    ({ $type }) => $type === 'bpmn:DataObject' || $type === 'bpmn:DataStoreReference',
  )
  const io = one(container.ioSpecification)
  const given = container.$type === 'bpmn:Process' ? [...list(io?.dataInputs), ...list(io?.dataOutputs)] : []
  return [...new Set([...list(container.properties), ...objects, ...given].map(nameOfData))].filter(
    (name) => name !== '',
  )
}
