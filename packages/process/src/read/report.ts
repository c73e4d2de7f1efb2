import type { ModdleElement } from 'bpmn-moddle'
import type { Problem, ProblemCode } from '../problems.ts'

/** Gathers problems and finds the line of each element, or of the nearest one around it that has an id. */
export class Report {
  readonly #lines: ReadonlyMap<string, number>
  readonly #lenient: boolean
  readonly problems: Problem[] = []

  /** @param lenient whether what BPMN allows and a service may not do is only remarked on */
  constructor(lines: ReadonlyMap<string, number>, lenient = false) {
    this.#lines = lines
    this.#lenient = lenient
  }

  get lenient(): boolean {
    return this.#lenient
  }

  /** What BPMN allows, and services may not do. */
  rule(code: ProblemCode, element: ModdleElement | undefined, zh: string, en: string): void {
    this.#add(this.#lenient ? 'warning' : 'error', code, element, zh, en)
  }

  /** An element that is not run at all. */
  unsupported(element: ModdleElement, part?: string): void {
    const what = wordOf(element, part)
    this.error('element.unsupported', element, `还不支持 ${what}`, `${what} is not supported`)
  }

  /** A part without which the element can still be run. */
  without(element: ModdleElement, part?: string): void {
    const what = wordOf(element, part)
    this.rule('element.unsupported', element, `还不支持 ${what}`, `${what} is not supported`)
  }

  /** An element that is run, but that a service may not hold, and why. */
  refused(element: ModdleElement, part: string | undefined, zh: string, en: string): void {
    const what = wordOf(element, part)
    this.rule('element.unsupported', element, `不支持 ${what}：${zh}`, `${what} is not supported: ${en}`)
  }

  error(code: ProblemCode, element: ModdleElement | undefined, zh: string, en: string): void {
    this.#add('error', code, element, zh, en)
  }

  warning(code: ProblemCode, element: ModdleElement | undefined, zh: string, en: string): void {
    this.#add('warning', code, element, zh, en)
  }

  get hasErrors(): boolean {
    return this.problems.some((problem) => problem.severity === 'error')
  }

  /** An id that more than one element has. */
  twice(id: string): void {
    this.problems.push({
      severity: 'error',
      code: 'xml.duplicate',
      elementId: id,
      line: this.#lines.get(id) ?? 0,
      zh: `有两个元素的 id 都是「${id}」`,
      en: `Two elements have the id “${id}”`,
    })
  }

  has(code: ProblemCode, elementId: string): boolean {
    return this.problems.some((problem) => problem.code === code && problem.elementId === elementId)
  }

  #add(
    severity: Problem['severity'],
    code: ProblemCode,
    element: ModdleElement | undefined,
    zh: string,
    en: string,
  ) {
    const named = nearestWithId(element)
    this.problems.push({
      severity,
      code,
      elementId: named?.id ?? '',
      ...(named?.name === undefined ? {} : { elementName: named.name }),
      line: this.#lines.get(named?.id ?? '') ?? 0,
      zh,
      en,
    })
  }

  /** A problem at a known line, of text that never became an element. */
  atLine(
    code: ProblemCode,
    line: number,
    zh: string,
    en: string,
    severity: Problem['severity'] = 'error',
  ): void {
    this.problems.push({ severity, code, elementId: '', line, zh, en })
  }
}

function nearestWithId(element: ModdleElement | undefined): ModdleElement | undefined {
  let at = element
  while (at !== undefined && at.id === undefined) at = at.$parent
  return at
}

function wordOf(element: ModdleElement, part?: string): string {
  return (part ?? element.$type).replace(/^bpmn:/, '')
}
