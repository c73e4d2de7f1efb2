/** A fault that ajv names, as words that say the fix. */
import type { Field, Form, PropertySchema, Words } from './form.ts'

/** What ajv reports, on either side. */
export type Fault = {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

export type Found = { readonly field: Field; readonly schema: PropertySchema; readonly value: unknown }

const unitOf = (field: Field): Words => ({
  zh: field.unit ? ` ${field.unit.zh}` : '',
  en: field.unit ? ` ${field.unit.en}` : '',
})

const size = (value: unknown): number =>
  typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : 0

/** Words for a field that was left empty. */
export function missing(field: Field): Words {
  const { zh, en } = field.label
  if (field.policy === 'record')
    return {
      zh: `学校记录里还没有「${zh}」，点「不对？」告诉学校`,
      en: `The record has no “${en}” yet; say so with “Wrong?”`,
    }
  switch (field.widget) {
    case 'choice':
    case 'choices':
    case 'member':
    case 'unit':
    case 'date':
      return { zh: `选「${zh}」`, en: `Choose “${en}”` }
    case 'files':
      return { zh: `上传「${zh}」`, en: `Upload “${en}”` }
    case 'declare':
      return { zh: `读过后勾选「${zh}」`, en: `Read and tick “${en}”` }
    case 'group':
      return { zh: `「${zh}」至少加一行`, en: `Add at least one line to “${en}”` }
    default:
      return { zh: `填「${zh}」`, en: `Fill in “${en}”` }
  }
}

function tooMany(field: Field, limit: number, now: number): Words {
  const { zh, en } = field.label
  if (field.widget === 'files')
    return {
      zh: `「${zh}」最多 ${limit} 份，现在 ${now} 份`,
      en: `“${en}”: at most ${limit} files, now ${now}`,
    }
  return { zh: `「${zh}」最多 ${limit} 项，现在 ${now} 项`, en: `“${en}”: at most ${limit}, now ${now}` }
}

function tooFew(field: Field, limit: number, now: number): Words {
  const { zh, en } = field.label
  if (field.widget === 'files')
    return {
      zh: `「${zh}」至少 ${limit} 份，现在 ${now} 份`,
      en: `“${en}”: at least ${limit} files, now ${now}`,
    }
  return { zh: `「${zh}」至少 ${limit} 项，现在 ${now} 项`, en: `“${en}”: at least ${limit}, now ${now}` }
}

/** Words for one fault at one field. `limit` comes from ajv's params. */
export function wordsFor(fault: Fault, { field, value }: Found): Words {
  const { zh, en } = field.label
  const limit = Number(fault.params.limit ?? 0)
  const unit = unitOf(field)
  const now = size(value)
  switch (fault.keyword) {
    case 'required':
      return missing(field)
    case 'minLength':
      return {
        zh: `「${zh}」至少 ${limit} 字，现在 ${now} 字`,
        en: `“${en}”: at least ${limit} characters, now ${now}`,
      }
    case 'maxLength':
      return {
        zh: `「${zh}」最多 ${limit} 字，现在 ${now} 字，删去 ${now - limit} 字`,
        en: `“${en}”: at most ${limit} characters, now ${now}; remove ${now - limit}`,
      }
    case 'minimum':
      return {
        zh: `「${zh}」最少 ${limit}${unit.zh}，现在 ${value}`,
        en: `“${en}”: at least ${limit}${unit.en}, now ${value}`,
      }
    case 'maximum':
      return {
        zh: `「${zh}」最多 ${limit}${unit.zh}，现在 ${value}`,
        en: `“${en}”: at most ${limit}${unit.en}, now ${value}`,
      }
    case 'multipleOf': {
      const step = String(fault.params.multipleOf)
      return { zh: `「${zh}」要是 ${step} 的倍数`, en: `“${en}”: a multiple of ${step}` }
    }
    case 'minItems':
      return now === 0 ? missing(field) : tooFew(field, limit, now)
    case 'maxItems':
      return tooMany(field, limit, now)
    case 'uniqueItems':
      return { zh: `「${zh}」里有重复的，去掉一个`, en: `“${en}” names something twice; remove one` }
    case 'const':
      return missing(field)
    case 'pattern':
      return field.patternWords ?? { zh: `「${zh}」的写法不对`, en: `“${en}” is not written as needed` }
    case 'type':
      return fault.params.type === 'number' || fault.params.type === 'integer'
        ? {
            zh: `「${zh}」填${fault.params.type === 'integer' ? '整数' : '数字'}`,
            en: `“${en}”: a ${fault.params.type === 'integer' ? 'whole number' : 'number'}`,
          }
        : { zh: `「${zh}」重新填一次`, en: `“${en}”: fill it in again` }
    default:
      return { zh: `「${zh}」从列出的里面选`, en: `“${en}”: choose from the list` }
  }
}

/** The field, schema and value at the segments of a path (`persons`, `0`, `name`). */
export function findField(form: Form, segments: readonly string[], answers: unknown): Found | undefined {
  let fields: readonly Field[] = form.layout.sections.flatMap((section) => section.fields)
  let properties: Readonly<Record<string, PropertySchema>> | undefined = form.schema.properties
  let value: unknown = answers
  let found: Found | undefined
  for (const segment of segments) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, segment) : undefined
    if (/^\d+$/.test(segment)) {
      if (found !== undefined) found = { ...found, value }
      continue
    }
    const field = fields.find((candidate) => candidate.id === segment)
    const schema: PropertySchema | undefined = properties?.[segment]
    if (field === undefined || schema === undefined) return found
    found = { field, schema, value }
    fields = field.fields ?? []
    properties = schema.items?.properties
  }
  return found
}
