import type { ModdleElement } from 'bpmn-moddle'
import type { Problem, ProblemCode } from '../problems.ts'

/** Gathers problems and finds the line of each element, or of the nearest one around it that has an id. */
export class Report {
  readonly #lines: ReadonlyMap<string, number>
  readonly problems: Problem[] = []

  constructor(lines: ReadonlyMap<string, number>) {
    this.#lines = lines
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
  atLine(code: ProblemCode, line: number, zh: string, en: string): void {
    this.problems.push({ severity: 'error', code, elementId: '', line, zh, en })
  }
}

function nearestWithId(element: ModdleElement | undefined): ModdleElement | undefined {
  let at = element
  while (at !== undefined && at.id === undefined) at = at.$parent
  return at
}
