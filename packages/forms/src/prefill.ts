/** Filling a form from the member's record. */
import { type Answers, type Form, fieldsOf, type PropertySchema, type Words } from './form.ts'

/** A value of the record: from which system, and as of when (ISO instant). */
export type RecordValue = { readonly value: unknown; readonly source: Words; readonly asOf?: string }

export type Filled = RecordValue & { readonly element: string; readonly editable: boolean }

function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainText).filter(Boolean).join('；')
  if (typeof value === 'object' && value !== null)
    return Object.values(value).map(plainText).filter(Boolean).join(' ')
  return value === null || value === undefined ? '' : String(value)
}

/**
 * A record's value in the type of the field: a form may show a number, a list or a pair of facts as one text, and of a
 * list's rows only the columns that it has.
 */
function fitted(schema: PropertySchema | undefined, value: unknown): unknown {
  if (schema === undefined || value === undefined || value === null) return value
  if (schema.type === 'string') return plainText(value)
  if (schema.type === 'array')
    return Array.isArray(value) ? value.map((row) => fitted(schema.items, row)) : value
  if (schema.type === 'object') return fittedRow(schema, value)
  const numeric = typeof value === 'string' && value !== '' && Number.isFinite(Number(value))
  return numeric ? Number(value) : value
}

function fittedRow(schema: PropertySchema, row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row
  const cells = Object.entries(schema.properties ?? {}).map(
    ([id, inner]) => [id, fitted(inner, Reflect.get(row, id))] as const,
  )
  return Object.fromEntries(cells.filter(([, cell]) => cell !== undefined && cell !== null))
}

/** What the record gives for each bound field; a field whose element is absent or empty is left out. */
export function prefill(
  form: Form,
  elements: Readonly<Record<string, RecordValue>>,
): Readonly<Record<string, Filled>> {
  const filled: Record<string, Filled> = {}
  for (const { field } of fieldsOf(form)) {
    if (field.bind === undefined) continue
    const found = elements[field.bind]
    if (found === undefined || found.value === null || found.value === undefined) continue
    const value = fitted(form.schema.properties[field.id], found.value)
    if (value === '') continue
    filled[field.id] = { ...found, value, element: field.bind, editable: field.policy === 'prefill' }
  }
  return filled
}

/**
 * The answers with every `record` field as the record has it now, whatever was sent for it. A photo is only shown:
 * it never becomes an answer, and a document takes it from the record.
 */
export function withRecord(
  form: Form,
  answers: Answers,
  elements: Readonly<Record<string, RecordValue>>,
): Answers {
  const filled = prefill(form, elements)
  const merged: Record<string, unknown> = { ...answers }
  for (const { field } of fieldsOf(form)) {
    if (field.policy !== 'record') continue
    const found = filled[field.id]
    if (found === undefined || field.widget === 'photo') delete merged[field.id]
    else merged[field.id] = found.value
  }
  return merged
}
