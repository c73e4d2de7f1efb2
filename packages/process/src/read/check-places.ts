/** Where events and gateways may stand, and what may lead to them and from them. */
import { type Boundary, isActivity, type PlanNode, type Throw, type Trigger } from '../plan.ts'
import type { Model } from './read-process.ts'
import type { Report } from './report.ts'

export function misplaced(model: Model, node: PlanNode, report: Report, zh: string, en: string): void {
  report.error('flow.misplaced', model.elements.get(node.id), zh, en)
}

const alwaysWithin: readonly Trigger['type'][] = ['error', 'escalation', 'compensation', 'cancel']

/** BPMN 2.0.2 tables 10.84, 10.86, 10.88, 10.90: which event may stand where. */
export function checkPlace(model: Model, node: PlanNode, report: Report): void {
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
  checkBetween(model, node, report)
  if (isActivity(node) && node.undoes === true && !handles(model, node.id))
    wrong('没有补偿事件指向它', 'No compensation event leads to it')
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
  if (!undoes && node.outgoing.length === 0)
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

function handles({ plan }: Model, id: string): boolean {
  return Object.values(plan.nodes).some((node) => node.kind === 'boundary' && node.handler === id)
}

/** BPMN 2.0.2 §10.5.4: an event between lies on a way; of a link each half has one end. */
function checkBetween(model: Model, node: PlanNode, report: Report): void {
  if (node.kind === 'start' && node.outgoing.length === 0 && report.lenient)
    misplaced(model, node, report, '开始事件后面要有连线', 'A flow must lead out of a start event')
  if (node.kind !== 'catch' && node.kind !== 'throw') return
  const alone = node.parent !== undefined && isAdHoc(model, node.parent)
  if (alone) return
  if (node.incoming.length === 0)
    misplaced(model, node, report, '没有连线通到中间事件', 'No flow leads to the event')
  if (node.outgoing.length === 0)
    misplaced(model, node, report, '中间事件后面要有连线', 'A flow must lead out of the event')
  const linked = [...node.incoming, ...node.outgoing].find((flow) => flow.endsWith('/link'))
  const drawn = linked?.startsWith(`${node.id}/`) ? node.outgoing : node.incoming
  if (linked !== undefined && drawn.some((flow) => !flow.endsWith('/link')))
    misplaced(model, node, report, '链接的这一头不画连线', 'No flow is drawn at this end of a link')
}

function isAdHoc({ elements }: Model, parent: string): boolean {
  return elements.get(parent)?.$type === 'bpmn:AdHocSubProcess'
}

/** BPMN 2.0.2 §10.6.6: what an event gateway leads to. */
export function checkChoice(model: Model, node: PlanNode, report: Report): void {
  if (node.outgoing.length < 2)
    report.rule(
      'flow.misplaced',
      model.elements.get(node.id),
      '事件网关后面至少有两个事件',
      'An event gateway leads to two events or more',
    )
  const element = model.elements.get(node.id)
  const begins = element?.instantiate === true
  const entered = node.incoming.some((flow) => !model.plan.flows[flow]?.from.endsWith('/start'))
  if ((begins && entered) || (!begins && element?.eventGatewayType === 'Parallel'))
    misplaced(
      model,
      node,
      report,
      '只有开始流程的事件网关可以并行，它前面没有连线',
      'Only an event gateway that begins a process may be parallel, and nothing leads to it',
    )
  const kinds = node.outgoing.map((flow) => model.plan.nodes[model.plan.flows[flow]?.to ?? ''])
  const messages = kinds.some(
    (one) => one?.kind === 'catch' && one.triggers.some(({ type }) => type === 'message'),
  )
  if (messages && kinds.some((one) => one?.kind === 'receive-task'))
    misplaced(
      model,
      node,
      report,
      '消息事件和接收任务不能混用',
      'Message events and receive tasks do not go together',
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
