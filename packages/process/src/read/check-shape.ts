import type { ModdleElement } from 'bpmn-moddle'
import { type Boundary, type Gateway, isActivity, type PlanNode, type Throw, type Trigger } from '../plan.ts'
import type { Model } from './read-process.ts'
import type { Report } from './report.ts'

/** Flows and gateways: where forks stand, that every fork knows where to go, and where events may stand. */
export function checkShape(model: Model, report: Report): void {
  checkFlows(model, report)
  for (const node of Object.values(model.plan.nodes)) {
    checkPlace(model, node, report)
    switch (node.kind) {
      case 'exclusive':
      case 'inclusive':
      case 'complex':
        checkDirection(model, node, report)
        checkFork(model, node, report)
        break
      case 'parallel':
        checkDirection(model, node, report)
        noConditions(model, node, report)
        break
      case 'event-gateway':
        checkChoice(model, node, report)
        noConditions(model, node, report)
        break
      case 'start':
        if (node.incoming.length > 0)
          report.error(
            'model.start',
            model.elements.get(node.id),
            '开始事件前面不能有连线',
            'No flow may lead into the start event',
          )
        oneWayOut(model, node, report)
        break
      case 'end':
      case 'terminate':
        if (node.outgoing.length > 0)
          misplaced(model, node, report, '结束事件后面不能有连线', 'No flow may lead out of an end event')
        break
      case 'event-subprocess':
        break
      default:
        oneWayOut(model, node, report)
    }
  }
}

function misplaced(model: Model, node: PlanNode, report: Report, zh: string, en: string): void {
  report.error('flow.misplaced', model.elements.get(node.id), zh, en)
}

/** BPMN 2.0.2 table 8.x, §10.3.5: a flow stays within its subprocess. */
function checkFlows({ plan, elements }: Model, report: Report): void {
  for (const flow of Object.values(plan.flows)) {
    const from = plan.nodes[flow.from]
    const to = plan.nodes[flow.to]
    if (from === undefined || to === undefined) {
      if (!report.has('xml.reference', flow.id) && !report.hasErrors)
        report.error(
          'xml.reference',
          elements.get(flow.id),
          '连线的一头没有接上',
          'One end of the flow is not connected',
        )
      continue
    }
    if (from.parent === to.parent) continue
    report.error(
      'flow.crosses',
      elements.get(flow.id),
      '连线不能穿过子流程的边界',
      'A flow cannot cross the border of a subprocess',
    )
  }
}

const alwaysWithin: readonly Trigger['type'][] = ['error', 'escalation', 'compensation', 'cancel']

/** BPMN 2.0.2 tables 10.84, 10.86, 10.88, 10.90: which event may stand where. */
function checkPlace(model: Model, node: PlanNode, report: Report): void {
  const element = model.elements.get(node.id)
  const wrong = (zh: string, en: string) => report.error('event.misplaced', element, zh, en)
  if (isActivity(node) && node.undoes === true && node.incoming.length + node.outgoing.length > 0)
    misplaced(model, node, report, '补偿活动不连线', 'No flow leads to or from an activity that undoes')
  if (node.kind === 'boundary') checkBoundary(model, node, report)
  if (
    node.kind === 'start' &&
    alwaysWithin.some((type) => node.triggers?.some((trigger) => trigger.type === type))
  ) {
    const around = node.parent === undefined ? undefined : model.plan.nodes[node.parent]
    if (around?.kind !== 'event-subprocess')
      wrong('这种开始事件只能放在事件子流程里', 'Such a start event stands in an event subprocess only')
  }
  const throws: readonly Throw[] = node.kind === 'throw' || node.kind === 'end' ? (node.throws ?? []) : []
  if (
    node.kind === 'throw' &&
    throws.some(({ type }) => type === 'error' || type === 'cancel' || type === 'terminate')
  )
    wrong('错误、取消和终止只能是结束事件', 'Error, cancel and terminate are end events only')
  if (throws.some(({ type }) => type === 'cancel') && !inTransaction(model, node.parent))
    wrong('取消只能放在事务里', 'Cancel stands in a transaction only')
  for (const what of throws) {
    if (what.type !== 'compensation' || what.activity === undefined) continue
    const target = model.plan.nodes[what.activity]
    if (target === undefined || !isActivity(target))
      wrong('要补偿的活动不存在', 'The activity to undo does not exist')
  }
}

function inTransaction({ plan }: Model, parent: string | undefined): boolean {
  const around = parent === undefined ? undefined : plan.nodes[parent]
  if (around === undefined) return false
  return (
    (around.kind === 'subprocess' && around.transaction === true) ||
    inTransaction({ plan } as Model, around.parent)
  )
}

function checkBoundary(model: Model, node: Boundary, report: Report): void {
  const element = model.elements.get(node.id)
  const wrong = (zh: string, en: string) => report.error('event.misplaced', element, zh, en)
  const host = model.plan.nodes[node.attachedTo]
  if (host === undefined || !isActivity(host) || host.parent !== node.parent)
    wrong('边界事件要贴在同一层的活动上', 'A boundary event hangs on an activity beside it')
  if (node.incoming.length > 0)
    misplaced(model, node, report, '边界事件前面不能有连线', 'No flow may lead into a boundary event')
  const undoes = node.triggers.some(({ type }) => type === 'compensation')
  if (undoes && node.outgoing.length > 0)
    misplaced(model, node, report, '补偿事件后面不用连线', 'No flow leads out of a compensation event')
  if (!undoes && node.outgoing.length === 0 && !report.lenient)
    misplaced(model, node, report, '边界事件后面要有连线', 'A flow must lead out of a boundary event')
  const handler = node.handler === undefined ? undefined : model.plan.nodes[node.handler]
  if (
    node.handler !== undefined &&
    (handler === undefined || !isActivity(handler) || handler.undoes !== true)
  )
    wrong('补偿活动要标为 isForCompensation', 'An activity that undoes is marked isForCompensation')
  const cancels = node.triggers.some(({ type }) => type === 'cancel')
  if (cancels && !(host?.kind === 'subprocess' && host.transaction === true))
    wrong('取消事件只能贴在事务上', 'A cancel event hangs on a transaction only')
}

/** BPMN 2.0.2 §10.6.6: what an event gateway leads to. */
function checkChoice(model: Model, node: PlanNode, report: Report): void {
  if (node.outgoing.length < 2)
    report.rule(
      'flow.misplaced',
      model.elements.get(node.id),
      '事件网关后面至少有两个事件',
      'An event gateway leads to two events or more',
    )
  for (const id of node.outgoing) {
    const target = model.plan.nodes[model.plan.flows[id]?.to ?? '']
    const good = target?.kind === 'catch' || target?.kind === 'receive-task'
    if (good && target.incoming.length === 1) continue
    report.error(
      'flow.misplaced',
      model.elements.get(id),
      '事件网关后面只能直接是等待事件或接收任务，而且没有别的来路',
      'An event gateway leads to catching events and receive tasks only, which nothing else leads to',
    )
  }
}

/** BPMN 2.0.2 table 8.45: what a gateway says it does. */
function checkDirection(model: Model, node: Gateway, report: Report): void {
  const element: ModdleElement | undefined = model.elements.get(node.id)
  const [ins, outs] = [node.incoming.length, node.outgoing.length]
  const direction = element?.gatewayDirection
  const wrong =
    (direction === 'Converging' && outs > 1) ||
    (direction === 'Diverging' && ins > 1) ||
    (direction === 'Mixed' && (ins < 2 || outs < 2))
  if (wrong)
    report.error(
      'flow.misplaced',
      element,
      `gatewayDirection 写着 ${String(direction)}，连线不是这样`,
      `gatewayDirection says ${String(direction)}, its flows do not`,
    )
}

function oneWayOut(model: Model, node: PlanNode, report: Report): void {
  if (node.outgoing.length > 1) {
    report.rule(
      'flow.fork-without-gateway',
      model.elements.get(node.id),
      '分叉要用网关画出来',
      'A fork needs a gateway: this element may have one way out only',
    )
  }
  noConditions(model, node, report)
}

function noConditions(model: Model, node: PlanNode, report: Report): void {
  for (const id of node.outgoing) {
    if (model.plan.flows[id]?.when === undefined) continue
    const element = model.elements.get(id)
    const never = node.kind === 'start' || node.kind === 'event-gateway' || node.kind === 'parallel'
    const code = 'flow.condition-misplaced'
    const zh = '只有排他网关和包容网关后面的连线能写条件'
    const en = 'Only flows out of exclusive and inclusive gateways have conditions'
    if (never && node.kind !== 'parallel') report.error(code, element, zh, en)
    else report.rule(code, element, zh, en)
  }
}

function checkFork(model: Model, node: Gateway, report: Report): void {
  if (node.outgoing.length < 2) {
    noConditions(model, node, report)
    return
  }
  if (node.otherwise !== undefined && !node.outgoing.includes(node.otherwise))
    report.error(
      'xml.reference',
      model.elements.get(node.id),
      '默认连线不从这里出去',
      'The default flow does not lead out of here',
    )
  if (node.otherwise === undefined) {
    report.rule(
      'gateway.no-default',
      model.elements.get(node.id),
      '没有默认连线，条件都不满足时走不下去',
      'There is no default flow: when no condition is true the case stands still',
    )
  }
  for (const id of node.outgoing) {
    const when = model.plan.flows[id]?.when
    const element = model.elements.get(id)
    if (id === node.otherwise && when !== undefined) {
      report.error(
        'gateway.default-has-condition',
        element,
        '默认连线不写条件',
        'The default flow has no condition',
      )
    }
    if (id !== node.otherwise && when === undefined) {
      report.rule('flow.no-condition', element, '这条连线要写条件', 'This flow needs a condition')
    }
  }
}
