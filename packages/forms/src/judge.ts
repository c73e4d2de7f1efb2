/**
 * From ajv's faults to the errors that a person reads. Server and browser both run this; only where the compiled
 * validator comes from differs.
 */
import {
  type Answers,
  type Field,
  type FieldError,
  type Form,
  fieldsOf,
  type PropertySchema,
  type Surroundings,
  type Words,
} from './form.ts'
import { formats, isFormatName } from './formats.ts'
import { type Fault, findField, missing, wordsFor } from './messages.ts'
import { contextOf, feel, pruneHidden, tidyAnswers, visibleFields } from './visible.ts'

/** The compiled validator: as ajv makes it, and as the served module exports it. */
export type Validator = {
  (answers: unknown): boolean
  errors?: readonly Fault[] | null | undefined
}

export type Judgement = { readonly answers: Answers; readonly errors: readonly FieldError[] }

function pathOf(fault: Fault): readonly string[] {
  const segments = fault.instancePath.split('/').slice(1)
  if (fault.keyword === 'required') return [...segments, String(fault.params.missingProperty)]
  if (fault.keyword === 'additionalProperties') return [...segments, String(fault.params.additionalProperty)]
  return segments
}

function structural(form: Form, answers: Answers, validate: Validator): readonly FieldError[] {
  if (validate(answers)) return []
  return (validate.errors ?? []).map((fault) => {
    const segments = pathOf(fault)
    const path = segments.join('.')
    const found = fault.keyword === 'additionalProperties' ? undefined : findField(form, segments, answers)
    if (found !== undefined) return { path, ...wordsFor(fault, found) }
    return { path, zh: `表里没有「${path}」这一项`, en: `The form has no “${path}”` }
  })
}

function formatFaults(
  schema: PropertySchema,
  label: Words,
  fields: readonly Field[],
  value: unknown,
  path: string,
): FieldError[] {
  if (typeof value === 'string') {
    const format = schema.format
    if (format === undefined || !isFormatName(format) || formats[format].holds(value)) return []
    return [{ path, ...formats[format].fix(value, label) }]
  }
  if (Array.isArray(value)) {
    const items = schema.items
    return items === undefined
      ? []
      : value.flatMap((item, at) => formatFaults(items, label, fields, item, `${path}.${at}`))
  }
  if (typeof value !== 'object' || value === null) return []
  return fields.flatMap((field) => {
    const inner = schema.properties?.[field.id]
    const innerValue: unknown = Reflect.get(value, field.id)
    return inner === undefined
      ? []
      : formatFaults(inner, field.label, field.fields ?? [], innerValue, `${path}.${field.id}`)
  })
}

function meaning(form: Form, shown: readonly Field[], answers: Answers): FieldError[] {
  return shown.flatMap((field) => {
    const schema = form.schema.properties[field.id]
    const value = answers[field.id]
    if (schema === undefined || value === undefined) return []
    return formatFaults(schema, field.label, field.fields ?? [], value, field.id)
  })
}

/** Fields whose emptiness ajv cannot judge, because whether they are asked depends on other answers. */
export function conditional(form: Form): ReadonlySet<string> {
  const ids = fieldsOf(form).filter(
    ({ field, section }) => field.visibleWhen !== undefined || section.visibleWhen !== undefined,
  )
  return new Set(ids.map(({ field }) => field.id))
}

function missingConditional(form: Form, shown: readonly Field[], answers: Answers): FieldError[] {
  const asked = conditional(form)
  return shown
    .filter(
      (field) =>
        asked.has(field.id) && form.schema.required.includes(field.id) && answers[field.id] === undefined,
    )
    .map((field) => ({ path: field.id, ...missing(field) }))
}

function brokenRules(
  form: Form,
  shown: readonly Field[],
  answers: Answers,
  around: Surroundings,
): FieldError[] {
  const context = contextOf(form, answers, around)
  const ids = new Set(shown.map((field) => field.id))
  return (form.layout.rules ?? [])
    .filter((rule) => ids.has(rule.field) && feel(rule.holds, context) === false)
    .map((rule) => ({ path: rule.field, ...rule.message }))
}

function firstPerPath(form: Form, errors: readonly FieldError[]): readonly FieldError[] {
  const order = new Map(fieldsOf(form).map(({ field }, at) => [field.id, at]))
  const placed = new Map<string, FieldError>()
  for (const error of errors) if (!placed.has(error.path)) placed.set(error.path, error)
  const rank = (error: FieldError) => order.get(error.path.split('.')[0] ?? '') ?? order.size
  return [...placed.values()].sort((a, b) => rank(a) - rank(b))
}

/**
 * Judges what somebody filled in: tidied, without hidden fields, each error once and in the order of the page.
 * Rules across fields are asked only when every field by itself is right.
 */
export function judge(form: Form, given: Answers, around: Surroundings, validate: Validator): Judgement {
  const unknown = Object.keys(given).filter(
    (id) => given[id] !== undefined && form.schema.properties[id] === undefined,
  )
  const answers = pruneHidden(form, tidyAnswers(given), around)
  const shown = visibleFields(form, answers, around)
  const single = [
    ...unknown.map((path) => ({ path, zh: `表里没有「${path}」这一项`, en: `The form has no “${path}”` })),
    ...structural(form, answers, validate),
    ...missingConditional(form, shown, answers),
    ...meaning(form, shown, answers),
  ]
  const errors = single.length > 0 ? single : brokenRules(form, shown, answers, around)
  return { answers, errors: firstPerPath(form, errors) }
}
