/** Reads a catalogue folder: checked services in memory, and every problem with its file and place. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkForm, type Form, fieldsOf, type Lists, listsOf, shapeFaults, withLists } from '@yizhan/forms'
import { type Plan, readBpmn } from '@yizhan/process'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { memberNames } from './audience.ts'
import { beforeNames } from './queries.ts'
import { CampusesFile, CategoriesFile, ElementsFile, ServiceFile } from './service-file.ts'

export type CatalogueProblem = {
  /** Relative to the catalogue. */
  readonly file: string
  /** Line, or a place inside the file; empty when it is the whole file. */
  readonly where: string
  readonly severity: 'error' | 'warning'
  readonly zh: string
  readonly en: string
}

export type LoadedService = {
  readonly service: ServiceFile
  readonly form: Form
  readonly bpmn: string
  readonly plan: Plan
  readonly document?: { readonly yaml: string; readonly typ: string }
  /** SHA-256 over the folder's five files and the lists that its form offers; names this version of the service. */
  readonly hash: string
}

export type Catalogue = {
  readonly heads: CategoriesFile
  readonly elements: ElementsFile
  readonly services: ReadonlyMap<string, LoadedService>
}

/** What the models may name; given by those who know. */
export type CatalogueRules = {
  readonly positions: readonly string[]
  readonly services: readonly string[]
  /** The seal module's check of a document: renders the template with the samples. */
  readonly checkDocument?: (
    yaml: string,
    typ: string,
  ) => Promise<readonly { where?: string; zh: string; en: string }[]>
}

export const standardRules: CatalogueRules = {
  positions: [
    'head',
    'deputy-head',
    'secretary',
    'deputy-secretary',
    'registrar',
    'clerk',
    'reviewer',
    'seal-keeper',
    'counsellor',
  ],
  services: ['document.issue'],
}

type Report = (problem: CatalogueProblem) => void

/** What services draw on. */
type Shared = Pick<Catalogue, 'heads' | 'elements'> & { readonly lists: Lists }

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
}

function fault(file: string, where: string, zh: string, en: string): CatalogueProblem {
  return { file, where, severity: 'error', zh, en }
}

/** The text, unless it is missing or its bytes are of another encoding: names would become rubbish without a word. */
function legible(file: string, text: string | undefined, report: Report): text is string {
  const unread = text?.indexOf('\uFFFD') ?? -1
  if (text === undefined) report(fault(file, '', '没有这个文件', 'This file is missing'))
  else if (unread >= 0) {
    const line = text.slice(0, unread).split('\n').length
    report(fault(file, `line ${line}`, '文件不是 UTF-8，另存为 UTF-8', 'Not UTF-8; save it as UTF-8'))
  }
  return text !== undefined && unread < 0
}

/** Parses YAML and holds it against a schema; undefined when anything is wrong. */
function parseYaml<S extends z.ZodType>(
  file: string,
  text: string | undefined,
  schema: S,
  report: Report,
): z.output<S> | undefined {
  if (!legible(file, text, report)) return undefined
  const parsed = parseDocument(text)
  for (const error of parsed.errors) {
    const line = text.slice(0, error.pos[0]).split('\n').length
    report(
      fault(file, `line ${line}`, `不是合格的 YAML：${error.message}`, `Not valid YAML: ${error.message}`),
    )
  }
  if (parsed.errors.length > 0) return undefined
  const result = schema.safeParse(parsed.toJS())
  if (result.success) return result.data
  for (const issue of result.error.issues)
    report(fault(file, issue.path.join('.'), `这里不对：${issue.message}`, issue.message))
  return undefined
}

function parseForm(
  file: string,
  text: string | undefined,
  { elements, lists, settings }: Shared & { settings?: readonly string[] | undefined },
  report: Report,
): Form | undefined {
  if (!legible(file, text, report)) return undefined
  let form: Form
  try {
    form = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    report(fault(file, '', `不是合格的 JSON：${reason}`, `Not valid JSON: ${reason}`))
    return undefined
  }
  const offered = shapeFaults(form).length === 0 ? withLists(form, lists) : form
  const member = [...memberNames, ...beforeNames]
  const problems = checkForm(offered, elements, { member, ...(settings ? { settings } : {}) })
  for (const { where, zh, en } of problems) report(fault(file, where, zh, en))
  return problems.length === 0 ? offered : undefined
}

async function parseProcess(
  file: string,
  bpmn: string | undefined,
  form: Form | undefined,
  rules: CatalogueRules & { readonly under: Readonly<Record<string, readonly string[]>> },
  report: Report,
): Promise<Plan | undefined> {
  if (bpmn === undefined) {
    report(fault(file, '', '没有这个文件', 'This file is missing'))
    return undefined
  }
  const names = form ? { fields: [...fieldsOf(form).map(({ field }) => field.id), 'settings'] } : {}
  const { plan, problems } = await readBpmn(bpmn, {
    ...names,
    positions: rules.positions,
    services: rules.services,
    under: rules.under,
  })
  for (const { severity, line, zh, en, elementId, code } of problems)
    report({ file, where: `line ${line} ${elementId} ${code}`.trim(), severity, zh, en })
  return plan
}

async function loadDocument(folder: string, root: string, rules: CatalogueRules, report: Report) {
  const yaml = await readText(join(root, folder, 'document.yaml'))
  const typ = await readText(join(root, folder, 'document.typ'))
  if (yaml === undefined && typ === undefined) return { ok: true as const }
  if (yaml === undefined || typ === undefined) {
    const file = `${folder}/document.${yaml === undefined ? 'yaml' : 'typ'}`
    report(
      fault(file, '', 'document.yaml 和 document.typ 要成对', 'document.yaml and document.typ come in pairs'),
    )
    return { ok: false as const }
  }
  if (!legible(`${folder}/document.yaml`, yaml, report) || !legible(`${folder}/document.typ`, typ, report))
    return { ok: false as const }
  const problems = (await rules.checkDocument?.(yaml, typ)) ?? []
  for (const { where, zh, en } of problems) report(fault(`${folder}/document.yaml`, where ?? '', zh, en))
  return problems.length === 0 ? { ok: true as const, document: { yaml, typ } } : { ok: false as const }
}

function checkService(
  folder: string,
  service: ServiceFile,
  plan: Plan | undefined,
  hasDocument: boolean,
  categories: ReadonlySet<string>,
  report: Report,
): void {
  const file = `${folder}/service.yaml`
  const [category, id] = folder.split('/')
  if (service.id !== id) report(fault(file, 'id', '和文件夹名不一致', 'It differs from the folder’s name'))
  if (service.category !== category)
    report(fault(file, 'category', '和上级文件夹名不一致', 'It differs from the folder above'))
  if (!categories.has(service.category))
    report(fault(file, 'category', 'categories.yaml 里没有', 'categories.yaml does not have it'))
  const issues = Object.values(plan?.nodes ?? {}).some(
    (node) => node.kind === 'service-task' && node.service === 'document.issue',
  )
  if (plan !== undefined && issues !== hasDocument)
    report(
      fault(
        file,
        'document',
        '流程里的 document.issue 和 document.yaml 要同时有',
        'document.issue in the process and document.yaml go together',
      ),
    )
  if (hasDocument && service.scenario === undefined)
    report(fault(file, 'scenario', '要盖章的服务写明用印场景', 'A sealed service names its seal scenario'))
}

/** Services found without fault, by everything that was asked of them: nothing is judged twice in one process. */
const sound = new Map<string, LoadedService>()
const soundKept = 2000

const filesOf = ['service.yaml', 'form.json', 'process.bpmn', 'document.yaml', 'document.typ']

/** Like `loadService`, which judges a folder anew only when it, or what it draws on, is not as it was. */
async function loadKnown(
  root: string,
  folder: string,
  shared: Shared,
  rules: CatalogueRules,
  report: Report,
): Promise<LoadedService | undefined> {
  // A document is judged by rendering it, which its texts alone do not tell.
  if (rules.checkDocument) return loadService(root, folder, shared, rules, report)
  const texts = await Promise.all(filesOf.map((name) => readText(join(root, folder, name))))
  const key = createHash('sha256')
    .update(JSON.stringify([folder, texts, shared, rules]))
    .digest('hex')
  const known = sound.get(key)
  if (known) return known
  let faults = 0
  const loaded = await loadService(root, folder, shared, rules, (problem) => {
    faults += 1
    report(problem)
  })
  if (loaded && faults === 0 && sound.size < soundKept) sound.set(key, loaded)
  return loaded
}

async function loadService(
  root: string,
  folder: string,
  shared: Shared,
  rules: CatalogueRules,
  report: Report,
): Promise<LoadedService | undefined> {
  let errors = 0
  const count: Report = (problem) => {
    if (problem.severity === 'error') errors += 1
    report(problem)
  }
  const [yaml, json, bpmn] = await Promise.all(
    ['service.yaml', 'form.json', 'process.bpmn'].map((name) => readText(join(root, folder, name))),
  )
  const service = parseYaml(`${folder}/service.yaml`, yaml, ServiceFile, count)
  const settings = service && Object.keys(service.settings)
  const form = parseForm(`${folder}/form.json`, json, { ...shared, settings }, count)
  const under = { applicant: memberNames, ...(settings ? { settings } : {}) }
  const plan = await parseProcess(`${folder}/process.bpmn`, bpmn, form, { ...rules, under }, count)
  const loaded = await loadDocument(folder, root, rules, count)
  const document = loaded.ok ? loaded.document : undefined
  const categories = new Set(shared.heads.flatMap((head) => head.categories.map((category) => category.id)))
  if (service && loaded.ok) checkService(folder, service, plan, document !== undefined, categories, count)
  if (!service || !form || !plan || bpmn === undefined || errors > 0) return undefined
  const hash = createHash('sha256')
  for (const part of [yaml, json, bpmn, document?.yaml, document?.typ])
    hash.update(`${part?.length ?? -1}\n${part ?? ''}`)
  for (const name of listsOf(form)) hash.update(JSON.stringify([name, shared.lists[name]]))
  const withSettings = { ...form, layout: { ...form.layout, settings: service.settings } }
  return {
    service,
    form: withSettings,
    bpmn,
    plan,
    hash: hash.digest('hex'),
    ...(document ? { document } : {}),
  }
}

async function foldersOf(root: string): Promise<string[]> {
  const categories = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const found = await Promise.all(
    categories.map(async ({ name }) => {
      const services = await readdir(join(root, name), { withFileTypes: true })
      return services.filter((entry) => entry.isDirectory()).map((entry) => `${name}/${entry.name}`)
    }),
  )
  return found.flat().sort()
}

/** A university whose forms offer no list needs no file for it. */
async function loadLists(root: string, report: Report): Promise<Lists> {
  const text = await readText(join(root, 'campuses.yaml'))
  const campuses = text === undefined ? [] : (parseYaml('campuses.yaml', text, CampusesFile, report) ?? [])
  return { campuses: campuses.map(({ id, name }) => ({ value: id, label: name })) }
}

/** Services with an error are left out of the catalogue and named among the problems. */
export async function loadCatalogue(
  root: string,
  rules: CatalogueRules = standardRules,
): Promise<{ catalogue: Catalogue; problems: readonly CatalogueProblem[] }> {
  const problems: CatalogueProblem[] = []
  const report: Report = (problem) => problems.push(problem)
  const heads =
    parseYaml('categories.yaml', await readText(join(root, 'categories.yaml')), CategoriesFile, report) ?? []
  const elements =
    parseYaml('data-elements.yaml', await readText(join(root, 'data-elements.yaml')), ElementsFile, report) ??
    {}
  const lists = await loadLists(root, report)
  const folders = await foldersOf(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return []
  })
  const services = new Map<string, LoadedService>()
  for (const folder of folders) {
    const loaded = await loadKnown(root, folder, { heads, elements, lists }, rules, report)
    if (!loaded) continue
    if (services.has(loaded.service.id))
      report(fault(`${folder}/service.yaml`, 'id', '这个 id 已有别的服务用了', 'Another service has this id'))
    else services.set(loaded.service.id, loaded)
  }
  return { catalogue: { heads, elements, services }, problems }
}

export type CatalogueCheck = {
  readonly ok: boolean
  readonly services: number
  readonly problems: readonly CatalogueProblem[]
}

/** For `yizhan catalogue check`. A folder without any service is bad too: nothing was checked. */
export async function checkCatalogue(
  root: string,
  rules: Partial<CatalogueRules> = {},
): Promise<CatalogueCheck> {
  const { catalogue, problems } = await loadCatalogue(root, { ...standardRules, ...rules })
  const empty = catalogue.services.size === 0 && problems.length === 0
  const all = empty ? [fault('', '', '里面没有服务', 'It holds no service')] : problems
  return {
    ok: !all.some((problem) => problem.severity === 'error'),
    services: catalogue.services.size,
    problems: all,
  }
}
