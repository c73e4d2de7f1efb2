/** A form as the page gets it: filled from the record, with draft, files and the line ahead. */
import {
  type FileCard,
  type FormView,
  type Locale,
  type Prefilled,
  type Refusal,
  type Report,
  refuse,
} from '@yizhan/contracts'
import { type Answers, answerText, type Form, fieldsOf, type Names, prefill, withRecord } from '@yizhan/forms'
import type { Plan } from '@yizhan/process'
import type { Actor } from '#platform/auth'
import { isFor, mustBeFor } from './audience.ts'
import { languageOf } from './case-detail.ts'
import { todayOf } from './commands.ts'
import type { HallDeps } from './faces.ts'
import { mustBeApplicant } from './policy.ts'
import { promiseFrom } from './promise.ts'
import {
  casesBefore,
  draftOf,
  filesOf,
  type HallReader,
  isUuid,
  loadCase,
  type Member,
  newestCase,
  versionOf,
} from './queries.ts'
import { namesIn } from './queries-names.ts'
import type { ServiceFile } from './service-file.ts'
import { cardOf } from './shelf.ts'
import { factsFor, recordFor } from './submission.ts'
import type { HallTables } from './tables.ts'

type Kept = {
  readonly service: ServiceFile
  readonly form: Form
  readonly plan: Plan
  readonly hash: string
  readonly version: number
}
type Draft = { readonly answers: Answers; readonly savedAt: string; readonly stamp?: string }

/** Files of the draft that still are the member's own. */
async function draftFiles(
  db: HallReader,
  memberId: string,
  form: Form,
  answers: Answers,
): Promise<FileCard[]> {
  const ids = fieldsOf(form)
    .filter(({ field }) => field.widget === 'files')
    .flatMap(({ field }) =>
      Array.isArray(answers[field.id]) ? (answers[field.id] as unknown[]).map(String) : [],
    )
  const files = await filesOf(db, ids.filter(isUuid))
  return [...files.values()].filter((file) => file.owner === memberId)
}

function shown(
  form: Form,
  filled: ReturnType<typeof prefill>,
  reports: ReadonlyMap<string, Report>,
  names: Names,
  locale: Locale,
): Record<string, Prefilled> {
  const fields = new Map(fieldsOf(form).map(({ field }) => [field.id, field]))
  return Object.fromEntries(
    Object.entries(filled).flatMap(([id, { value, element, source, asOf }]) => {
      const field = fields.get(id)
      if (!field) return []
      const text = answerText(field, value, languageOf(locale), names)
      const reported = reports.get(element)
      return [[id, { value, text, element, source, asOf, reported }]]
    }),
  )
}

async function view(
  deps: HallDeps,
  db: HallReader,
  member: Member,
  kept: Kept,
  draft: Draft | undefined,
  locale: Locale,
  except?: string,
): Promise<FormView> {
  const record = await recordFor(deps, member.id, kept.form)
  const before = await casesBefore(db, member.id, kept.service.id, except)
  const answers = withRecord(kept.form, draft?.answers ?? {}, record)
  const facts = factsFor(kept.service, answers, member.facts)
  const line = await deps.process.preview(db, kept.plan, member.id, facts)
  const filled = prefill(kept.form, record)
  const values = Object.fromEntries(Object.entries(filled).map(([id, { value }]) => [id, value]))
  const names = {
    ...(await namesIn(db, kept.form, values, languageOf(locale))),
    ...(draft ? await namesIn(db, kept.form, draft.answers, languageOf(locale)) : {}),
  }
  const { clock, config } = deps.platform
  const promised = promiseFrom(deps.calendar, clock(), config.zone, kept.service.promise.workingDays)
  return {
    service: cardOf(kept.service, isFor(kept.service, member.facts, todayOf(deps))),
    version: kept.version,
    form: { ...kept.form },
    validator: `/api/hall/validators/${kept.hash}.js`,
    prefilled: shown(kept.form, filled, await deps.people.reportsOf(member.id), names, locale),
    ...(draft ? { draft } : {}),
    names,
    member: { ...member.facts, ...before },
    files: draft ? await draftFiles(db, member.id, kept.form, draft.answers) : [],
    ...(promised ? { promisedOn: promised.on } : {}),
    line,
  }
}

/** The form of a service for somebody to whom it is open. */
export async function formView(
  deps: HallDeps,
  member: Member,
  serviceId: string,
  locale: Locale,
): Promise<FormView | Refusal> {
  const found = deps.shelf.services.get(serviceId)
  if (!found) return refuse('hall.service-unknown')
  const refusal = mustBeFor(found.service, member.facts, todayOf(deps))
  if (refusal) return refusal
  const db = deps.platform.read<HallTables>()
  const row = await draftOf(db, member.id, serviceId)
  const draft = row && { answers: row.answers, savedAt: row.saved_at, stamp: row.stamp }
  const after = await newestCase(db, member.id, serviceId)
  return {
    ...(await view(deps, db, member, found, draft, locale)),
    ...(after === undefined ? {} : { after }),
  }
}

/** The form of a returned case in the version that it keeps, with what was sent. */
export async function caseForm(
  deps: HallDeps,
  actor: Actor,
  member: Member,
  caseId: string,
  locale: Locale,
): Promise<FormView | Refusal> {
  const db = deps.platform.read<HallTables>()
  const row = await loadCase(db, caseId)
  if (!row) return refuse('hall.case-unknown')
  const refusal = mustBeApplicant(actor.memberId, row)
  if (refusal) return refusal
  const standing = await deps.process.caseView(db, caseId, actor.memberId)
  if (!standing?.may.resubmit) return refuse('process.not-returned')
  const kept = await versionOf(db, row.service_id, row.version)
  if (!kept) throw new Error(`${row.service_id} has no version ${row.version}`)
  return view(deps, db, member, kept, { answers: row.answers, savedAt: row.applied_at }, locale, row.id)
}
