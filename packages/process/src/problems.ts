/** What is wrong with a model: found by `readBpmn`, never thrown. */
export type Problem = {
  readonly severity: 'error' | 'warning'
  readonly code: ProblemCode
  /** Empty when the text is not XML at all. */
  readonly elementId: string
  readonly elementName?: string
  /** First line of the element, counted from 1; 0 when unknown. */
  readonly line: number
  readonly zh: string
  readonly en: string
}

export type ProblemCode =
  | 'xml.unreadable'
  | 'xml.too-large'
  | 'xml.encoding'
  | 'xml.reference'
  | 'xml.no-id'
  | 'xml.duplicate'
  | 'model.process'
  | 'model.start'
  | 'element.unsupported'
  | 'element.no-name'
  | 'host.cannot'
  | 'call.unknown'
  | 'call.recursive'
  | 'event.incomplete'
  | 'event.misplaced'
  | 'loop.value'
  | 'data.incomplete'
  | 'flow.misplaced'
  | 'flow.crosses'
  | 'flow.fork-without-gateway'
  | 'flow.condition-misplaced'
  | 'flow.no-condition'
  | 'gateway.no-default'
  | 'gateway.default-has-condition'
  | 'extension.unknown'
  | 'extension.foreign'
  | 'extension.value'
  | 'step.no-words'
  | 'step.no-assignment'
  | 'step.no-service'
  | 'unknown.field'
  | 'unknown.position'
  | 'unknown.service'
  | 'feel.syntax'
  | 'feel.clock'
  | 'sound.unreachable'
  | 'sound.no-end'
  | 'sound.deadlock'
  | 'sound.twice'
  | 'sound.too-many'

/** One line a problem: `line 12  error  gateway.no-default  fork 分流: ...`. The caller chooses where to print it. */
export function formatProblems(problems: readonly Problem[], locale: 'zh-CN' | 'en', file = ''): string {
  return problems
    .map((problem) => {
      const place = problem.line > 0 ? `${file}:${problem.line}` : file
      const severity = locale === 'en' ? problem.severity : problem.severity === 'error' ? '错误' : '提醒'
      const element = [problem.elementId, problem.elementName].filter(Boolean).join(' ')
      const text = locale === 'en' ? problem.en : problem.zh
      return [place, severity, problem.code, element, text].filter(Boolean).join('  ')
    })
    .join('\n')
}
