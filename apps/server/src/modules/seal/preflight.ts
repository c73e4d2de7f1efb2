/** The glyph preflight before anybody has to approve: of the answers, those that the service's document prints. */
import { missingGlyphs } from '@yizhan/seal'
import { readDocumentFile, valueAt } from './document-file.ts'
import type { Fonts } from './fonts.ts'
import { type SealReader, templateOf } from './queries.ts'

export type UnprintableAnswer = {
  /** Id of the form's field. */
  readonly field: string
  readonly character: string
  /** e.g. `U+1F642` */
  readonly code: string
}

export type AnswersToPrint = {
  readonly serviceId: string
  readonly version: number
  readonly answers: Readonly<Record<string, unknown>>
}

/** Each missing character once a field; nothing for a service without a document. */
export async function unprintableAnswers(
  db: SealReader,
  fonts: Fonts,
  { serviceId, version, answers }: AnswersToPrint,
): Promise<readonly UnprintableAnswer[]> {
  const template = await templateOf(db, serviceId, version)
  if (template === undefined) return []
  const data = { record: {}, answers, case: { number: '', appliedOn: '' }, steps: {} }
  const paths = new Set(readDocumentFile(template.yaml).fields.map(({ from }) => from))
  return [...paths]
    .filter((path) => path.startsWith('answers.'))
    .flatMap((path) => {
      const field = path.split('.')[1] ?? ''
      const texts = textsIn(valueAt(data, path)).map((text) => ({
        where: field,
        text: text.normalize('NFC'),
      }))
      const missing = missingGlyphs(texts, fonts.coverage)
      return missing.map(({ character, code }) => ({ field, character, code }))
    })
}

export type OpinionToPrint = {
  readonly serviceId: string
  readonly version: number
  /** The step of the process at which it was written. */
  readonly node: string
  readonly opinion: string
}

/** Asks for the template only when a character is missing: nearly every opinion costs no query. */
export async function unprintableOpinion(
  db: SealReader,
  fonts: Fonts,
  { serviceId, version, node, opinion }: OpinionToPrint,
): Promise<readonly { readonly character: string; readonly code: string }[]> {
  const missing = missingGlyphs([{ where: node, text: opinion.normalize('NFC') }], fonts.coverage)
  if (missing.length === 0) return []
  const template = await templateOf(db, serviceId, version)
  if (template === undefined) return []
  const printed = readDocumentFile(template.yaml).fields.some(({ from }) => from === `steps.${node}.opinion`)
  return printed ? missing.map(({ character, code }) => ({ character, code })) : []
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
