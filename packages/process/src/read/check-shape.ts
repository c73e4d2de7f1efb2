import type { Gateway, PlanNode } from '../plan.ts'
import type { Model } from './read-process.ts'
import type { Report } from './report.ts'

/** Flows and gateways: where forks stand, and that every fork knows where to go. */
export function checkShape(model: Model, report: Report): void {
  for (const node of Object.values(model.plan.nodes)) {
    switch (node.kind) {
      case 'exclusive':
      case 'inclusive':
        checkFork(model, node, report)
        break
      case 'parallel':
        noConditions(model, node, report)
        break
      case 'start':
        if (node.incoming.length > 0) {
          const element = model.elements.get(node.id)
          report.error(
            'model.start',
            element,
            '开始事件前面不能有连线',
            'No flow may lead into the start event',
          )
        }
        oneWayOut(model, node, report)
        break
      case 'user-task':
      case 'service-task':
        oneWayOut(model, node, report)
        break
      case 'end':
      case 'terminate':
        break
    }
  }
}

function oneWayOut(model: Model, node: PlanNode, report: Report): void {
  if (node.outgoing.length > 1) {
    report.error(
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
    report.error(
      'flow.condition-misplaced',
      element,
      '只有排他网关和包容网关后面的连线能写条件',
      'Only flows out of exclusive and inclusive gateways have conditions',
    )
  }
}

function checkFork(model: Model, node: Gateway, report: Report): void {
  if (node.outgoing.length < 2) {
    noConditions(model, node, report)
    return
  }
  if (node.otherwise === undefined) {
    report.error(
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
      report.error('flow.no-condition', element, '这条连线要写条件', 'This flow needs a condition')
    }
  }
}
