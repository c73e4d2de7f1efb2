/**
 * What a form.json holds.
 *
 * Words: a *form* is a JSON Schema 2020-12 object (what a valid set of answers is) and a *layout* (how people see it).
 * A *field* shows one property of the schema. A field may be *bound* to a *data element* of the member's record;
 * then its *policy* says whether the record's value is only shown (`record`) or may be changed (`prefill`).
 * *Answers* map field ids to values.
 */

export type Words = { readonly zh: string; readonly en: string }

export const widgets = [
  'text',
  'paragraph',
  'number',
  'date',
  'choice',
  'choices',
  'declare',
  'files',
  'member',
  'unit',
  'photo',
  'table',
  'group',
] as const
/**
 * `declare` is a sentence one ticks; `member` holds a member's id, `unit` a unit's code; `photo` and `table` only show
 * the record; `group` repeats its `fields`; `files` holds ids of uploaded files.
 */
export type Widget = (typeof widgets)[number]

export type Option = { readonly value: string; readonly label: Words; readonly help?: Words }

export type FileKind = 'pdf' | 'jpeg' | 'png' | 'docx' | 'xlsx'

export const mimeOf: Readonly<Record<FileKind, string>> = {
  pdf: 'application/pdf',
  jpeg: 'image/jpeg',
  png: 'image/png',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export type Field = {
  /** The property of the schema; camelCase, also the variable's name in FEEL and in the process. */
  readonly id: string
  readonly widget: Widget
  readonly label: Words
  readonly help?: Words
  /** A data element, e.g. `person.name`. */
  readonly bind?: string
  /** Needed with `bind`. `record`: shown, never typed; the record's value is taken again on applying. */
  readonly policy?: 'record' | 'prefill'
  /** FEEL over the answers above it, `member` and `today`; the field is shown when it is true. */
  readonly visibleWhen?: string
  readonly options?: readonly Option[]
  /** Instead of `options`: a list that the university keeps once for all forms; put in by `withLists`. */
  readonly optionsFrom?: string
  /** What a number counts, e.g. 份. */
  readonly unit?: Words
  /** For `files`: how many is `maxItems` of the schema. */
  readonly files?: { readonly kinds: readonly FileKind[]; readonly megabytes: number }
  /** For `member`: who may be picked. */
  readonly pick?: { readonly kind: 'student' | 'staff' }
  /** Columns of a `table`, fields of each row of a `group`. */
  readonly fields?: readonly Field[]
  /** Says what a `pattern` of the schema wants. */
  readonly patternWords?: Words
}

export type Section = {
  readonly id: string
  readonly title: Words
  readonly help?: Words
  readonly visibleWhen?: string
  readonly fields: readonly Field[]
}

/** A rule across fields. When `holds` is false, the message stands at `field`; null (something is missing) passes. */
export type Rule = { readonly field: string; readonly holds: string; readonly message: Words }

export type Layout = {
  readonly sections: readonly Section[]
  readonly rules?: readonly Rule[]
  /** Limits of the site, put in from service.yaml when the form is loaded; conditions read them as `settings.name`. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Tells one case from its neighbours in lists: `{fieldId}` is replaced by the answer in words. */
  readonly summary: Words
}

/** The part of JSON Schema 2020-12 that forms use. `required` means: when the field is shown. */
export type PropertySchema = {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object'
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly multipleOf?: number
  readonly enum?: readonly string[]
  readonly const?: boolean
  readonly items?: PropertySchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, PropertySchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
}

export type AnswerSchema = PropertySchema & {
  readonly $schema: 'https://json-schema.org/draft/2020-12/schema'
  readonly type: 'object'
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly required: readonly string[]
  readonly additionalProperties: false
}

export type Form = { readonly schema: AnswerSchema; readonly layout: Layout }

export type Answers = Readonly<Record<string, unknown>>

/** What conditions may ask besides the answers. `today` is an ISO date. */
export type Surroundings = {
  readonly today: string
  readonly member: Readonly<Record<string, unknown>>
}

/** A problem of one answer, at `path` (`reason`, `persons.0.name`), in words that say the fix. */
export type FieldError = { readonly path: string; readonly zh: string; readonly en: string }

/** An element of the university's data dictionary. */
export type DataElement = {
  readonly name: Words
  readonly source: Words
  readonly type: string
  readonly category: string
}

/** Every field in the order of the page, with its section. */
export function fieldsOf(form: Form): readonly { readonly field: Field; readonly section: Section }[] {
  return form.layout.sections.flatMap((section) => section.fields.map((field) => ({ field, section })))
}

/** The ids of the data elements that a form asks the record for, each once. */
export function elementsOf(form: Form): readonly string[] {
  return [...new Set(fieldsOf(form).flatMap(({ field }) => (field.bind === undefined ? [] : [field.bind])))]
}
