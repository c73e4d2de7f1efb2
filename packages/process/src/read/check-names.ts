import { analyse } from '../feel.ts'
import type { Rule } from '../plan.ts'
import type { ReadOptions } from './options.ts'
import type { Model } from './read-process.ts'
import type { Report } from './report.ts'

/** Names that conditions may use besides the form's fields. */
const always = ['applicant', 'results']

/** FEEL that does not parse, and names of fields, positions and services that do not exist. */
export function checkNames(model: Model, options: ReadOptions, report: Report): void {
  for (const flow of Object.values(model.plan.flows)) {
    if (flow.when === undefined) continue
    const element = model.elements.get(flow.id)
    const { syntax, names, clock } = analyse(flow.when)
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
    const strange = names.filter((name) => !always.includes(name) && !options.fields?.includes(name))
    for (const name of strange) {
      report.error('unknown.field', element, `表单里没有「${name}」`, `The form has no field “${name}”`)
    }
    for (const path of strangePaths(flow.when, options.under ?? {})) {
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
