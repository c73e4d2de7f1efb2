/** Checks a form.json by itself and against the data dictionary; every problem is named with its place. */
import { evaluate } from 'feelin'
import {
  type DataElement,
  type Field,
  type Form,
  fieldsOf,
  type PropertySchema,
  type Widget,
  type Words,
  widgets,
} from './form.ts'
import { isFormatName } from './formats.ts'
import { shapeFaults } from './shape.ts'
import { validatorModule } from './validate.ts'

export type FormProblem = { readonly where: string; readonly zh: string; readonly en: string }

type Add = (where: string, zh: string, en: string) => void

const keywords = new Set(
  'type format pattern minLength maxLength minimum maximum multipleOf enum const items minItems maxItems uniqueItems properties required additionalProperties title description'.split(
    ' ',
  ),
)

/** JSON type that each widget holds. */
const holds: Readonly<Record<Widget, readonly PropertySchema['type'][]>> = {
  text: ['string', 'number', 'integer'],
  paragraph: ['string'],
  number: ['number', 'integer'],
  date: ['string'],
  choice: ['string'],
  choices: ['array'],
  declare: ['boolean'],
  files: ['array'],
  member: ['string'],
  unit: ['string'],
  photo: ['string'],
  table: ['array'],
  group: ['array'],
}

function checkWords(where: string, words: Words | undefined, add: Add): void {
  if (!words?.zh?.trim()) add(where, '缺中文', 'The Chinese text is missing')
  if (!words?.en?.trim()) add(where, '缺英文', 'The English text is missing')
}

function checkSchema(where: string, schema: PropertySchema, add: Add): void {
  for (const keyword of Object.keys(schema))
    if (!keywords.has(keyword))
      add(where, `不支持关键字 ${keyword}`, `The keyword ${keyword} is not supported`)
  if (schema.format !== undefined && !isFormatName(schema.format))
    add(where, `不认识格式 ${schema.format}`, `The format ${schema.format} is unknown`)
  if (
    schema.type === 'string' &&
    schema.maxLength === undefined &&
    schema.enum === undefined &&
    schema.format === undefined
  )
    add(where, '文字要有 maxLength', 'A text needs maxLength')
  if (schema.type === 'array' && schema.maxItems === undefined)
    add(where, '列表要有 maxItems', 'A list needs maxItems')
  if (schema.type === 'object' && schema.additionalProperties !== false)
    add(where, 'additionalProperties 要是 false', 'additionalProperties must be false')
  if (schema.items) checkSchema(`${where}/items`, schema.items, add)
  for (const [id, inner] of Object.entries(schema.properties ?? {})) checkSchema(`${where}/${id}`, inner, add)
  for (const id of schema.required ?? [])
    if (schema.properties?.[id] === undefined)
      add(where, `required 里的 ${id} 没有定义`, `required names ${id}, which is not a property`)
}

function checkOptions(where: string, field: Field, schema: PropertySchema, add: Add): void {
  const values = (field.options ?? []).map((option) => option.value)
  const allowed = field.widget === 'choices' ? schema.items?.enum : schema.enum
  if (values.length === 0 && field.optionsFrom !== undefined)
    add(where, `没有名单 ${field.optionsFrom}`, `There is no list ${field.optionsFrom}`)
  else if (values.length === 0) add(where, '没有选项', 'There are no options')
  if (JSON.stringify(values) !== JSON.stringify(allowed ?? []))
    add(where, '选项和 schema 的 enum 不一致', 'The options differ from the enum of the schema')
  for (const option of field.options ?? []) checkWords(`${where}/${option.value}`, option.label, add)
}

const shape: Partial<Record<Widget, (schema: PropertySchema, field: Field) => boolean>> = {
  date: (schema) => schema.format === 'date',
  member: (schema) => schema.format === 'uuid',
  declare: (schema) => schema.const === true,
  files: (schema, field) => schema.items?.format === 'uuid' && field.files !== undefined,
}

function checkField(where: string, field: Field, schema: PropertySchema | undefined, add: Add): void {
  checkWords(`${where}/label`, field.label, add)
  if (field.help) checkWords(`${where}/help`, field.help, add)
  if (!/^[a-z][A-Za-z0-9]*$/.test(field.id))
    add(where, '字段名用小驼峰英文', 'A field id is camelCase English')
  if (!widgets.includes(field.widget))
    add(where, `不认识控件 ${field.widget}`, `The widget ${field.widget} is unknown`)
  else if (schema === undefined) add(where, 'schema 里没有这个字段', 'The schema has no such property')
  else checkFit(where, field, schema, add)
}

function checkFit(where: string, field: Field, schema: PropertySchema, add: Add): void {
  if (!holds[field.widget].includes(schema.type))
    add(
      where,
      `控件 ${field.widget} 放不下 ${schema.type}`,
      `The widget ${field.widget} cannot hold ${schema.type}`,
    )
  if (shape[field.widget]?.(schema, field) === false)
    add(where, `schema 不合控件 ${field.widget}`, `The schema does not fit the widget ${field.widget}`)
  if (field.widget === 'choice' || field.widget === 'choices') checkOptions(where, field, schema, add)
  if (schema.pattern !== undefined) checkWords(`${where}/patternWords`, field.patternWords, add)
  if (field.widget === 'group' || field.widget === 'table') checkRows(where, field, schema, add)
}

/** Whose file it is, and whether a picked member or unit is one, is asked of the form's own fields; rows do not nest. */
const atTopOnly: ReadonlySet<Widget> = new Set(['files', 'member', 'unit', 'photo', 'table', 'group'])

function checkRows(where: string, field: Field, schema: PropertySchema, add: Add): void {
  const properties = schema.items?.properties ?? {}
  const ids = (field.fields ?? []).map((inner) => inner.id)
  if (ids.length === 0) add(where, '没有列', 'There are no columns')
  for (const id of Object.keys(properties))
    if (!ids.includes(id)) add(`${where}/${id}`, '页面上没有这一列', 'No column shows this property')
  for (const inner of field.fields ?? []) {
    if (atTopOnly.has(inner.widget))
      add(`${where}/${inner.id}`, `行里不能放 ${inner.widget}`, `A row cannot hold ${inner.widget}`)
    checkField(`${where}/${inner.id}`, inner, properties[inner.id], add)
  }
}

function checkBinding(
  where: string,
  field: Field,
  elements: Readonly<Record<string, DataElement>>,
  add: Add,
): void {
  if (field.bind === undefined) {
    if (field.policy !== undefined) add(where, '没有 bind 就不用 policy', 'policy needs bind')
    if (field.widget === 'photo' || field.widget === 'table')
      add(where, '这个控件只显示学校记录，要有 bind', 'This widget shows the record and needs bind')
    return
  }
  if (elements[field.bind] === undefined)
    add(where, `数据字典里没有 ${field.bind}`, `The data dictionary has no ${field.bind}`)
  if (field.policy === undefined) add(where, '有 bind 就要写 policy', 'bind needs a policy')
}

/** What conditions may ask of `member` and `settings`; what is left out is not checked. */
export type KnownNames = { readonly member?: readonly string[]; readonly settings?: readonly string[] }

/** Why a FEEL condition over these answers, `member`, `settings` and `today` cannot be asked; empty when it can. */
export function conditionFaults(
  expression: string,
  answers: readonly string[],
  known: KnownNames,
): readonly { readonly zh: string; readonly en: string }[] {
  const context = {
    ...Object.fromEntries(answers.map((id) => [id, null])),
    today: '2026-01-01',
    member: {},
    settings: {},
  }
  const unread = (reason: string) => ({
    zh: `条件读不懂：${reason}`,
    en: `The condition cannot be read: ${reason}`,
  })
  const unknown = [...expression.matchAll(/\b(member|settings)\.(\w+)/g)].flatMap(
    ([path, root, name = '']) =>
      known[root as keyof KnownNames]?.includes(name) === false
        ? [{ zh: `没有 ${path}`, en: `There is no ${path}` }]
        : [],
  )
  try {
    const { warnings } = evaluate(expression, context)
    const missing = warnings.filter(
      ({ type, message }) => type === 'NO_VARIABLE_FOUND' && !/'(member|settings)\./.test(message),
    )
    return [...missing.map(({ message }) => unread(message)), ...unknown]
  } catch (error) {
    return [unread(error instanceof Error ? error.message : String(error))]
  }
}

function checkFeel(
  where: string,
  expression: string,
  answers: readonly string[],
  known: KnownNames,
  add: Add,
): void {
  for (const { zh, en } of conditionFaults(expression, answers, known)) add(where, zh, en)
}

function checkConditions(form: Form, known: KnownNames, add: Add): void {
  const above: string[] = []
  for (const section of form.layout.sections) {
    if (section.visibleWhen) checkFeel(`layout/${section.id}`, section.visibleWhen, above, known, add)
    for (const field of section.fields) {
      if (field.visibleWhen) checkFeel(`layout/${field.id}/visibleWhen`, field.visibleWhen, above, known, add)
      above.push(field.id)
    }
  }
  for (const rule of form.layout.rules ?? []) {
    if (!above.includes(rule.field))
      add('layout/rules', `没有字段 ${rule.field}`, `There is no field ${rule.field}`)
    checkFeel(`layout/rules/${rule.field}`, rule.holds, above, known, add)
    checkWords(`layout/rules/${rule.field}`, rule.message, add)
  }
  for (const [language, text] of Object.entries(form.layout.summary ?? {}))
    for (const [, id] of text.matchAll(/\{(\w+)\}/g))
      if (!above.includes(id ?? ''))
        add(`layout/summary/${language}`, `没有字段 ${id}`, `There is no field ${id}`)
}

/** Every problem of a form; an empty list means that it may be deployed. */
export function checkForm(
  form: Form,
  elements: Readonly<Record<string, DataElement>>,
  known: KnownNames = {},
): readonly FormProblem[] {
  const problems: FormProblem[] = []
  const add: Add = (where, zh, en) => problems.push({ where, zh, en })
  const faults = shapeFaults(form)
  if (faults.length > 0) return faults
  if (form.schema.$schema !== 'https://json-schema.org/draft/2020-12/schema')
    add('schema', '要用 JSON Schema 2020-12', 'The schema must be JSON Schema 2020-12')
  const { $schema: _, ...schema } = form.schema
  checkSchema('schema', schema, add)
  checkWords('layout/summary', form.layout.summary, add)
  const seen = new Set<string>()
  for (const { field } of fieldsOf(form)) {
    const where = `layout/${field.id}`
    if (seen.has(field.id)) add(where, '这个字段出现了两次', 'This field appears twice')
    seen.add(field.id)
    checkField(where, field, form.schema.properties[field.id], add)
    checkBinding(where, field, elements, add)
  }
  for (const id of Object.keys(form.schema.properties))
    if (!seen.has(id)) add(`schema/${id}`, '页面上没有这个字段', 'No field shows this property')
  for (const section of form.layout.sections) checkWords(`layout/${section.id}/title`, section.title, add)
  checkConditions(form, known, add)
  if (problems.length === 0) checkCompiles(form, add)
  return problems
}

/** What is right by itself may still be no JSON Schema, e.g. a limit that is no number. */
function checkCompiles(form: Form, add: Add): void {
  try {
    validatorModule(form)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    add('schema', `schema 编译不过：${reason}`, `The schema cannot be compiled: ${reason}`)
  }
}
