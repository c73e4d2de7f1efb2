/** Makes a submission ready to be kept: record merged in, judged, files checked, put in words. Writes nothing. */
import { type Refusal, refuse, type Words } from '@yizhan/contracts'
import {
  type Answers,
  elementsOf,
  type Field,
  type FieldError,
  type Form,
  fieldsOf,
  mimeOf,
  prefill,
  type RecordValue,
  type Surroundings,
  summarise,
  validateAnswers,
  withRecord,
} from '@yizhan/forms'
import type { Tx } from '#platform/db'
import type { MemberFacts } from './audience.ts'
import { checksOf, flagsOf, sourcesOf } from './checks.ts'
import type { HallDeps } from './faces.ts'
import { type Before, filesOf, type OwnedFile } from './queries.ts'
import { kindsOf, namesIn, unitsOf } from './queries-names.ts'
import type { ServiceFile } from './service-file.ts'
import type { Material } from './store.ts'
import type { Sources } from './tables.ts'

export type Submission = {
  readonly ok: true
  readonly answers: Answers
  readonly sources: Sources
  readonly summary: Words
  readonly materials: readonly Material[]
  /** What the process decides on: answers, the site's settings, the applicant's facts. */
  readonly facts: Readonly<Record<string, unknown>>
  readonly flags: number
}

/** The member's values of the elements that a form asks for, by element id. */
export async function recordFor(
  deps: HallDeps,
  memberId: string,
  form: Form,
): Promise<Readonly<Record<string, RecordValue>>> {
  const found = await deps.people.elementsOf(memberId, elementsOf(form))
  return Object.fromEntries(found.map(({ id, value, source, asOf }) => [id, { value, source, asOf }]))
}

function fileErrors(field: Field, files: readonly OwnedFile[]): FieldError[] {
  const limits = field.files
  if (!limits) return []
  const allowed = limits.kinds.map((kind) => kind.toUpperCase())
  return files.flatMap((file): FieldError[] => {
    if (!limits.kinds.some((kind) => mimeOf[kind] === file.type))
      return [
        {
          path: field.id,
          zh: `「${file.name}」换成 ${allowed.join('、')} 再传`,
          en: `“${file.name}”: use ${allowed.join(', ')}`,
        },
      ]
    if (file.bytes > limits.megabytes * 1024 * 1024)
      return [
        {
          path: field.id,
          zh: `「${file.name}」超过 ${limits.megabytes} MB，压缩后再传`,
          en: `“${file.name}” is larger than ${limits.megabytes} MB; compress it`,
        },
      ]
    return []
  })
}

/** Uploaded files named by the answers: only the applicant's own, of the kinds and sizes that the form allows. */
async function materialsOf(
  tx: Tx,
  memberId: string,
  form: Form,
  answers: Answers,
): Promise<{ materials: readonly Material[]; errors: readonly FieldError[] } | Refusal> {
  const materials: Material[] = []
  const fields = fieldsOf(form).filter(({ field }) => field.widget === 'files')
  for (const { field } of fields) {
    const ids = answers[field.id]
    if (Array.isArray(ids)) materials.push(...ids.map((id) => ({ field: field.id, fileId: String(id) })))
  }
  const files = await filesOf(
    tx,
    materials.map(({ fileId }) => fileId),
  )
  if (materials.some(({ fileId }) => files.get(fileId)?.owner !== memberId))
    return refuse('hall.file-not-yours')
  const errors = fields.flatMap(({ field }) => {
    const named = materials.filter((material) => material.field === field.id)
    return fileErrors(
      field,
      named.flatMap(({ fileId }) => files.get(fileId) ?? []),
    )
  })
  return { materials, errors }
}

/** A picked member may become an approver, so the page's list alone must not decide who, or which unit, can be picked. */
async function pickErrors(tx: Tx, form: Form, answers: Answers): Promise<readonly FieldError[]> {
  const picked = fieldsOf(form).flatMap(({ field }) => {
    const id = answers[field.id]
    return field.widget === 'member' && typeof id === 'string' ? [{ field, id }] : []
  })
  const kinds = await kindsOf(
    tx,
    picked.map(({ id }) => id),
  )
  const strangers = picked.filter(({ field, id }) => {
    const kind = kinds.get(id)
    return kind === undefined || (field.pick !== undefined && field.pick.kind !== kind)
  })
  const offices = fieldsOf(form).flatMap(({ field }) => {
    const code = answers[field.id]
    return field.widget === 'unit' && typeof code === 'string' ? [{ field, code }] : []
  })
  const units = await unitsOf(
    tx,
    offices.map(({ code }) => code),
  )
  const gone = offices.filter(({ code }) => units.get(code)?.active !== true)
  return [...strangers, ...gone].map(({ field }) => ({
    path: field.id,
    zh: `「${field.label.zh}」从名单里选`,
    en: `Choose “${field.label.en}” from the list`,
  }))
}

/** Read before the transaction begins: people's face takes a connection of its own. */
export type Applicant = {
  readonly id: string
  readonly facts: MemberFacts
  readonly before: Before
  readonly today: string
  readonly record: Readonly<Record<string, RecordValue>>
}

/** What an answer would break in the document two approvals later is for the applicant to change now. */
export async function mustBePrintable(
  deps: HallDeps,
  tx: Tx,
  printed: { readonly serviceId: string; readonly version: number; readonly answers: Answers },
): Promise<Refusal | undefined> {
  const found = await deps.seal.unprintableAnswers(tx, printed)
  if (found.length === 0) return undefined
  const errors = found.map(({ field, character, code }) => ({
    path: field,
    zh: `文书里印不出「${character}」（${code}），换一个写法`,
    en: `The document cannot print “${character}” (${code}); write it another way`,
  }))
  return refuse('hall.answers', undefined, errors)
}

export async function prepare(
  tx: Tx,
  applicant: Applicant,
  { service, form }: { readonly service: ServiceFile; readonly form: Form },
  sent: Answers,
): Promise<Submission | Refusal> {
  const around: Surroundings = {
    today: applicant.today,
    member: { ...applicant.facts, ...applicant.before },
  }
  const { answers, errors } = validateAnswers(form, withRecord(form, sent, applicant.record), around)
  if (errors.length > 0) return refuse('hall.answers', undefined, errors)
  const picks = await pickErrors(tx, form, answers)
  if (picks.length > 0) return refuse('hall.answers', undefined, picks)
  const files = await materialsOf(tx, applicant.id, form, answers)
  if ('ok' in files) return files
  if (files.errors.length > 0) return refuse('hall.answers', undefined, files.errors)
  const sources = sourcesOf(form, answers, prefill(form, applicant.record))
  return {
    ok: true,
    answers,
    sources,
    summary: summarise(form, answers, {
      zh: await namesIn(tx, form, answers, 'zh'),
      en: await namesIn(tx, form, answers, 'en'),
    }),
    materials: files.materials,
    facts: factsFor(service, answers, applicant.facts),
    flags: flagsOf(checksOf(form, sources, applicant.facts)),
  }
}

export function factsFor(
  service: ServiceFile,
  answers: Answers,
  applicant: MemberFacts,
): Readonly<Record<string, unknown>> {
  return { ...answers, settings: service.settings, applicant }
}
