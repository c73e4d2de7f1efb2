/** Answers in words, for the check-answers page, case pages and lists. */
import { type Answers, type Field, type Form, fieldsOf, type Surroundings, type Words } from './form.ts'
import { visibleFields } from './visible.ts'

export type Language = 'zh' | 'en'

/** Names of members and units that answers point to, by id. */
export type Names = Readonly<Record<string, string>>

export type Described = {
  readonly field: Field
  readonly label: Words
  readonly text: string
  /** Ids of uploaded files, for `files` fields. */
  readonly files: readonly string[]
}

const comma = { zh: '，', en: ', ' }
const semicolon = { zh: '；', en: '; ' }

function dateText(iso: string, language: Language): string {
  const [year, month, day] = iso.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined) return iso
  if (language === 'zh') return `${year}年${month}月${day}日`
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  return `${day} ${names[month - 1] ?? month} ${year}`
}

function optionText(field: Field, value: unknown, language: Language): string {
  const option = field.options?.find((candidate) => candidate.value === value)
  return option ? option.label[language] : String(value)
}

function scalarText(field: Field, value: unknown, language: Language): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return dateText(value, language)
  if (typeof value === 'number' && field.unit) return `${value} ${field.unit[language]}`
  if (typeof value === 'object' && value !== null) {
    const words: unknown =
      Reflect.get(value, language) ?? Reflect.get(value, 'zh') ?? Reflect.get(value, 'name')
    return typeof words === 'string' ? words : ''
  }
  return String(value)
}

function rowText(fields: readonly Field[], row: unknown, language: Language, names: Names): string {
  if (typeof row !== 'object' || row === null) return String(row)
  const parts = fields.map((field) => answerText(field, Reflect.get(row, field.id), language, names))
  return parts.filter((part) => part !== '').join(comma[language])
}

/** One answer as a line of text; empty when it was not given. */
export function answerText(field: Field, value: unknown, language: Language, names: Names = {}): string {
  if (value === undefined || value === null) return ''
  switch (field.widget) {
    case 'choice':
      return optionText(field, value, language)
    case 'choices':
      return Array.isArray(value)
        ? value.map((item) => optionText(field, item, language)).join(comma[language])
        : ''
    case 'declare':
      return value === true ? { zh: '已声明', en: 'Declared' }[language] : ''
    case 'files': {
      const count = Array.isArray(value) ? value.length : 0
      return { zh: `${count} 份`, en: `${count} file${count === 1 ? '' : 's'}` }[language]
    }
    case 'member':
    case 'unit':
      return names[String(value)] ?? String(value)
    case 'photo':
      return { zh: '已有照片', en: 'On record' }[language]
    case 'table':
    case 'group': {
      if (!Array.isArray(value)) return scalarText(field, value, language)
      return value.map((row) => rowText(field.fields ?? [], row, language, names)).join(semicolon[language])
    }
    default:
      return scalarText(field, value, language)
  }
}

/** The shown fields that have an answer, by section. */
export function describe(
  form: Form,
  answers: Answers,
  around: Surroundings,
  language: Language,
  names: Names = {},
): readonly { readonly id: string; readonly title: Words; readonly answers: readonly Described[] }[] {
  const shown = new Set(visibleFields(form, answers, around).map((field) => field.id))
  const sections = form.layout.sections.map((section) => ({
    id: section.id,
    title: section.title,
    answers: section.fields
      .filter((field) => shown.has(field.id) && answers[field.id] !== undefined)
      .map((field) => {
        const value = answers[field.id]
        const files = field.widget === 'files' && Array.isArray(value) ? value.map(String) : []
        return { field, label: field.label, text: answerText(field, value, language, names), files }
      }),
  }))
  return sections.filter((section) => section.answers.length > 0)
}

/** The layout's summary with answers put in; at most 120 characters. */
export function summarise(
  form: Form,
  answers: Answers,
  names: Readonly<Record<Language, Names>> = { zh: {}, en: {} },
): Words {
  const fields = new Map(fieldsOf(form).map(({ field }) => [field.id, field]))
  const fill = (language: Language) => {
    const text = form.layout.summary[language].replace(/\{(\w+)\}/g, (_whole, id: string) => {
      const field = fields.get(id)
      return field ? answerText(field, answers[id], language, names[language]) : ''
    })
    return [...text.trim()].slice(0, 120).join('')
  }
  return { zh: fill('zh'), en: fill('en') }
}
