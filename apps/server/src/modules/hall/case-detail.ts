/** The page of a case, and what approvers see of it. */
import type { AnswerView, CaseDetail, FileCard, Locale, Refusal, TaskDetail, Words } from '@yizhan/contracts'
import { isRefusal, refuse } from '@yizhan/contracts'
import { describe, type Language } from '@yizhan/forms'
import type { Actor } from '#platform/auth'
import type { Target } from '#platform/permit/evaluate'
import { categories } from '#platform/permit/roles'
import { checksOf } from './checks.ts'
import { todayOf } from './commands.ts'
import type { HallDeps } from './faces.ts'
import { mayReadCase } from './policy.ts'
import { daysUntil } from './promise.ts'
import {
  caseRow,
  type HallReader,
  type LoadedCase,
  loadCase,
  materialsOf,
  memberOf,
  ratingOf,
  versionOf,
} from './queries.ts'
import { namesIn } from './queries-names.ts'
import type { HallTables } from './tables.ts'
import { documentFacts, namedIn, timelineOf } from './timeline.ts'

export const languageOf = (locale: Locale): Language => (locale === 'en' ? 'en' : 'zh')

type Readable = {
  readonly row: LoadedCase
  /** The deciding grant, or `task`: it was given to the actor. */
  readonly grant: string
  readonly target: Target
}

/** The row, if the actor may read the case. */
export async function readableCase(
  deps: HallDeps,
  actor: Actor,
  caseId: string,
): Promise<Readable | Refusal> {
  const db = deps.platform.read<HallTables>()
  const row = await loadCase(db, caseId)
  if (!row) return refuse('hall.case-unknown')
  const applicant = await memberOf(db, row.applicant_id, todayOf(deps))
  if (!applicant) return refuse('platform.forbidden')
  const target = { unit: applicant.unitPath, campus: applicant.facts.campus, owner: row.applicant_id }
  const decision = deps.people.permit(actor, 'hall.case.read', target)
  if (decision.allowed) return { row, grant: decision.by, target }
  const handles = await deps.process.handles(db, caseId, actor.memberId)
  return mayReadCase({ denied: decision.why === 'denied', handles }) ?? { row, grant: 'task', target }
}

type Sight = {
  /** Whether an answer that is bound to this data element is shown. */
  readonly sees: (element: string) => boolean
  /** Whether materials are shown and may be opened. */
  readonly files: boolean
}

/** What is in a file nobody knows before it is opened: of those who only look on, it needs a right over all categories. */
function mayOpenFiles(deps: HallDeps, actor: Actor, target: Target): boolean {
  return categories.every(
    (category) => deps.people.permit(actor, 'hall.case.read', { ...target, category }).allowed,
  )
}

/** A material may be read by the applicant, by whoever has or had the task, and under a right over all categories. */
export async function mayReadMaterials(deps: HallDeps, actor: Actor, caseId: string): Promise<boolean> {
  const readable = await readableCase(deps, actor, caseId)
  return !isRefusal(readable) && (await sightOf(deps, actor, readable)).files
}

/** Who has to decide sees everything; a grant shows only its own categories of the record. */
async function sightOf(deps: HallDeps, actor: Actor, { row, grant, target }: Readable): Promise<Sight> {
  const db = deps.platform.read<HallTables>()
  const own = row.applicant_id === actor.memberId
  if (grant === 'task' || (!own && (await deps.process.handles(db, row.id, actor.memberId))))
    return { sees: () => true, files: true }
  return {
    sees: (element) => deps.people.mayReadElement(actor, 'hall.case.read', target, element),
    files: own || mayOpenFiles(deps, actor, target),
  }
}

const hidden: Words = { zh: '这一项不在你能看的范围里', en: 'Not among what you may read' }

/** What approvers and administrators saw of the applicant's record goes to the access log. */
async function noteCase(
  deps: HallDeps,
  actor: Actor,
  row: LoadedCase,
  { grant, sees }: { grant: string } & Pick<Sight, 'sees'>,
): Promise<void> {
  const elements = Object.values(row.sources)
    .map(({ element }) => element)
    .filter(sees)
  const why = `case ${row.number}`
  await deps.people.noteReading({ reader: actor.memberId, memberId: row.applicant_id, elements, why, grant })
}

type Section = { title: Words; answers: AnswerView[] }

/** The answers in words, by section, in the form of the case's version. */
async function sectionsOf(
  deps: HallDeps,
  db: HallReader,
  row: LoadedCase,
  materials: readonly (FileCard & { field: string })[],
  { locale, sees, files: open }: { locale: Locale } & Sight,
): Promise<Section[]> {
  const kept = await versionOf(db, row.service_id, row.version)
  if (!kept) return []
  const applicant = await memberOf(db, row.applicant_id, todayOf(deps))
  const around = { today: todayOf(deps).toString(), member: { ...applicant?.facts } }
  const names = await namesIn(db, kept.form, row.answers, languageOf(locale))
  return describe(kept.form, row.answers, around, languageOf(locale), names).map(({ title, answers }) => ({
    title,
    answers: answers.map(({ field, label, text, files }): AnswerView => {
      if ((field.bind !== undefined && !sees(field.bind)) || (files.length > 0 && !open))
        return { path: field.id, label, text: hidden[languageOf(locale)] }
      const source = row.sources[field.id]?.source
      const cards = materials.filter((file) => file.field === field.id && files.includes(file.id))
      return {
        path: field.id,
        label,
        text,
        ...(source ? { source } : {}),
        ...(cards.length > 0 ? { files: cards } : {}),
      }
    }),
  }))
}

type Asked = {
  readonly caseId: string
  readonly actor: Actor
  readonly locale: Locale
  readonly watching?: string
}

/** For `process.describeTasks`: the process has decided that the reader may see it; `watching` says by which unit. */
export async function describeCase(
  deps: HallDeps,
  { caseId, actor, locale, watching }: Asked,
): Promise<Pick<TaskDetail, 'checks' | 'sections' | 'phrases'>> {
  const db = deps.platform.read<HallTables>()
  const row = await loadCase(db, caseId)
  if (!row) return { checks: [], sections: [], phrases: [] }
  const kept = await versionOf(db, row.service_id, row.version)
  const applicant = await memberOf(db, row.applicant_id, todayOf(deps))
  const materials = await materialsOf(db, caseId)
  const unit = watching ?? ''
  const sees: Sight['sees'] = (element) =>
    watching === undefined || deps.people.mayReadElement(actor, 'hall.case.read', { unit }, element)
  const files = watching === undefined || mayOpenFiles(deps, actor, { unit })
  const decision = deps.people.permit(actor, 'hall.case.read', { unit })
  await noteCase(deps, actor, row, { grant: decision.allowed ? decision.by : 'task', sees })
  const checks = kept && applicant ? checksOf(kept.form, row.sources, applicant.facts) : []
  const sections = await sectionsOf(deps, db, row, materials, { locale, sees, files })
  return { checks, sections: [...sections, ...(files ? handedInLater(materials) : [])], phrases }
}

/** Materials that belong to no field of the form were asked for by an approver: who decides must see them. */
function handedInLater(materials: readonly (FileCard & { field: string })[]): Section[] {
  const files = materials.filter((file) => file.field === '')
  if (files.length === 0) return []
  const title = { zh: '补交的材料', en: 'Handed in later' }
  const text = files.map((file) => file.name).join('、')
  return [{ title, answers: [{ path: 'supplement', label: title, text, files }] }]
}

/** Sentences that approvers write often; one tap puts one into the opinion. */
const phrases: Words[] = [
  { zh: '材料齐全，同意。', en: 'Complete; approved.' },
  { zh: '情况属实，同意。', en: 'True as stated; approved.' },
  { zh: '同意推荐。', en: 'Recommended.' },
  { zh: '请按备注补充后再提交。', en: 'Please add what is noted and send it again.' },
]

export async function caseDetail(
  deps: HallDeps,
  actor: Actor,
  caseId: string,
  locale: Locale,
): Promise<CaseDetail | Refusal> {
  const readable = await readableCase(deps, actor, caseId)
  if ('ok' in readable) return readable
  const { row: loaded, grant } = readable
  const sight = await sightOf(deps, actor, readable)
  const { sees } = sight
  await noteCase(deps, actor, loaded, { grant, sees })
  const db = deps.platform.read<HallTables>()
  const own = loaded.applicant_id === actor.memberId
  const [row, view, materials, rating, documents, facts] = await Promise.all([
    caseRow(db, caseId, languageOf(locale)),
    deps.process.caseView(db, caseId, actor.memberId),
    materialsOf(db, caseId),
    ratingOf(db, caseId),
    deps.seal.documentsOf(caseId, actor),
    documentFacts(db, caseId),
  ])
  if (!row || !view) return refuse('hall.case-unknown')
  const applicant = loaded.applicant_id
  const cards = await deps.people.memberCards([applicant, ...namedIn(facts)])
  const promised =
    row.promisedOn === undefined || row.endedAt
      ? undefined
      : daysUntil(deps.calendar, todayOf(deps), row.promisedOn)
  const ended = view.status === 'finished' || view.status === 'refused'
  return {
    case: row,
    version: loaded.version,
    next: view.next,
    skipped: view.skipped.map((step) => ({ ...step })),
    ...(promised ? { promised } : {}),
    holders: view.holders.map((holder) => ({ ...holder })),
    line: view.line,
    history: timelineOf(view.history, facts, rating, cards, applicant),
    sections: await sectionsOf(deps, db, loaded, materials, { locale, ...sight }),
    materials: sight.files ? materials.map(({ id, name, type, bytes }) => ({ id, name, type, bytes })) : [],
    documents: [...documents],
    ...(view.returned ? { returned: view.returned } : {}),
    ...(view.supplement ? { supplement: view.supplement } : {}),
    may: {
      ...view.may,
      rate: own && ended && rating === undefined,
    },
    ...(rating ? { rating } : {}),
  }
}
