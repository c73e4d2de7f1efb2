/** The shape of a form.json, before anybody asks what it means: types, and no key that nothing reads. */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { widgets } from './form.ts'

const text = { type: 'string' }
const words = { type: 'object', properties: { zh: text, en: text }, additionalProperties: false }
const list = (of: string) => ({ type: 'array', items: { $ref: `#/$defs/${of}` } })
const strict = (properties: Record<string, object>, required: readonly string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const shape = {
  ...strict({ schema: { $ref: '#/$defs/schema' }, layout: { $ref: '#/$defs/layout' } }, ['schema', 'layout']),
  $defs: {
    words,
    option: strict({ value: text, label: words, help: words }, ['value', 'label']),
    field: strict(
      {
        id: text,
        widget: { enum: widgets },
        label: words,
        help: words,
        bind: text,
        policy: { enum: ['record', 'prefill'] },
        visibleWhen: text,
        options: list('option'),
        optionsFrom: text,
        unit: words,
        files: strict(
          {
            kinds: { type: 'array', items: { enum: ['pdf', 'jpeg', 'png', 'docx', 'xlsx'] } },
            megabytes: { type: 'number' },
          },
          ['kinds', 'megabytes'],
        ),
        pick: strict({ kind: { enum: ['student', 'staff'] } }, ['kind']),
        fields: list('field'),
        patternWords: words,
      },
      ['id', 'widget', 'label'],
    ),
    section: strict({ id: text, title: words, help: words, visibleWhen: text, fields: list('field') }, [
      'id',
      'title',
      'fields',
    ]),
    rule: strict({ field: text, holds: text, message: words }, ['field', 'holds', 'message']),
    layout: strict(
      { sections: list('section'), rules: list('rule'), settings: { type: 'object' }, summary: words },
      ['sections', 'summary'],
    ),
    // Which keywords a property may have is for `checkForm` to say; here only what has to be walked.
    property: {
      type: 'object',
      properties: {
        type: { enum: ['string', 'number', 'integer', 'boolean', 'array', 'object'] },
        enum: { type: 'array', items: text },
        required: { type: 'array', items: text },
        items: { $ref: '#/$defs/property' },
        properties: { type: 'object', additionalProperties: { $ref: '#/$defs/property' } },
      },
      required: ['type'],
    },
    schema: strict(
      {
        $schema: text,
        type: { const: 'object' },
        title: text,
        description: text,
        properties: { type: 'object', additionalProperties: { $ref: '#/$defs/property' } },
        required: { type: 'array', items: text },
        additionalProperties: { const: false },
      },
      ['type', 'properties', 'required', 'additionalProperties'],
    ),
  },
}

const check = new Ajv2020({ allErrors: true, strict: false }).compile(shape)

/** Each fault with its place, e.g. `layout/sections/0/fields/2`; empty when it has the shape of a form. */
export function shapeFaults(form: unknown): readonly { where: string; zh: string; en: string }[] {
  return check(form) ? [] : (check.errors ?? []).map(faultOf)
}

function faultOf({ instancePath, keyword, params, message = '' }: ErrorObject) {
  const where = instancePath.slice(1) || 'form'
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty)
    return { where, zh: `不认识「${key}」`, en: `“${key}” is unknown here` }
  }
  if (keyword === 'required') {
    const key = String(params.missingProperty)
    return { where, zh: `缺「${key}」`, en: `“${key}” is missing` }
  }
  if (keyword === 'enum') {
    const allowed = (params.allowedValues as readonly unknown[]).join('、')
    return { where, zh: `只能是：${allowed}`, en: `It must be one of: ${allowed.replaceAll('、', ', ')}` }
  }
  return { where, zh: `这里不对：${message}`, en: `This ${message}` }
}
