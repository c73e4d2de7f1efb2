/** Filling a form from the member's record. */
import { type Answers, type Form, fieldsOf, type Words } from './form.ts'

/** A value of the record: from which system, and as of when (ISO instant). */
export type RecordValue = { readonly value: unknown; readonly source: Words; readonly asOf?: string }

export type Filled = RecordValue & { readonly element: string; readonly editable: boolean }

/** What the record gives for each bound field; a field whose element is absent or empty is left out. */
export function prefill(
  form: Form,
  elements: Readonly<Record<string, RecordValue>>,
): Readonly<Record<string, Filled>> {
  const filled: Record<string, Filled> = {}
  for (const { field } of fieldsOf(form)) {
    if (field.bind === undefined) continue
    const found = elements[field.bind]
    if (found === undefined || found.value === null || found.value === undefined || found.value === '')
      continue
    filled[field.id] = { ...found, element: field.bind, editable: field.policy === 'prefill' }
  }
  return filled
}

/** The answers with every `record` field as the record has it now, whatever was sent for it. */
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
    if (found === undefined) delete merged[field.id]
    else merged[field.id] = found.value
  }
  return merged
}
