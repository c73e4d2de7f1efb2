/** What each element type may hold; a part that is not here changes the meaning and is refused. */
import type { ModdleElement } from 'bpmn-moddle'
import type { Report } from './report.ts'

const documentation = [
  'id',
  'name',
  'documentation',
  'extensionElements',
  'incoming',
  'outgoing',
  'lanes',
  'auditing',
  'monitoring',
  'categoryValueRef',
]
const container = ['flowElements', 'laneSets', 'artifacts', 'properties', 'ioSpecification']
const activity = [
  'startQuantity',
  'completionQuantity',
  'default',
  'loopCharacteristics',
  'isForCompensation',
  'boundaryEventRefs',
  'properties',
  'ioSpecification',
  'dataInputAssociations',
  'dataOutputAssociations',
]
const caught = [
  'eventDefinitions',
  'eventDefinitionRef',
  'parallelMultiple',
  'dataOutputs',
  'outputSet',
  'dataOutputAssociation',
]
const thrown = ['eventDefinitions', 'eventDefinitionRef', 'dataInputs', 'inputSet', 'dataInputAssociation']

const parts: Readonly<Record<string, readonly string[]>> = {
  'bpmn:Process': ['isExecutable', 'isClosed', 'processType', ...container],
  'bpmn:StartEvent': ['isInterrupting', ...caught],
  'bpmn:EndEvent': thrown,
  'bpmn:IntermediateCatchEvent': caught,
  'bpmn:IntermediateThrowEvent': thrown,
  'bpmn:BoundaryEvent': ['attachedToRef', 'cancelActivity', ...caught],
  'bpmn:UserTask': ['implementation', ...activity],
  'bpmn:ManualTask': activity,
  'bpmn:Task': activity,
  'bpmn:ServiceTask': ['implementation', ...activity],
  'bpmn:SendTask': ['implementation', 'messageRef', ...activity],
  'bpmn:ReceiveTask': ['implementation', 'messageRef', 'instantiate', ...activity],
  'bpmn:BusinessRuleTask': ['implementation', ...activity],
  'bpmn:ScriptTask': ['scriptFormat', 'script', ...activity],
  'bpmn:SubProcess': ['triggeredByEvent', ...container, ...activity],
  'bpmn:Transaction': ['triggeredByEvent', 'protocol', 'method', ...container, ...activity],
  'bpmn:AdHocSubProcess': [
    'triggeredByEvent',
    'completionCondition',
    'ordering',
    'cancelRemainingInstances',
    ...container,
    ...activity,
  ],
  'bpmn:CallActivity': ['calledElement', ...activity],
  'bpmn:ExclusiveGateway': ['gatewayDirection', 'default'],
  'bpmn:ParallelGateway': ['gatewayDirection'],
  'bpmn:InclusiveGateway': ['gatewayDirection', 'default'],
  'bpmn:ComplexGateway': ['gatewayDirection', 'default', 'activationCondition'],
  'bpmn:EventBasedGateway': ['gatewayDirection', 'instantiate', 'eventGatewayType'],
  'bpmn:SequenceFlow': ['sourceRef', 'targetRef', 'conditionExpression', 'isImmediate'],
  'bpmn:DataObject': ['isCollection', 'itemSubjectRef', 'dataState'],
  'bpmn:DataObjectReference': ['dataObjectRef', 'isCollection', 'itemSubjectRef', 'dataState'],
  'bpmn:DataStoreReference': ['dataStoreRef', 'isCollection', 'itemSubjectRef', 'dataState'],
}

const data = new Set(['bpmn:DataObject', 'bpmn:DataObjectReference', 'bpmn:DataStoreReference'])

export function isKnown(element: ModdleElement): boolean {
  return parts[element.$type] !== undefined
}

/** Data elements are no flow nodes: they only give names to variables. */
export function isData(element: ModdleElement): boolean {
  return data.has(element.$type)
}

export function checkParts(element: ModdleElement, report: Report): void {
  const allowed = [...documentation, ...(parts[element.$type] ?? [])]
  const strange = Object.keys(element).filter((key) => !key.startsWith('$') && !allowed.includes(key))
  for (const part of strange) {
    const value = element[part]
    const type = Array.isArray(value) ? (value[0] as ModdleElement).$type : (value as ModdleElement).$type
    report.without(element, type ?? part)
  }
  for (const name of Object.keys(element.$attrs)) {
    if (name.startsWith('xmlns')) continue
    if (name.includes(':'))
      report.warning('extension.foreign', element, `${name} 不起作用`, `${name} has no effect here`)
    else report.without(element, name)
  }
}
