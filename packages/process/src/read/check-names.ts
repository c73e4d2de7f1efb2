import { analyse } from '../feel.ts'
import { isActivity, type Plan, type PlanNode, type Rule } from '../plan.ts'
import { isLiteral } from '../run/due.ts'
import type { ReadOptions } from './options.ts'
import type { Model } from './read-process.ts'
import type { Report } from './report.ts'

/** Names that conditions may use besides the form's fields. */
const always = ['applicant', 'results']

/** FEEL that does not parse, and names of fields, positions and services that do not exist. */
export function checkNames(model: Model, options: ReadOptions, report: Report): void {
  const known = [...always, ...variablesIn(model.plan)]
  for (const [id, text] of expressionsOf(model.plan)) {
    const element = model.elements.get(id)
    const { syntax, names, clock } = analyse(text)
    if (syntax !== undefined) {
      report.error(
        'feel.syntax',
        element,
        `条件不是完整的 FEEL：${syntax}`,
        `The condition is not complete FEEL: ${syntax}`,
      )
      continue
    }
    for (const name of clock) {
      report.error(
        'feel.clock',
        element,
        `${name}() 每次算出来不一样，不能用在条件里`,
        `${name}() differs each time and cannot be in a condition`,
      )
    }
    if (options.fields === undefined) continue
    const strange = names.filter((name) => !known.includes(name) && !options.fields?.includes(name))
    for (const name of strange) {
      report.error('unknown.field', element, `表单里没有「${name}」`, `The form has no field “${name}”`)
    }
    for (const path of strangePaths(text, options.under ?? {})) {
      report.error('unknown.field', element, `没有「${path}」`, `There is no “${path}”`)
    }
  }
  for (const node of Object.values(model.plan.nodes)) {
    const element = model.elements.get(node.id)
    if (node.kind === 'service-task' && options.services?.includes(node.service) === false) {
      report.error(
        'unknown.service',
        element,
        `没有「${node.service}」这个服务`,
        `There is no service “${node.service}”`,
      )
    }
    if (node.kind !== 'user-task') continue
    const { to, backstop } = node.assignment
    for (const rule of backstop === undefined ? to : [...to, backstop])
      checkRule(rule, options, (code, zh, en) => report.error(code, element, zh, en))
  }
}

/** Every expression of a plan, with the id of the element that holds it. */
function expressionsOf(plan: Plan): readonly (readonly [id: string, text: string])[] {
  const texts = (node: PlanNode): readonly (string | undefined)[] => {
    const waits = 'triggers' in node ? (node.triggers ?? []) : []
    const timed = waits.map((one) => (one.type === 'timer' && !isLiteral(one.value) ? one.value : undefined))
    const conditions = waits.map((one) => (one.type === 'condition' ? one.when : undefined))
    const own = [
      node.kind === 'complex' ? node.activation : undefined,
      node.kind === 'subprocess' ? node.until : undefined,
    ]
    if (!isActivity(node)) return [...timed, ...conditions, ...own]
    const { multi, loop } = node
    return [...own, multi?.cardinality, multi?.collection, multi?.until, loop?.while]
  }
  const flows = Object.values(plan.flows).map((flow) => [flow.id, flow.when] as const)
  const nodes = Object.values(plan.nodes).flatMap((node) =>
    texts(node).map((text) => [node.id, text] as const),
  )
  return [...flows, ...nodes].flatMap(([id, text]) => (text === undefined ? [] : [[id, text] as const]))
}

/** Names that the model itself gives: variables, items of lists, and what the run counts. */
function variablesIn(plan: Plan): readonly string[] {
  const inner = Object.values(plan.nodes).flatMap((node) => [
    ...('variables' in node ? (node.variables ?? []) : []),
    ...(isActivity(node) ? [node.multi?.item ?? [], node.multi?.gather?.to ?? []].flat() : []),
    ...(isActivity(node) ? [...(node.reads ?? []), ...(node.writes ?? [])].map(({ to }) => to) : []),
  ])
  return [...(plan.variables ?? []), ...inner, ...counters]
}

const counters = [
  'loopCounter',
  'activationCount',
  'numberOfInstances',
  'numberOfActiveInstances',
  'numberOfCompletedInstances',
  'numberOfTerminatedInstances',
]

/** `settings.daysLong` where settings has no such name: it would be null, and the condition never true. */
function strangePaths(condition: string, under: Required<ReadOptions>['under']): string[] {
  return [...condition.matchAll(/\b(\w+)\.(\w+)/g)].flatMap(([path, root = '', name = '']) =>
    under[root]?.includes(name) === false ? [path] : [],
  )
}

type Say = (code: 'unknown.field' | 'unknown.position', zh: string, en: string) => void

function checkRule(rule: Rule, options: ReadOptions, say: Say): void {
  if (rule.kind === 'field' && options.fields?.includes(rule.field) === false) {
    say('unknown.field', `表单里没有「${rule.field}」`, `The form has no field “${rule.field}”`)
  }
  if (rule.kind === 'position' && options.positions?.includes(rule.position) === false) {
    say('unknown.position', `没有「${rule.position}」这种岗位`, `There is no position “${rule.position}”`)
  }
}
