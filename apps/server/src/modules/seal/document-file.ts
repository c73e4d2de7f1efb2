/** document.yaml of a service, and the facts that it takes from a case. Pure. */
import { Words } from '@yizhan/contracts'
import { type Form, fieldsOf } from '@yizhan/forms'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Mask, masked, masks } from './mask.ts'

const path = z.string().regex(/^(record|answers|case|steps)\.[\w.-]+$/)

const Field = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  label: Words,
  from: path,
  sample: z.unknown(),
  decisive: z.boolean().default(false),
  mask: z.enum(masks).default('none'),
  optional: z.boolean().default(false),
})

/** One seal, or a choice by a value of the record; `else` takes what is not listed. */
const SealChoice = z.union([
  z.string(),
  z.object({ by: path, else: z.string().optional() }).catchall(z.string()),
])

export const DocumentFile = z.strictObject({
  title: Words,
  seal: SealChoice,
  validDays: z.number().int().min(1).max(3650).optional(),
  fields: z.array(Field).min(1),
})
export type DocumentFile = z.infer<typeof DocumentFile>

/** What a case gives; see README.md, `from`. */
export type DocumentData = {
  readonly record: Readonly<Record<string, unknown>>
  readonly answers: Readonly<Record<string, unknown>>
  readonly case: { readonly number: string; readonly appliedOn: string }
  readonly steps: Readonly<
    Record<
      string,
      { readonly opinion: string; readonly by: string; readonly on: string; readonly outcome: string }
    >
  >
}

/** A decisive fact as the public page shows it. */
export type PublicField = { readonly label: Words; readonly text: Words; readonly covered: boolean }

export type Facts = {
  readonly fields: Readonly<Record<string, unknown>>
  readonly shown: readonly PublicField[]
  /** Where the values came from that are there: `record.person.name`. */
  readonly sources: readonly string[]
  /** Names of fields that must have a value and have none. */
  readonly missing: readonly { readonly name: string; readonly label: Words }[]
}

/** @throws ZodError or YAMLParseError; the catalogue check shows them. */
export function readDocumentFile(text: string): DocumentFile {
  return DocumentFile.parse(parse(text))
}

export function factsOf(file: DocumentFile, data: DocumentData): Facts {
  return gather(file, (field) => valueAt(data, field.from))
}

/** The same from the samples, for the check of a template. */
export function sampleFacts(file: DocumentFile): Facts {
  return gather(file, (field) => field.sample)
}

function gather(file: DocumentFile, pick: (field: DocumentFile['fields'][number]) => unknown): Facts {
  const fields: Record<string, unknown> = {}
  const shown: PublicField[] = []
  const sources: string[] = []
  const missing: Facts['missing'][number][] = []
  for (const field of file.fields) {
    const value = clean(pick(field))
    fields[field.name] = shaped(value, field.sample)
    if (value === null) {
      if (!field.optional) missing.push({ name: field.name, label: field.label })
      continue
    }
    sources.push(field.from)
    if (field.decisive) shown.push(shownField(field.label, value, field.mask))
  }
  return { fields, shown, sources, missing }
}

/** The sample says in which shape the template wants a value: text where it is text, both languages where it has both. */
function shaped(value: unknown, sample: unknown): unknown {
  const words = Words.safeParse(value)
  const wanted = Words.safeParse(sample)
  if (words.success && !wanted.success) return words.data.zh
  if (wanted.success && typeof value === 'string') return { zh: value, en: value }
  return value
}

function shownField(label: Words, value: unknown, mask: Mask): PublicField {
  const text = wordsOf(value)
  return {
    label,
    text: { zh: masked(text.zh, mask), en: masked(text.en, mask) },
    covered: mask !== 'none',
  }
}

function wordsOf(value: unknown): Words {
  const words = Words.safeParse(value)
  if (words.success) return words.data
  const text = Array.isArray(value) ? value.map((item) => wordsOf(item).zh).join('、') : String(value)
  return { zh: text, en: text }
}

/** Empty counts as absent; text is NFC, as names are compared and drawn in that form. */
function clean(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string') return value.normalize('NFC').trim() || null
  return value
}

/** `record` is keyed by whole element ids (`student.school`), the others by steps. */
export function valueAt(data: DocumentData, from: string): unknown {
  const [root = '', ...steps] = from.split('.')
  if (root === 'record') return data.record[steps.join('.')]
  let value: unknown = data[root as 'answers' | 'case' | 'steps']
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}

/**
 * The data elements behind these sources: of the record itself, and of answers whose field takes one. What somebody
 * wrote freely, and what approvers said, has no element; whoever may read the case reads it there too.
 */
export function elementsIn(sources: readonly string[], form: Form): string[] {
  const bound = new Map(fieldsOf(form).map(({ field }) => [field.id, field.bind]))
  const elements = sources.flatMap((source) => {
    const [root, first = '', ...rest] = source.split('.')
    if (root === 'record') return [[first, ...rest].join('.')]
    return root === 'answers' ? (bound.get(first) ?? []) : []
  })
  return [...new Set(elements)].sort()
}

/** The paths that the document reads, the seal's choice included. */
export function pathsOf({ fields, seal }: DocumentFile): string[] {
  return [...fields.map(({ from }) => from), ...(typeof seal === 'string' ? [] : [seal.by])]
}

/** The key of the seal for this case, or undefined when the choice names none. */
export function sealKeyOf(file: DocumentFile, data: DocumentData): string | undefined {
  const choice = file.seal
  if (typeof choice === 'string') return choice
  const value = wordsOf(valueAt(data, choice.by) ?? '')
  const named = value.zh !== 'by' && value.zh !== 'else' ? choice[value.zh] : undefined
  return named ?? choice.else
}

/** Every seal key that the file may choose. */
export function sealKeysOf(file: DocumentFile): string[] {
  if (typeof file.seal === 'string') return [file.seal]
  return Object.entries(file.seal).flatMap(([name, key]) => (name === 'by' || key === undefined ? [] : [key]))
}
