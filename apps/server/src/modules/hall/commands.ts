/** Use cases of the hall: load, permit, decide, save - in the caller's transaction. */
import { isRefusal, type Line, type Refusal, refuse, type Words } from '@yizhan/contracts'
import type { Answers, RecordValue } from '@yizhan/forms'
import type { Tx } from '#platform/db'
import { violated } from '#platform/db'
import { mustBeFor } from './audience.ts'
import type { HallDeps } from './faces.ts'
import { mustBeApplicant } from './policy.ts'
import { promiseFrom } from './promise.ts'
import {
  casesBefore,
  draftOf,
  filesOf,
  loadCase,
  type Member,
  newestCase,
  ratingOf,
  versionOf,
} from './queries.ts'
import {
  attach,
  dropDraft,
  insertCase,
  insertRating,
  nextNumber,
  oneAtATime,
  saveDraft,
  submitAgain,
} from './store.ts'
import { mustBePrintable, prepare } from './submission.ts'
import type { HallTables } from './tables.ts'

/** Who applies, as read before the transaction. */
export type Sender = { readonly member: Member; readonly record: Readonly<Record<string, RecordValue>> }

export type Submitted = {
  readonly caseId: string
  readonly number: string
  readonly promisedOn?: string
  readonly next: Words
  readonly line: Line
}

export function todayOf({ platform }: HallDeps): Temporal.PlainDate {
  return platform.clock().toZonedDateTimeISO(platform.config.zone).toPlainDate()
}

export async function apply(
  deps: HallDeps,
  tx: Tx,
  { member, record }: Sender,
  asked: {
    readonly serviceId: string
    readonly version: number
    readonly answers: Answers
    /** Saves of the draft that these answers build on; whoever applies without a draft leaves it out. */
    readonly seen?: readonly string[] | undefined
  },
): Promise<Submitted | Refusal> {
  const found = deps.shelf.services.get(asked.serviceId)
  if (!found) return refuse('hall.service-unknown')
  const { service, plan, version } = found
  const today = todayOf(deps)
  const refusal = mustBeFor(service, member.facts, today)
  if (refusal) return refusal
  if (asked.version !== version) return refuse('hall.version-old', { version })
  await oneAtATime(tx, member.id, service.id)
  const elsewhere = asked.seen && (await mustHaveSeenDraft(deps, tx, member.id, service.id, asked.seen))
  if (elsewhere) return elsewhere
  const before = await casesBefore(tx.withTables<HallTables>(), member.id, service.id)
  const applicant = { id: member.id, facts: member.facts, before, today: today.toString(), record }
  const sent = await prepare(tx, applicant, found, asked.answers)
  if (isRefusal(sent)) return sent
  const unprintable = await mustBePrintable(deps, tx, {
    serviceId: service.id,
    version,
    answers: sent.answers,
  })
  if (unprintable) return unprintable
  const appliedAt = deps.platform.clock()
  const promised = promiseFrom(
    deps.calendar,
    appliedAt,
    deps.platform.config.zone,
    service.promise.workingDays,
  )
  const id = deps.platform.newId()
  const number = await nextNumber(tx, 'YZ', today.toString())
  const row = {
    id,
    number,
    service_id: service.id,
    version,
    applicant_id: member.id,
    answers: sent.answers,
    sources: sent.sources,
    summary_zh: sent.summary.zh,
    summary_en: sent.summary.en,
    applied_at: appliedAt.toString(),
    promised_on: promised?.on ?? null,
  }
  await insertCase(tx, row, sent.materials)
  await dropDraft(tx, member.id, service.id)
  const started = await deps.process.startInstance(tx, {
    caseId: id,
    caseNumber: number,
    service: { id: service.id, version, name: service.name },
    plan,
    applicantId: member.id,
    facts: sent.facts,
    summary: sent.summary.zh,
    flags: sent.flags,
    dueAt: promised?.dueAt,
  })
  if (isRefusal(started)) return started
  return submitted(deps, tx, row, member.id)
}

/** A returned case with changed answers, in the version of the form that it keeps. */
export async function resubmit(
  deps: HallDeps,
  tx: Tx,
  { member, record }: Sender,
  asked: { readonly caseId: string; readonly answers: Answers },
): Promise<Submitted | Refusal> {
  const db = tx.withTables<HallTables>()
  const row = await loadCase(db, asked.caseId)
  if (!row) return refuse('hall.case-unknown')
  const refusal = mustBeApplicant(member.id, row)
  if (refusal) return refusal
  const kept = await versionOf(db, row.service_id, row.version)
  if (!kept) throw new Error(`${row.service_id} has no version ${row.version}`)
  const before = await casesBefore(db, member.id, row.service_id, row.id)
  const applicant = { id: member.id, facts: member.facts, before, today: todayOf(deps).toString(), record }
  const sent = await prepare(tx, applicant, kept, asked.answers)
  if (isRefusal(sent)) return sent
  const printed = { serviceId: row.service_id, version: row.version, answers: sent.answers }
  const unprintable = await mustBePrintable(deps, tx, printed)
  if (unprintable) return unprintable
  const now = deps.platform.clock()
  const { zone } = deps.platform.config
  // The promise to the applicant stands; those who decide get the days of a new round.
  const due = promiseFrom(deps.calendar, now, zone, kept.service.promise.workingDays)
  const moved = await deps.process.resubmit(tx, {
    caseId: row.id,
    by: member.id,
    facts: sent.facts,
    summary: sent.summary.zh,
    flags: sent.flags,
    dueAt: due?.dueAt,
  })
  if (isRefusal(moved)) return moved
  await submitAgain(tx, row.id, sent, sent.materials, now.toString())
  return submitted(deps, tx, row, member.id)
}

async function submitted(
  deps: HallDeps,
  tx: Tx,
  row: { id: string; number: string; promised_on: string | null },
  memberId: string,
): Promise<Submitted> {
  const view = await deps.process.caseView(tx, row.id, memberId)
  if (!view) throw new Error(`case ${row.id} has no instance`)
  return {
    caseId: row.id,
    number: row.number,
    ...(row.promised_on === null ? {} : { promisedOn: row.promised_on }),
    next: view.next,
    line: view.line,
  }
}

type DraftSaves = {
  /** The page's own name for this save; a second delivery of it is no conflict. */
  readonly stamp?: string | undefined
  /** Saves that these answers build on, those among them whose answer never arrived. */
  readonly seen: readonly string[]
}

/** What another device saved since must not go without its owner's knowledge. */
async function mustHaveSeenDraft(
  deps: HallDeps,
  tx: Tx,
  memberId: string,
  serviceId: string,
  seen: readonly string[],
): Promise<Refusal | undefined> {
  const draft = await draftOf(tx.withTables<HallTables>(), memberId, serviceId)
  if (!draft || seen.includes(draft.stamp)) return undefined
  const at = Temporal.Instant.from(draft.saved_at).toZonedDateTimeISO(deps.platform.config.zone)
  const time = `${at.hour}:${String(at.minute).padStart(2, '0')}`
  const day = at.toLocaleString('en-GB', { day: 'numeric', month: 'short' })
  return refuse('hall.draft-elsewhere', {
    at: `${at.month}月${at.day}日 ${time}`,
    atEn: `${day}, ${time}`,
  })
}

/** Far more than any form can hold, and little enough to be written every second. */
const draftBytes = 256 * 1024

export async function keepDraft(
  deps: HallDeps,
  tx: Tx,
  member: Member,
  asked: {
    readonly serviceId: string
    readonly version: number
    readonly answers: Answers
    /** The newest application when the form was opened. */
    readonly after?: string | undefined
  } & DraftSaves,
): Promise<{ savedAt: string; stamp: string } | Refusal> {
  const { serviceId, version, answers, stamp = deps.platform.newId() } = asked
  const found = deps.shelf.services.get(serviceId)
  if (!found) return refuse('hall.service-unknown')
  const refusal = mustBeFor(found.service, member.facts, todayOf(deps))
  if (refusal) return refusal
  // An older one is what an open page still has; one that never was is not.
  if (version < 1 || version > found.version) return refuse('hall.version-old', { version: found.version })
  if (Buffer.byteLength(JSON.stringify(answers)) > draftBytes) return refuse('hall.draft-too-large')
  // Waits for an application that is on its way: what was typed before it must not come back after it.
  await oneAtATime(tx, member.id, serviceId)
  const newest = await newestCase(tx.withTables<HallTables>(), member.id, serviceId)
  if (newest !== asked.after) return refuse('hall.draft-late')
  const elsewhere = await mustHaveSeenDraft(deps, tx, member.id, serviceId, [...asked.seen, stamp])
  if (elsewhere) return elsewhere
  const at = deps.platform.clock().toString()
  await saveDraft(tx, { memberId: member.id, serviceId, version, answers, at, stamp })
  return { savedAt: at, stamp }
}

export async function forgetDraft(tx: Tx, memberId: string, serviceId: string): Promise<undefined> {
  await dropDraft(tx, memberId, serviceId)
}

/** Loads the case for something that only its applicant may do. */
async function ownCase(tx: Tx, memberId: string, caseId: string) {
  const row = await loadCase(tx.withTables<HallTables>(), caseId)
  if (!row) return refuse('hall.case-unknown')
  return mustBeApplicant(memberId, row) ?? row
}

export async function withdraw(
  deps: HallDeps,
  tx: Tx,
  by: string,
  asked: { readonly caseId: string; readonly reason: string },
): Promise<undefined | Refusal> {
  const row = await ownCase(tx, by, asked.caseId)
  if (isRefusal(row)) return row
  const moved = await deps.process.withdraw(tx, { caseId: row.id, by, reason: asked.reason })
  return isRefusal(moved) ? moved : undefined
}

export async function supplement(
  deps: HallDeps,
  tx: Tx,
  by: string,
  asked: { readonly caseId: string; readonly note: string; readonly files: readonly string[] },
): Promise<undefined | Refusal> {
  const row = await ownCase(tx, by, asked.caseId)
  if (isRefusal(row)) return row
  const files = await filesOf(tx.withTables<HallTables>(), asked.files)
  if (asked.files.some((id) => files.get(id)?.owner !== by)) return refuse('hall.file-not-yours')
  const moved = await deps.process.supplement(tx, { caseId: row.id, by, note: asked.note })
  if (isRefusal(moved)) return moved
  const materials = asked.files.map((fileId) => ({ field: '', fileId }))
  await attach(tx, row.id, materials, deps.platform.clock().toString())
  return undefined
}

const ratable: ReadonlySet<string> = new Set(['finished', 'refused'])

/** Once a case, when it has ended with an answer. */
export async function rate(
  deps: HallDeps,
  tx: Tx,
  by: string,
  asked: { readonly caseId: string; readonly stars: number; readonly words: string },
): Promise<undefined | Refusal> {
  const row = await ownCase(tx, by, asked.caseId)
  if (isRefusal(row)) return row
  const view = await deps.process.caseView(tx, row.id, by)
  if (!view || !ratable.has(view.status)) return refuse('hall.not-finished')
  if (await ratingOf(tx.withTables<HallTables>(), row.id)) return refuse('hall.rated')
  const { stars, words } = asked
  const at = deps.platform.clock().toString()
  await insertRating(tx, { case_id: row.id, service_id: row.service_id, stars, words, at })
  return undefined
}

/** Two ratings at once: the second meets the primary key after the first has committed. */
export async function ratedOnce(work: () => Promise<undefined | Refusal>): Promise<undefined | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (violated(error) === 'rating_pkey') return refuse('hall.rated')
    throw error
  }
}
