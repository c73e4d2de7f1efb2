import type { ModdleElement } from 'bpmn-moddle'
import {
  type Assignment,
  type DecisionTask,
  type Outcome,
  outcomes,
  type Rule,
  type ServiceTask,
  type UserTask,
  type Words,
} from '../plan.ts'
import type { Extensions } from './read-extensions.ts'
import type { Report } from './report.ts'

type OwnOf<T> = Omit<T, 'id' | 'name' | 'incoming' | 'outgoing' | 'kind'>

export function readUser(element: ModdleElement, extensions: Extensions, report: Report): OwnOf<UserTask> {
  const allow = words(text(extensions.outcomes, 'allow') ?? 'approve return refuse')
  const strange = allow.filter((word) => !isOutcome(word))
  if (strange.length > 0 || !allow.includes('approve')) {
    const list = outcomes.join(' ')
    report.error(
      'extension.value',
      element,
      `yz:outcomes allow 要含 approve，只能用 ${list}`,
      `yz:outcomes allow holds approve and words of: ${list}`,
    )
  }
  const opinion = text(extensions.outcomes, 'opinion') ?? 'optional'
  if (opinion !== 'optional' && opinion !== 'required') {
    report.error(
      'extension.value',
      element,
      'opinion 只能是 optional 或 required',
      'opinion is optional or required',
    )
  }
  return {
    ...readWords(element, extensions, report),
    assignment: readAssignment(element, extensions, report),
    outcomes: allow.filter(isOutcome),
    opinionRequired: opinion === 'required',
  }
}

/** What the host decides: `yz:decision` names it. */
export function readDecision(
  element: ModdleElement,
  extensions: Extensions,
  report: Report,
): OwnOf<DecisionTask> {
  const decision = text(extensions.decision, 'name') ?? ''
  if (decision === '')
    report.rule(
      'step.no-service',
      element,
      '没有写 yz:decision name，不知道按哪张决策表办',
      'yz:decision name is missing: nothing says which decision it is',
    )
  return { ...readWords(element, extensions, report), decision }
}

/** A script, for those who may run one: the service is the script itself. */
export function readScript(element: ModdleElement): OwnOf<ServiceTask> {
  const name = element.name ?? ''
  const words = { zh: name, en: name }
  return { title: words, note: words, days: 0, service: String(element.script ?? '').trim(), params: {} }
}

export function readService(
  element: ModdleElement,
  extensions: Extensions,
  report: Report,
): OwnOf<ServiceTask> {
  const service = text(extensions.service, 'name') ?? ''
  if (service === '') {
    report.rule(
      'step.no-service',
      element,
      '没有写 yz:service name，系统不知道做什么',
      'yz:service name is missing: nothing says what to do',
    )
  }
  const params: Record<string, string> = {}
  for (const param of (extensions.service?.params ?? []) as readonly ModdleElement[]) {
    params[text(param, 'name') ?? ''] = text(param, 'value') ?? ''
  }
  return { ...readWords(element, extensions, report), service, params }
}

function readWords(
  element: ModdleElement,
  extensions: Extensions,
  report: Report,
): { title: Words; note: Words; days: number } {
  const name = element.name?.trim() ?? ''
  if (name === '') report.rule('element.no-name', element, '这一步没有名称', 'The step has no name')
  const note = { zh: text(extensions.words, 'zh') ?? '', en: text(extensions.words, 'en') ?? '' }
  if (note.zh === '' || note.en === '') {
    report.rule(
      'step.no-words',
      element,
      '用 yz:words zh、en 告诉申请人这一步做什么',
      'yz:words zh and en must tell the applicant what happens here',
    )
  }
  const days = Number(text(extensions.words, 'days') ?? '0')
  if (!Number.isFinite(days) || days < 0 || days > 366) {
    report.error(
      'extension.value',
      element,
      'days 是 0 到 366 的工作日数',
      'days is a number of working days from 0 to 366',
    )
  }
  return { title: { zh: name, en: text(extensions.words, 'nameEn') ?? note.en }, note, days }
}

function readAssignment(element: ModdleElement, extensions: Extensions, report: Report): Assignment {
  const given = (extensions.assignment?.to ?? []) as readonly ModdleElement[]
  const to = given.map((rule) => readRule(rule, element, report)).filter((rule) => rule !== undefined)
  if (given.length === 0) {
    report.rule(
      'step.no-assignment',
      element,
      '没有写谁来办：缺 yz:assignment 和 yz:to',
      'Nobody is named: yz:assignment with yz:to is missing',
    )
  }
  const backstops = (extensions.assignment?.backstop ?? []) as readonly ModdleElement[]
  const [backstop] = backstops
  if (backstops.length > 1) {
    report.error('extension.value', element, '只能有一个 yz:backstop', 'There is at most one yz:backstop')
  }
  if (backstop === undefined || text(backstop, 'kind') === 'refuse') return { to }
  const kind = text(backstop, 'kind')
  if (kind !== 'position' && kind !== 'member') {
    report.error(
      'extension.value',
      element,
      'yz:backstop kind 只能是 refuse、position 或 member',
      'yz:backstop kind is refuse, position or member',
    )
    return { to }
  }
  const rule = readRule(backstop, element, report)
  return rule === undefined ? { to } : { to, backstop: rule }
}

function readRule(rule: ModdleElement, element: ModdleElement, report: Report): Rule | undefined {
  const kind = text(rule, 'kind') ?? ''
  const need = (name: string): string => {
    const value = text(rule, name) ?? ''
    if (value === '') {
      report.error('extension.value', element, `kind="${kind}" 要写 ${name}`, `kind="${kind}" needs ${name}`)
    }
    return value
  }
  switch (kind) {
    case 'member':
      return { kind, number: need('number') }
    case 'position':
      return { kind, position: need('position'), unit: need('unit') }
    case 'unit-head':
      return { kind, unit: need('unit') }
    case 'field':
      return { kind, field: need('field') }
    case 'relation': {
      const relation = need('relation')
      if (relation === 'counsellor' || relation === 'supervisor') return { kind, relation }
      report.error(
        'extension.value',
        element,
        'relation 只能是 counsellor 或 supervisor',
        'relation is counsellor or supervisor',
      )
      return undefined
    }
    default:
      report.error('extension.value', element, `yz:to 没有「${kind}」这一种`, `yz:to has no kind “${kind}”`)
      return undefined
  }
}

function text(element: ModdleElement | undefined, name: string): string | undefined {
  const value = element?.[name]
  return typeof value === 'string' ? value.trim() : undefined
}

function words(value: string): readonly string[] {
  return value.split(/\s+/).filter((word) => word !== '')
}

function isOutcome(word: string): word is Outcome {
  return outcomes.some((outcome) => outcome === word)
}
