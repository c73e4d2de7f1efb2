import type { ModdleElement } from 'bpmn-moddle'
import { type Gateway, isActivity, type PlanNode } from '../plan.ts'
import { checkChoice, checkPlace, misplaced } from './check-places.ts'
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
        if (node.incoming.length === 0 && report.lenient)
          misplaced(model, node, report, '没有连线通到结束事件', 'No flow leads to the end event')
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

/** BPMN 2.0.2 §8.4.13, §10.3.5: a flow stays within its subprocess. */
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

/** BPMN 2.0.2 table 8.45: what a gateway says it does. */
function checkDirection(model: Model, node: Gateway, report: Report): void {
  const element: ModdleElement | undefined = model.elements.get(node.id)
  const [ins, outs] = [node.incoming.length, node.outgoing.length]
  const direction = element?.gatewayDirection
  if (report.lenient && ins < 2 && outs < 2)
    misplaced(model, node, report, '网关要分叉或会合', 'A gateway splits or joins')
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
  const otherwise = isActivity(node) ? node.otherwise : undefined
  if (otherwise !== undefined) checkDefault(model, node, otherwise, report)
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
    const code = 'flow.condition-misplaced'
    const zh = '只有排他网关和包容网关后面的连线能写条件'
    const en = 'Only flows out of exclusive and inclusive gateways have conditions'
    const alone = isActivity(node) && node.outgoing.length < 2
    if (alone || (!isActivity(node) && !isGateway(node))) report.error(code, element, zh, en)
    else report.rule(code, element, zh, en)
  }
}

function isGateway(node: PlanNode): boolean {
  return (
    node.kind === 'exclusive' ||
    node.kind === 'inclusive' ||
    node.kind === 'complex' ||
    node.kind === 'parallel'
  )
}

function checkFork(model: Model, node: Gateway, report: Report): void {
  if (node.outgoing.length < 2) {
    noConditions(model, node, report)
    return
  }
  if (node.otherwise !== undefined) checkDefault(model, node, node.otherwise, report)
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
    if (id !== node.otherwise && when === undefined) {
      report.rule('flow.no-condition', element, '这条连线要写条件', 'This flow needs a condition')
    }
  }
}

function checkDefault(model: Model, node: PlanNode, otherwise: string, report: Report): void {
  if (!node.outgoing.includes(otherwise))
    report.error(
      'xml.reference',
      model.elements.get(node.id),
      '默认连线不从这里出去',
      'The default flow does not lead out of here',
    )
  if (model.plan.flows[otherwise]?.when === undefined) return
  const element = model.elements.get(otherwise)
  report.error(
    'gateway.default-has-condition',
    element,
    '默认连线不写条件',
    'The default flow has no condition',
  )
}
