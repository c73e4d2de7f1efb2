/** Event definitions: what an event waits for, and what it throws (BPMN 2.0.2 §10.5). */
import type { ModdleElement } from 'bpmn-moddle'
import type { Throw, Trigger } from '../plan.ts'
import { dueOf, isLiteral } from '../run/due.ts'
import { bodyOf, list, one, reference } from './element.ts'
import type { Host, ReadOptions } from './options.ts'
import type { Report } from './report.ts'

export type Reading = { readonly options: ReadOptions; readonly report: Report }

/** Definitions of an event, those included that it only refers to. */
export function definitionsOf(element: ModdleElement): readonly ModdleElement[] {
  return [...list(element.eventDefinitions), ...list(element.eventDefinitionRef)]
}

const whatFor = {
  timers: ['到时间叫醒流程', 'wake a case at a time'],
  messages: ['收发消息和信号', 'take messages and signals to and from cases'],
  calls: ['调用别的流程', 'call another process'],
  decisions: ['按决策表办', 'evaluate a decision'],
} as const

/** What the host cannot do must not be found out by a running case. */
export function need(what: keyof Host, element: ModdleElement, { options, report }: Reading): void {
  if (options.host?.[what] === true || options.lenient === true) return
  const [zh, en] = whatFor[what]
  const type = element.$type.replace(/^bpmn:/, '')
  report.error(
    'host.cannot',
    element,
    `${type}：这个系统还不会${zh}`,
    `${type}: this system cannot ${en} yet`,
  )
}

export function expression(value: unknown, { options }: Reading): string | undefined {
  const body = bodyOf(value)
  return body === undefined ? undefined : (options.translate?.(body) ?? body)
}

export function readTriggers(element: ModdleElement, reading: Reading): readonly Trigger[] {
  return definitionsOf(element).flatMap((definition) => readTrigger(element, definition, reading) ?? [])
}

function readTrigger(
  element: ModdleElement,
  definition: ModdleElement,
  reading: Reading,
): Trigger | undefined {
  const { report } = reading
  switch (definition.$type) {
    case 'bpmn:TimerEventDefinition':
      return readTimer(element, definition, reading)
    case 'bpmn:MessageEventDefinition':
      need('messages', element, reading)
      return { type: 'message', name: named(element, definition.messageRef, 'messageRef', report) }
    case 'bpmn:SignalEventDefinition':
      need('messages', element, reading)
      return { type: 'signal', name: named(element, definition.signalRef, 'signalRef', report) }
    case 'bpmn:ErrorEventDefinition':
      return { type: 'error', ...codeOf(definition.errorRef, 'errorCode') }
    case 'bpmn:EscalationEventDefinition':
      return { type: 'escalation', ...codeOf(definition.escalationRef, 'escalationCode') }
    case 'bpmn:ConditionalEventDefinition': {
      const when = expression(definition.condition, reading)
      report.refused(
        element,
        definition.$type,
        '条件随时会变，没有人会去看',
        'nobody looks at a condition in between',
      )
      if (when === undefined) incomplete(element, 'condition', report)
      return { type: 'condition', when: when ?? 'false' }
    }
    case 'bpmn:CompensateEventDefinition':
      return { type: 'compensation' }
    case 'bpmn:CancelEventDefinition':
      report.refused(element, definition.$type, '没有事务', 'there are no transactions')
      return { type: 'cancel' }
    default:
      report.unsupported(element, definition.$type)
      return undefined
  }
}

const forms = { timeDate: 'date', timeDuration: 'duration', timeCycle: 'cycle' } as const

function readTimer(element: ModdleElement, definition: ModdleElement, reading: Reading): Trigger | undefined {
  need('timers', element, reading)
  for (const [part, form] of Object.entries(forms)) {
    const value = bodyOf(definition[part])
    if (value === undefined) continue
    const timer = { type: 'timer' as const, form, value }
    const wrong = isLiteral(value)
      ? dueOf(timer, '2026-01-01T00:00:00Z', {}) === undefined
      : /^[\d\s*/?,-]+$/.test(value)
    if (wrong)
      reading.report.error(
        'event.incomplete',
        element,
        `${part} 要写 ISO 8601，这里是「${value}」`,
        `${part} is ISO 8601, not “${value}”`,
      )
    return timer
  }
  incomplete(element, 'timeDate, timeDuration, timeCycle', reading.report)
  return undefined
}

function incomplete(element: ModdleElement, part: string, report: Report): void {
  report.error('event.incomplete', element, `没有写 ${part}`, `${part} is missing`)
}

/** Messages and signals are known by name; two with one name are one. */
function named(element: ModdleElement, value: unknown, part: string, report: Report): string {
  const name = one(value)?.name ?? reference(value) ?? ''
  if (name === '') incomplete(element, part, report)
  return name
}

function codeOf(value: unknown, part: 'errorCode' | 'escalationCode'): { code?: string } {
  const thrown = one(value)
  if (thrown === undefined) return {}
  const code = thrown[part]
  return { code: typeof code === 'string' && code !== '' ? code : (thrown.name ?? thrown.id ?? '') }
}

/** Of a task, which may leave its message to the services that send and take it. */
export function messageOf(element: ModdleElement, report: Report): string {
  const name = one(element.messageRef)?.name ?? reference(element.messageRef) ?? ''
  if (name === '') report.rule('event.incomplete', element, '没有写 messageRef', 'messageRef is missing')
  return name
}

/** A link is a flow that is not drawn, and throws nothing. */
export function readThrows(element: ModdleElement, reading: Reading): readonly Throw[] {
  return definitionsOf(element).flatMap((definition) => readThrow(element, definition, reading) ?? [])
}

export function readThrow(
  element: ModdleElement,
  definition: ModdleElement,
  reading: Reading,
): Throw | undefined {
  const { report } = reading
  switch (definition.$type) {
    case 'bpmn:MessageEventDefinition':
      need('messages', element, reading)
      return { type: 'message', name: named(element, definition.messageRef, 'messageRef', report) }
    case 'bpmn:SignalEventDefinition':
      need('messages', element, reading)
      return { type: 'signal', name: named(element, definition.signalRef, 'signalRef', report) }
    case 'bpmn:ErrorEventDefinition': {
      if (definition.errorRef === undefined) incomplete(element, 'errorRef', report)
      return { type: 'error', code: '', ...codeOf(definition.errorRef, 'errorCode') }
    }
    case 'bpmn:EscalationEventDefinition': {
      if (definition.escalationRef === undefined) incomplete(element, 'escalationRef', report)
      return { type: 'escalation', code: '', ...codeOf(definition.escalationRef, 'escalationCode') }
    }
    case 'bpmn:CompensateEventDefinition': {
      const activity = reference(definition.activityRef)
      return { type: 'compensation', ...(activity === undefined ? {} : { activity }) }
    }
    case 'bpmn:CancelEventDefinition':
      report.refused(element, definition.$type, '没有事务', 'there are no transactions')
      return { type: 'cancel' }
    case 'bpmn:TerminateEventDefinition':
      return { type: 'terminate' }
    case 'bpmn:LinkEventDefinition':
      return undefined
    default:
      report.unsupported(element, definition.$type)
      return undefined
  }
}
