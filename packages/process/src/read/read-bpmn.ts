import { BpmnModdle, type ModdleElement, type ModdleWarning } from 'bpmn-moddle'
import type { Plan } from '../plan.ts'
import type { Problem } from '../problems.ts'
import { checkNames } from './check-names.ts'
import { checkShape } from './check-shape.ts'
import { checkSoundness } from './check-soundness.ts'
import { textOf } from './encoding.ts'
import { linesOf } from './lines.ts'
import type { ReadOptions } from './options.ts'
import { readProcess } from './read-process.ts'
import { Report } from './report.ts'
import { packages } from './schema.ts'

const maxLength = 2_000_000

/**
 * Reads a BPMN 2.0 model. `plan` is there exactly when no problem is an error; problems are in the order of the text.
 * Never throws for what a person may have written.
 */
export async function readBpmn(
  source: string | Uint8Array,
  options: ReadOptions = {},
): Promise<{ readonly plan?: Plan; readonly problems: readonly Problem[] }> {
  const xml = textOf(source)
  const report = new Report(xml.length > maxLength ? new Map() : linesOf(xml), options.lenient)
  const plan = await read(xml, options, report)
  const problems = report.problems.toSorted((a, b) => a.line - b.line)
  return plan === undefined || report.hasErrors ? { problems } : { plan, problems }
}

async function read(xml: string, options: ReadOptions, report: Report): Promise<Plan | undefined> {
  if (xml.length > maxLength) {
    report.atLine('xml.too-large', 0, '模型超过 2 MB', 'The model is larger than 2 MB')
    return undefined
  }
  // Where a reader of UTF-8 met bytes of another encoding: names would become rubbish without a word.
  const unread = xml.indexOf('\uFFFD')
  if (unread >= 0) {
    const line = xml.slice(0, unread).split('\n').length
    report.atLine(
      'xml.encoding',
      line,
      '文件不是 UTF-8，从这里起读不出来，另存为 UTF-8',
      'The file is not UTF-8: it cannot be read from here on; save it as UTF-8',
    )
    return undefined
  }
  const definitions = await parse(xml, report)
  if (definitions === undefined) return undefined
  const model = readProcess(definitions, { options, report })
  if (model === undefined) return undefined
  checkShape(model, report)
  checkNames(model, options, report)
  // Walking a model that is already known to be wrong only repeats the same faults in other words.
  if (!report.hasErrors) checkSoundness(model, report)
  return model.plan
}

async function parse(xml: string, report: Report): Promise<ModdleElement | undefined> {
  try {
    const { rootElement, warnings } = await new BpmnModdle(packages).fromXML(xml)
    for (const warning of warnings) reportWarning(warning, report)
    return rootElement
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const detail = /nested error: (.*)/.exec(message)?.[1] ?? message
    report.atLine(
      'xml.unreadable',
      lineIn(message),
      `读不懂这份 XML：${detail}`,
      `The XML cannot be read: ${detail}`,
    )
    return undefined
  }
}

/** References to types of data, which nothing here looks at. */
const typesOnly =
  /^(bpmn:)?(structureRef|itemSubjectRef|dataStoreRef|operationRef|inMessageRef|outMessageRef)$/

function reportWarning(warning: ModdleWarning, report: Report): void {
  if (warning.element !== undefined) {
    // Attributes that are not of the schema are named by `checkParts` and `checkAttributes`, with what they mean.
    const reference = warning.message.startsWith('unresolved reference')
    if (!reference || /^(bpmndi|dc|di):/.test(warning.element.$type)) return
    const { value = '', property = '' } = warning
    const say = typesOnly.test(property) ? report.warning.bind(report) : report.error.bind(report)
    say(
      'xml.reference',
      warning.element,
      `${property} 指向「${value}」，模型里没有它`,
      `${property} names “${value}”, which is not in the model`,
    )
    return
  }
  const detail = /nested error: (.*)/.exec(warning.message)?.[1] ?? warning.message
  const twice = /duplicate ID <(.*)>/.exec(detail)?.[1]
  if (twice !== undefined) {
    report.twice(twice)
    return
  }
  const code = detail.includes('<yz:') ? 'extension.unknown' : 'xml.unreadable'
  const severity = report.lenient ? 'warning' : 'error'
  report.atLine(
    code,
    lineIn(warning.message),
    `读不懂这一处：${detail}`,
    `This cannot be read: ${detail}`,
    severity,
  )
}

/** bpmn-moddle counts lines from 0. */
function lineIn(message: string): number {
  const line = /line: (\d+)/.exec(message)?.[1]
  return line === undefined ? 0 : Number(line) + 1
}
