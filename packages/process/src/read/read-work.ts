/** What any activity may have: several instances, a loop, data, a default flow (BPMN 2.0.2 §10.3, §10.4). */
import type { ModdleElement } from 'bpmn-moddle'
import type { Association, Loop, Multi, Work } from '../plan.ts'
import { list, nameOfData, one, reference } from './element.ts'
import { expression, type Reading, readThrow } from './read-events.ts'

export function readWork(element: ModdleElement, reading: Reading): Work {
  const { report } = reading
  const around = one(element.loopCharacteristics)
  const multi =
    around?.$type === 'bpmn:MultiInstanceLoopCharacteristics'
      ? readMulti(element, around, reading)
      : undefined
  const loop = around !== undefined && multi === undefined ? readLoop(element, around, reading) : undefined
  const otherwise = reference(element.default)
  const start = Number(element.startQuantity ?? 1)
  const completion = Number(element.completionQuantity ?? 1)
  const many = start !== 1 || completion !== 1
  if (many)
    report.refused(
      element,
      'startQuantity, completionQuantity',
      '令牌要一个一个地走',
      'tokens go one at a time',
    )
  const io = one(element.ioSpecification)
  if (io !== undefined && (list(io.inputSets).length === 0 || list(io.outputSets).length === 0))
    report.error(
      'data.incomplete',
      element,
      'ioSpecification 要有 inputSet 和 outputSet',
      'ioSpecification has an inputSet and an outputSet',
    )
  const reads = readAssociations(element.dataInputAssociations, reading)
  const writes = readAssociations(element.dataOutputAssociations, reading)
  return {
    ...(multi === undefined ? {} : { multi }),
    ...(loop === undefined ? {} : { loop }),
    ...(otherwise === undefined ? {} : { otherwise }),
    ...(many ? { quantity: { start, completion } } : {}),
    ...(reads.length === 0 ? {} : { reads }),
    ...(writes.length === 0 ? {} : { writes }),
    ...(element.isForCompensation === true ? { undoes: true } : {}),
  }
}

/** `collection` and `elementVariable` of Camunda and Flowable. */
function vendor(around: ModdleElement, name: string): string | undefined {
  const found = Object.entries(around.$attrs).find(([key]) => key.endsWith(`:${name}`))?.[1]
  return found?.replace(/^[$#]\{(.*)\}$/, '$1')
}

function readMulti(element: ModdleElement, around: ModdleElement, reading: Reading): Multi {
  const { report } = reading
  const cardinality = expression(around.loopCardinality, reading)
  const source = around.loopDataInputRef
  const collection = source === undefined ? vendor(around, 'collection') : sourceOf(element, source)
  const item =
    around.inputDataItem === undefined ? vendor(around, 'elementVariable') : nameOfData(around.inputDataItem)
  const until = expression(around.completionCondition, reading)
  if (cardinality === undefined && collection === undefined)
    report.error(
      'loop.value',
      element,
      '没有写要办几次：loopCardinality 或 loopDataInputRef',
      'Nothing says how many times: loopCardinality or loopDataInputRef is missing',
    )
  if (cardinality !== undefined && Number(cardinality) < 0)
    report.error('loop.value', element, '次数不能小于 0', 'The number of instances cannot be negative')
  const behavior = behaviorOf(element, around, reading)
  const gather = gatherOf(element, around)
  return {
    sequential: around.isSequential === true,
    ...(cardinality === undefined ? {} : { cardinality }),
    ...(cardinality !== undefined || collection === undefined ? {} : { collection }),
    ...(item === undefined ? {} : { item }),
    ...(until === undefined ? {} : { until }),
    ...(behavior === undefined ? {} : { behavior }),
    ...(gather === undefined ? {} : { gather }),
  }
}

/** The list that an input of the activity takes its items from. */
function sourceOf(element: ModdleElement, input: unknown): string {
  const id = reference(input)
  const feeding = list(element.dataInputAssociations).find(
    (one) => id !== undefined && reference(one.targetRef) === id,
  )
  return nameOfData(list(feeding?.sourceRef)[0] ?? input)
}

function gatherOf(element: ModdleElement, around: ModdleElement): Association | undefined {
  if (around.loopDataOutputRef === undefined || around.outputDataItem === undefined) return undefined
  const id = reference(around.loopDataOutputRef)
  const fed = list(element.dataOutputAssociations).find((one) =>
    list(one.sourceRef).some((from) => from.id === id),
  )
  return {
    from: nameOfData(around.outputDataItem),
    to: nameOfData(fed?.targetRef ?? around.loopDataOutputRef),
  }
}

/** BPMN 2.0.2 table 10.30: `None` throws for each instance, `One` for the first. */
function behaviorOf(element: ModdleElement, around: ModdleElement, reading: Reading): Multi['behavior'] {
  const { behavior } = around
  if (behavior === 'Complex') reading.report.without(element, 'behavior="Complex"')
  if (behavior !== 'None' && behavior !== 'One') return undefined
  const definition = one(behavior === 'None' ? around.noneBehaviorEventRef : around.oneBehaviorEventRef)
  if (definition === undefined)
    reading.report.error(
      'loop.value',
      element,
      '没有写每次办完抛出什么事件',
      'Nothing says which event an instance throws',
    )
  const throws = definition === undefined ? undefined : readThrow(element, definition, reading)
  return throws === undefined ? undefined : { at: behavior === 'None' ? 'each' : 'first', throws }
}

function readLoop(element: ModdleElement, around: ModdleElement, reading: Reading): Loop {
  const condition = expression(around.loopCondition, reading)
  const max = around.loopMaximum === undefined ? undefined : Number(around.loopMaximum)
  if (condition === undefined && max === undefined)
    reading.report.rule(
      'loop.value',
      element,
      '没有写循环到什么时候：loopCondition 或 loopMaximum',
      'Nothing says when the loop is left: loopCondition or loopMaximum is missing',
    )
  if (max !== undefined && !(Number.isInteger(max) && max >= 0))
    reading.report.error('loop.value', element, 'loopMaximum 不能小于 0', 'loopMaximum cannot be negative')
  return {
    testBefore: around.testBefore === true,
    ...(condition === undefined ? {} : { while: condition }),
    ...(max === undefined ? {} : { max }),
  }
}

function readAssociations(value: unknown, reading: Reading): readonly Association[] {
  return list(value).flatMap((association) => {
    const assignments = list(association.assignment).flatMap((each) => {
      const from = expression(each.from, reading)
      const to = expression(each.to, reading)
      return from === undefined || to === undefined ? [] : [{ from, to }]
    })
    const [source] = list(association.sourceRef)
    const from =
      expression(association.transformation, reading) ??
      (source === undefined ? undefined : nameOfData(source))
    if (assignments.length > 0 || from === undefined || association.targetRef === undefined)
      return assignments
    return [{ from, to: nameOfData(association.targetRef) }]
  })
}
