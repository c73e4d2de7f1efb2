/** What `yizhan catalogue check` says about a service's document: both files are read and rendered with the samples. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from '#platform/config'
import { type DocumentFile, readDocumentFile, sampleFacts, sealKeysOf } from './document-file.ts'
import { loadFonts } from './fonts.ts'
import { createRenderer, type DocumentContent, type Rendered, type Renderer } from './render.ts'
import { readSealsFile, type SealSpec, type SealsFile, specOf } from './seals-file.ts'

export type TemplateProblem = { readonly where?: string; readonly zh: string; readonly en: string }

const exampleSchool = { code: '031', name: { zh: '机械学院', en: 'School of Mechanical Engineering' } }
/** Any code will do, and a fixed time: the check's result depends on nothing else than the files. */
const exampleCode = '0123456789ABCDEFGHJKMNPQRS'
const exampleTime = Temporal.Instant.from('2026-11-24T08:00:00Z')

let shared: Promise<Renderer> | undefined
const sharedRenderer = () => {
  shared ??= loadFonts().then(createRenderer)
  return shared
}

/** @param catalogue the folder of seals.yaml */
export async function checkDocument(
  yaml: string,
  typ: string,
  catalogue = join(root, 'catalogue'),
): Promise<TemplateProblem[]> {
  const seals = await readOrExplain(async () =>
    readSealsFile(await readFile(join(catalogue, 'seals.yaml'), 'utf8')),
  )
  if ('problems' in seals)
    return seals.problems.map((one) => ({ ...one, where: `seals.yaml ${one.where ?? ''}`.trim() }))
  const file = await readOrExplain(async () => readDocumentFile(yaml))
  if ('problems' in file) return file.problems
  const problems = staticProblems(file.value, typ, seals.value)
  const [key] = sealKeysOf(file.value)
  const spec = specOf(seals.value, key ?? '', exampleSchool)
  if (problems.length > 0 || spec === undefined) return problems
  const set = setter(await sharedRenderer(), typ, file.value, seals.value, spec)
  const { fields } = sampleFacts(file.value)
  const whole = complaints(set(fields))
  return whole.length > 0 ? whole : withoutOptional(file.value, fields, set)
}

type Set = (fields: DocumentContent['fields']) => Rendered

function setter(renderer: Renderer, typ: string, file: DocumentFile, seals: SealsFile, spec: SealSpec): Set {
  const content = {
    title: file.title,
    institution: seals.institution.name,
    unit: spec.signatory,
    number: 'YZ-20261124-0001',
    code: exampleCode,
    publicUrl: 'https://yizhan.example',
    issuedOn: '2026-11-24',
    validUntil: file.validDays === undefined ? undefined : '2027-02-22',
  }
  return (fields) => renderer.render(typ, { ...content, fields }, exampleTime)
}

/** Each optional field empty, alone and all together: the first with which the template cannot do. */
function withoutOptional(file: DocumentFile, fields: DocumentContent['fields'], set: Set): TemplateProblem[] {
  const optional = file.fields.flatMap((field) => (field.optional ? [field.name] : []))
  for (const names of [...optional.map((name) => [name]), optional]) {
    const empty = Object.fromEntries(names.map((name) => [name, null]))
    const [problem] = complaints(set({ ...fields, ...empty }))
    if (problem === undefined) continue
    const zh = `「${names.join('、')}」为空时：${problem.zh}`
    return [{ ...problem, zh, en: `With ${names.join(', ')} empty: ${problem.en}` }]
  }
  return []
}

async function readOrExplain<T>(
  read: () => Promise<T>,
): Promise<{ value: T } | { problems: TemplateProblem[] }> {
  try {
    return { value: await read() }
  } catch (error) {
    if (error instanceof z.ZodError)
      return {
        problems: error.issues.map((issue) => ({
          where: issue.path.map(String).join('.'),
          zh: `写法不对：${issue.message}`,
          en: issue.message,
        })),
      }
    const message = error instanceof Error ? error.message : String(error)
    return { problems: [{ zh: `读不懂：${message}`, en: message }] }
  }
}

function staticProblems(file: DocumentFile, typ: string, seals: SealsFile): TemplateProblem[] {
  const problems: TemplateProblem[] = []
  for (const key of sealKeysOf(file))
    if (specOf(seals, key, exampleSchool) === undefined)
      problems.push({ where: 'seal', zh: `没有「${key}」这枚印章`, en: `There is no seal “${key}”` })
  const names = file.fields.map(({ name }) => name)
  for (const name of new Set(names.filter((one, i) => names.indexOf(one) !== i)))
    problems.push({ where: `fields.${name}`, zh: '字段重名', en: 'Two fields have this name' })
  if (!file.fields.some(({ decisive }) => decisive))
    problems.push({
      where: 'fields',
      zh: '至少要有一项 decisive，查验页才有内容可以核对',
      en: 'At least one field must be decisive, or the verification page has nothing to compare',
    })
  for (const { name } of sampleFacts(file).missing)
    problems.push({
      where: `fields.${name}.sample`,
      zh: '必填字段要有样例',
      en: 'A needed field has a sample',
    })
  if (/#import\s+"@/.test(typ))
    problems.push({
      where: 'document.typ',
      zh: '模板不能引用外部的包',
      en: 'A template may not import packages from elsewhere',
    })
  return problems
}

function complaints(rendered: Rendered): TemplateProblem[] {
  if (rendered.ok) return []
  if (rendered.why === 'glyphs')
    return rendered.missing.map(({ character, code, where }) => ({
      where,
      zh: `字库里没有「${character}」（${code}）`,
      en: `The fonts have no “${character}” (${code})`,
    }))
  if (rendered.why === 'anchor')
    return [
      {
        where: 'document.typ',
        zh: `印章的位置要恰好一处，现在 ${rendered.found} 处`,
        en: `There must be exactly one place for the seal; there are ${rendered.found}`,
      },
    ]
  return [{ where: 'document.typ', zh: `排版不通过：${rendered.message}`, en: rendered.message }]
}
