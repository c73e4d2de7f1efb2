/** Lists that a university keeps once, such as its campuses, put into the forms that offer them. */
import type { Field, Form, Option, PropertySchema } from './form.ts'

/** By the name that a field's `optionsFrom` gives. */
export type Lists = Readonly<Record<string, readonly Option[]>>

/** The names of the lists that a form offers, each once. */
export function listsOf(form: Form): readonly string[] {
  const names = form.layout.sections.flatMap(({ fields }) => fields.flatMap(namesIn))
  return [...new Set(names)].sort()
}

const namesIn = (field: Field): readonly string[] => [
  ...(field.optionsFrom === undefined ? [] : [field.optionsFrom]),
  ...(field.fields ?? []).flatMap(namesIn),
]

/** The form with the options of its lists and the schema that allows just these; an unknown list gives none. */
export function withLists(form: Form, lists: Lists): Form {
  const properties: Record<string, PropertySchema> = { ...form.schema.properties }
  const sections = form.layout.sections.map((section) => ({
    ...section,
    fields: section.fields.map((field) => fill(field, properties, lists)),
  }))
  return { schema: { ...form.schema, properties }, layout: { ...form.layout, sections } }
}

function fill(field: Field, properties: Record<string, PropertySchema>, lists: Lists): Field {
  const schema = properties[field.id]
  if (schema === undefined) return field
  if (field.fields !== undefined && schema.items?.properties !== undefined) {
    const inner: Record<string, PropertySchema> = { ...schema.items.properties }
    const fields = field.fields.map((column) => fill(column, inner, lists))
    properties[field.id] = { ...schema, items: { ...schema.items, properties: inner } }
    return { ...field, fields }
  }
  if (field.optionsFrom === undefined) return field
  const options = lists[field.optionsFrom] ?? []
  const values = options.map(({ value }) => value)
  properties[field.id] =
    schema.items === undefined
      ? { ...schema, enum: values }
      : { ...schema, items: { ...schema.items, enum: values }, maxItems: Math.max(1, values.length) }
  return { ...field, options }
}
