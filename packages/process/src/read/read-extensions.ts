import type { ModdleElement } from 'bpmn-moddle'
import type { Report } from './report.ts'

/** Yizhan's extension elements of one BPMN element. */
export type Extensions = {
  readonly assignment?: ModdleElement
  readonly words?: ModdleElement
  readonly outcomes?: ModdleElement
  readonly service?: ModdleElement
  readonly decision?: ModdleElement
}

/** Which extension elements each BPMN type may carry. */
const allowed: Readonly<Record<string, readonly (keyof Extensions)[]>> = {
  'bpmn:UserTask': ['assignment', 'words', 'outcomes'],
  'bpmn:ManualTask': ['assignment', 'words', 'outcomes'],
  'bpmn:ServiceTask': ['service', 'words'],
  'bpmn:BusinessRuleTask': ['decision', 'words'],
}

export function readExtensions(element: ModdleElement, report: Report): Extensions {
  const holder = element.extensionElements as ModdleElement | undefined
  const values = (holder?.values ?? []) as readonly ModdleElement[]
  const found: Record<string, ModdleElement> = {}
  for (const value of values) {
    if (!value.$type.startsWith('yz:')) {
      report.warning(
        'extension.foreign',
        element,
        `${value.$type} 不起作用`,
        `${value.$type} has no effect here`,
      )
      continue
    }
    const name = value.$type.slice(3).toLowerCase()
    if (!allowed[element.$type]?.some((other) => other === name) || found[name] !== undefined) {
      const why = found[name] === undefined ? '这里不能写' : '只能写一个'
      report.error(
        'extension.unknown',
        element,
        `yz:${name}：${why}`,
        `yz:${name} is not allowed ${found[name] === undefined ? 'here' : 'twice'}`,
      )
      continue
    }
    found[name] = value
    checkAttributes(value, element, report)
  }
  return found
}

function checkAttributes(value: ModdleElement, element: ModdleElement, report: Report): void {
  for (const name of Object.keys(value.$attrs)) {
    if (name.startsWith('xmlns')) continue
    const where = value.$type.toLowerCase()
    report.error(
      'extension.unknown',
      element,
      `${where} 没有属性 ${name}`,
      `${where} has no attribute ${name}`,
    )
  }
  for (const key of ['to', 'backstop', 'params']) {
    const children = value[key]
    if (!Array.isArray(children)) continue
    for (const child of children as readonly ModdleElement[]) checkAttributes(child, element, report)
  }
}
