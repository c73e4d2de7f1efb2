import type { ModdleElement } from 'bpmn-moddle'
import type { EventSubprocess, Flow, Plan, PlanNode, Start, Subprocess } from '../plan.ts'
import { list, one, reference } from './element.ts'
import { inlined } from './inline.ts'
import { checkParts, isData, isKnown } from './parts.ts'
import { expression, type Reading } from './read-events.ts'
import { readExtensions } from './read-extensions.ts'
import { type Common, readNode, variablesOf } from './read-node.ts'
import { handlersIn, startNode, startsOf } from './undrawn.ts'

/** A plan on its way, with the element that each part was read from. */
export type Model = {
  readonly plan: Plan
  readonly elements: Map<string, ModdleElement>
}

/** Root elements that carry no behaviour of their own. */
const quietRoots = new Set([
  'bpmn:Process',
  'bpmn:Category',
  'bpmn:Error',
  'bpmn:Escalation',
  'bpmn:Message',
  'bpmn:Signal',
  'bpmn:ItemDefinition',
])

export function readProcess(definitions: ModdleElement, reading: Reading): Model | undefined {
  const { report } = reading
  const roots = list(definitions.rootElements)
  for (const root of roots) {
    if (root.$type === 'bpmn:Collaboration') checkCollaboration(root, reading)
    else if (!quietRoots.has(root.$type) && !root.$type.endsWith('EventDefinition') && !isGlobal(root))
      report.without(root)
  }
  const called = calledIn(roots)
  const processes = roots.filter((root) => root.$type === 'bpmn:Process' && !called.has(root.id ?? ''))
  const filled = processes.filter((process) => list(process.flowElements).length > 0)
  const asked =
    reading.options.process === undefined
      ? undefined
      : filled.find(({ id }) => id === reading.options.process)
  const runnable = asked ?? filled.find((process) => process.isExecutable === true) ?? filled[0]
  const process = report.lenient ? (runnable ?? processes[0]) : processes[0]
  if (process === undefined || (processes.length > 1 && !report.lenient)) {
    report.error(
      'model.process',
      processes[1],
      '一份模型里要有且只有一个流程',
      'A model holds exactly one process',
    )
    return undefined
  }
  return new Reader(roots, reading).process(process, [])
}

function isGlobal(root: ModdleElement): boolean {
  return root.$type.startsWith('bpmn:Global')
}

/** Ids of the processes that something in the same file calls. */
function calledIn(roots: readonly ModdleElement[]): ReadonlySet<string> {
  const inside = (container: ModdleElement): readonly string[] =>
    list(container.flowElements).flatMap((element) =>
      element.$type === 'bpmn:CallActivity' ? [localName(element.calledElement)] : inside(element),
    )
  return new Set(roots.flatMap(inside))
}

/** `tns:name` names something of this file. */
function localName(value: unknown): string {
  return String(value ?? '').replace(/^[^:]*:/, '')
}

type Level = { readonly flows: readonly Flow[]; readonly nodes: readonly PlanNode[] }

class Reader {
  readonly #roots: readonly ModdleElement[]
  readonly #reading: Reading
  readonly #elements = new Map<string, ModdleElement>()

  constructor(roots: readonly ModdleElement[], reading: Reading) {
    this.#roots = roots
    this.#reading = reading
  }

  /** @param callers ids of the processes that are being read because they call this one */
  process(process: ModdleElement, callers: readonly string[]): Model | undefined {
    const { report } = this.#reading
    checkParts(process, report)
    const within = [...callers, process.id ?? '']
    const { flows, nodes } = this.#level(process, undefined, within)
    const starts = nodes.filter((node) => node.kind === 'start' && node.parent === undefined)
    const plain = starts.filter((node) => node.kind === 'start' && node.triggers === undefined)
    const start = plain[0] ?? starts[0]
    if (start === undefined || (starts.length > 1 && !report.lenient)) {
      const second = this.#elements.get(starts[1]?.id ?? '') ?? process
      report.error('model.start', second, '要有且只有一个开始事件', 'A process has exactly one start event')
      return undefined
    }
    if (!this.#elements.has(start.id))
      report.rule('model.start', process, '要有且只有一个开始事件', 'A process has exactly one start event')
    const variables = variablesOf(process)
    const plan: Plan = {
      format: 1,
      id: process.id ?? '',
      name: process.name ?? '',
      start: start.id,
      ...(variables.length === 0 ? {} : { variables }),
      nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
      flows: Object.fromEntries(flows.map((flow) => [flow.id, flow])),
    }
    return { plan, elements: this.#elements }
  }

  /** Everything in a process or subprocess, and what is in its subprocesses. */
  #level(container: ModdleElement, parent: string | undefined, callers: readonly string[]): Level {
    const all = list(container.flowElements)
    for (const element of all) this.#remember(element)
    const handlers = handlersIn(container)
    const drawn = all
      .filter((element) => element.$type === 'bpmn:SequenceFlow' && element.id !== undefined)
      .map((element) => this.#flow(element))
    const flows = [...drawn, ...this.#links(all), ...startsOf(container, all, drawn, parent)]
    const nodes: PlanNode[] = []
    const inner: Level[] = []
    for (const element of all) {
      if (element.$type === 'bpmn:SequenceFlow' && element.id !== undefined) continue
      if (!this.#readable(element)) continue
      const id = element.id ?? ''
      const common: Common = {
        id,
        name: element.name ?? '',
        incoming: flows.filter((flow) => flow.to === id).map((flow) => flow.id),
        outgoing: flows.filter((flow) => flow.from === id).map((flow) => flow.id),
        ...(parent === undefined ? {} : { parent }),
      }
      const node = readNode(element, common, this.#reading, handlers)
      if (node === undefined) continue
      if (node.kind !== 'subprocess') nodes.push(node)
      else inner.push(this.#inside(element, node, callers))
    }
    const made = startNode(flows, parent ?? container.id ?? '', parent)
    return {
      flows: [...flows, ...inner.flatMap((level) => level.flows)],
      nodes: [...nodes, ...(made === undefined ? [] : [made]), ...inner.flatMap((level) => level.nodes)],
    }
  }

  #remember(element: ModdleElement): void {
    if (element.id === undefined) return
    this.#elements.set(element.id, element)
  }

  #readable(element: ModdleElement): boolean {
    const { report } = this.#reading
    if (!isKnown(element)) report.unsupported(element)
    else if (element.id === undefined)
      report.error('xml.no-id', element, `${element.$type} 没有 id`, `${element.$type} has no id`)
    else {
      checkParts(element, report)
      return !isData(element)
    }
    return false
  }

  #inside(element: ModdleElement, node: Subprocess, callers: readonly string[]): Level {
    if (node.calls !== undefined) return this.#called(element, node, callers)
    const { flows, nodes } = this.#level(element, node.id, callers)
    const adHoc = element.$type === 'bpmn:AdHocSubProcess'
    const event = list(element.flowElements).find(
      ({ $type }) => $type === 'bpmn:StartEvent' || $type === 'bpmn:EndEvent',
    )
    if (adHoc && event !== undefined)
      this.#reading.report.error(
        'event.misplaced',
        event,
        '即席子流程里没有开始和结束事件',
        'An ad hoc subprocess has no start or end event',
      )
    const start = nodes.find((inner) => inner.kind === 'start' && inner.parent === node.id)
    const { report } = this.#reading
    const starts = nodes.filter((inner) => inner.kind === 'start' && inner.parent === node.id)
    if (start === undefined || starts.length > 1) {
      report.error(
        'model.start',
        element,
        '子流程里要有且只有一个开始事件',
        'A subprocess has exactly one start event',
      )
      return { flows: [], nodes: [] }
    }
    const opened = { ...node, start: start.id }
    if (element.triggeredByEvent !== true) {
      const { triggers } = start as Start
      if (triggers !== undefined)
        report.error(
          'event.misplaced',
          this.#elements.get(start.id),
          '子流程从无触发的开始事件开始',
          'A subprocess begins with a none start event',
        )
      return { flows, nodes: [opened, ...nodes] }
    }
    return { flows, nodes: [this.#triggered(element, opened, start as Start), ...nodes] }
  }

  #triggered(element: ModdleElement, node: Subprocess, start: Start): EventSubprocess {
    const { report } = this.#reading
    const { triggers = [] } = start
    const always = triggers.some(({ type }) => type === 'error' || type === 'compensation')
    if (always && this.#elements.get(start.id)?.isInterrupting === false)
      report.error(
        'event.misplaced',
        this.#elements.get(start.id),
        '错误和补偿总是中断的',
        'Errors and compensation always interrupt',
      )
    if (triggers.length === 0)
      report.error(
        'event.incomplete',
        element,
        '事件子流程的开始事件没有写等什么',
        'The start of an event subprocess waits for nothing',
      )
    if (node.incoming.length > 0 || node.outgoing.length > 0)
      report.error(
        'flow.misplaced',
        element,
        '事件子流程不连线',
        'No flow leads to or from an event subprocess',
      )
    const { id, name, incoming, outgoing, parent, variables } = node
    return {
      kind: 'event-subprocess',
      id,
      name,
      incoming,
      outgoing,
      start: start.id,
      interrupting: this.#elements.get(start.id)?.isInterrupting !== false,
      triggers,
      ...(parent === undefined ? {} : { parent }),
      ...(variables === undefined ? {} : { variables }),
    }
  }

  /** The called process is read into this one, so that a running case keeps it. */
  #called(element: ModdleElement, node: Subprocess, callers: readonly string[]): Level {
    const { report, options } = this.#reading
    const name = localName(node.calls)
    const nothing = { flows: [], nodes: [] }
    if (callers.includes(name)) {
      report.error('call.recursive', element, `「${name}」绕回来调用自己`, `“${name}” calls itself`)
      return nothing
    }
    const root = this.#roots.find(({ id, $type }) => id === name && /Process$|^bpmn:Global/.test($type))
    const own =
      root?.$type === 'bpmn:Process'
        ? new Reader(this.#roots, this.#reading).process(root, callers)
        : undefined
    const plan = own?.plan ?? (root === undefined ? options.calls?.[node.calls ?? ''] : this.#global(root))
    if (plan === undefined) {
      if (root === undefined)
        report.error('call.unknown', element, `没有「${name}」这个流程`, `There is no process “${name}”`)
      return nothing
    }
    const level = inlined(plan, node)
    for (const inner of level.nodes) if (inner.id !== node.id) this.#elements.set(inner.id, element)
    return level
  }

  /** A global task as a process of that one task. */
  #global(root: ModdleElement): Plan | undefined {
    const type = root.$type.replace('bpmn:Global', 'bpmn:')
    const id = root.id ?? ''
    const common = { id, name: root.name ?? '', incoming: [`${id}/in`], outgoing: [] }
    const proxy = Object.create(root, { $type: { value: type, enumerable: true } }) as ModdleElement
    const task = readNode(proxy, common, this.#reading, new Map())
    if (task === undefined) return undefined
    const start: Start = { kind: 'start', id: `${id}/start`, name: '', incoming: [], outgoing: [`${id}/in`] }
    return {
      format: 1,
      id,
      name: common.name,
      start: start.id,
      nodes: { [start.id]: start, [id]: task },
      flows: { [`${id}/in`]: { id: `${id}/in`, from: start.id, to: id } },
    }
  }

  #flow(element: ModdleElement): Flow {
    const { report, options } = this.#reading
    checkParts(element, report)
    readExtensions(element, report)
    const condition = one(element.conditionExpression)
    const language = condition?.language
    if (typeof language === 'string' && !/feel/i.test(language) && options.translate === undefined)
      report.error(
        'feel.syntax',
        element,
        `条件要用 FEEL 写，这里是 ${language}`,
        `Conditions are FEEL, not ${language}`,
      )
    const when = condition === undefined ? undefined : (expression(condition, this.#reading) ?? '')
    return {
      id: element.id ?? '',
      ...(element.name === undefined ? {} : { name: element.name }),
      from: reference(element.sourceRef) ?? '',
      to: reference(element.targetRef) ?? '',
      ...(when === undefined ? {} : { when }),
    }
  }

  /** BPMN 2.0.2 §10.5.1: two halves of one flow, joined by name. */
  #links(all: readonly ModdleElement[]): readonly Flow[] {
    const half = (type: string) =>
      all.flatMap((element) => {
        const link = list(element.eventDefinitions).find(({ $type }) => $type === 'bpmn:LinkEventDefinition')
        return element.$type === type && link !== undefined ? [{ element, name: link.name ?? '' }] : []
      })
    const targets = half('bpmn:IntermediateCatchEvent')
    const sources = half('bpmn:IntermediateThrowEvent')
    for (const { element, name } of targets.filter(
      (target) => !sources.some((source) => source.name === target.name),
    ))
      this.#reading.report.error(
        'event.incomplete',
        element,
        `没有链接通到「${name}」`,
        `No link leads to “${name}”`,
      )
    return sources.flatMap(({ element, name }) => {
      const [target, second] = targets.filter((other) => other.name === name)
      const from = element.id ?? ''
      if (target !== undefined && second === undefined)
        return [{ id: `${from}/link`, from, to: target.element.id ?? '' }]
      this.#reading.report.error(
        'event.incomplete',
        element,
        `链接「${name}」要有且只有一个另一头`,
        `Link “${name}” has exactly one other half`,
      )
      return []
    })
  }
}

/** One pool around the process is documentation; messages between pools are not. */
function checkCollaboration(collaboration: ModdleElement, { report }: Reading): void {
  for (const flow of list(collaboration.messageFlows)) report.without(flow)
  const [, second] = list(collaboration.participants)
  if (second !== undefined) report.without(second, 'a second pool')
}
