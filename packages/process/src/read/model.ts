/** A whole BPMN file as a model that is changed and written again: with everything that is not run, and its diagram. */
import { BpmnModdle, type ModdleElement } from 'bpmn-moddle'
import type { Problem } from '../problems.ts'
import { textOf } from './encoding.ts'
import { linesOf } from './lines.ts'
import { Report } from './report.ts'
import { packages } from './schema.ts'

export type BpmnModel = { readonly definitions: ModdleElement }

/**
 * Reads a file as it is; nothing is checked but that it is BPMN. `model` is absent when it is not; a problem tells of each
 * thing that a written file would not have again.
 */
export async function readModel(
  source: string | Uint8Array,
): Promise<{ readonly model?: BpmnModel; readonly problems: readonly Problem[] }> {
  const xml = textOf(source)
  const report = new Report(linesOf(xml))
  try {
    const { rootElement, warnings } = await new BpmnModdle(packages).fromXML(xml)
    for (const { message, element, property, value } of warnings) {
      if (element !== undefined && property !== undefined && value !== undefined) {
        keepReference(element, property, value)
        report.warning(
          'xml.reference',
          element,
          `${property} 指向「${value}」，模型里没有它`,
          `${property} names “${value}”, which is not in the model`,
        )
      } else if (element === undefined) {
        report.atLine('xml.unreadable', 0, `读不懂这一处：${message}`, `This cannot be read: ${message}`)
      }
    }
    return { model: { definitions: rootElement }, problems: report.problems }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    report.atLine('xml.unreadable', 0, `读不懂这份 XML：${message}`, `The XML cannot be read: ${message}`)
    return { problems: report.problems }
  }
}

/** What a reference says is written again, although nothing here has that id. */
function keepReference(element: ModdleElement, property: string, id: string): void {
  const name = property.replace(/^bpmn:/, '')
  const stub = { id }
  const present = element[name]
  if (Array.isArray(present)) present.push(stub)
  else
    Object.defineProperty(element, name, {
      value: stub,
      enumerable: true,
      writable: true,
      configurable: true,
    })
}

/** UTF-8 text of a model. */
export async function writeModel(model: BpmnModel): Promise<string> {
  const { xml } = await new BpmnModdle(packages).toXML(model.definitions, { format: true })
  return xml
}
