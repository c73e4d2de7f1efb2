/** Reads of the hall, in the contract's shapes where they leave it. */
import type { CaseRow, FileCard } from '@yizhan/contracts'
import type { Answers, Form } from '@yizhan/forms'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import { prepared } from '#platform/prepared'
import { inFinalYear, type MemberFacts } from './audience.ts'
import type { ServiceFile } from './service-file.ts'
import type { CaseTable, HallTables, Sources } from './tables.ts'

export type HallReader = Reader<HallTables>

/** Answers of a draft are kept as they were typed, so what stands where an id should may be anything. */
export const isUuid = (text: string) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)

export const inList = (ids: readonly string[]) => sql<string>`any(${[...ids]}::uuid[])`

export type Member = {
  readonly id: string
  readonly name: string
  readonly unitPath: string
  readonly facts: MemberFacts
}

const memberCards = prepared<HallReader, { id: string }>()((db, value) =>
  db
    .selectFrom('people.member_card')
    .select([
      'id',
      'name',
      'kind',
      'level',
      'year',
      'study_status',
      'campus',
      'unit_code',
      'unit_path',
      'school_code',
      'expected_end',
    ])
    .where('id', '=', value('id')),
)

/** What audience rules may ask of a member. */
export async function memberOf(
  db: HallReader,
  id: string,
  today: Temporal.PlainDate,
): Promise<Member | undefined> {
  const [card] = await memberCards(db, { id })
  if (!card) return undefined
  const facts: MemberFacts = {
    kind: card.kind,
    unit: card.unit_code,
    finalYear: card.kind === 'student' && inFinalYear(card.expected_end ?? undefined, today),
    ...(card.level === null ? {} : { level: card.level }),
    ...(card.year === null ? {} : { year: card.year }),
    ...(card.study_status === null ? {} : { status: card.study_status }),
    ...(card.campus === null ? {} : { campus: card.campus }),
    ...(card.school_code === null ? {} : { school: card.school_code }),
  }
  return { id: card.id, name: card.name, unitPath: card.unit_path, facts }
}

export async function draftOf(db: HallReader, memberId: string, serviceId: string) {
  return db
    .selectFrom('hall.draft')
    .select(['version', 'answers', 'saved_at', 'stamp'])
    .where('member_id', '=', memberId)
    .where('service_id', '=', serviceId)
    .executeTakeFirst()
}

/** Id of the member's newest application for the service, however it ended. */
export async function newestCase(
  db: HallReader,
  memberId: string,
  serviceId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('hall.case')
    .select('id')
    .where('applicant_id', '=', memberId)
    .where('service_id', '=', serviceId)
    .orderBy('applied_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

export type OwnedFile = FileCard & { readonly owner: string }

export async function filesOf(
  db: HallReader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OwnedFile>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('platform.file')
    .select(['id', 'owner', 'name', 'type', 'bytes'])
    .where('id', '=', inList(ids))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** A version of a service as it was deployed. */
export async function versionOf(db: HallReader, serviceId: string, version: number) {
  return db
    .selectFrom('hall.service_version')
    .select(['service', 'form', 'plan', 'hash', 'version'])
    .where('service_id', '=', serviceId)
    .where('version', '=', version)
    .executeTakeFirst()
}

export async function formByHash(db: HallReader, hash: string): Promise<Form | undefined> {
  const row = await db
    .selectFrom('hall.service_version')
    .select('form')
    .where('hash', '=', hash)
    .executeTakeFirst()
  return row?.form
}

export type LoadedCase = Omit<CaseTable, 'answers' | 'sources' | 'applied_at'> & {
  readonly answers: Answers
  readonly sources: Sources
  readonly applied_at: string
}

export async function loadCase(db: HallReader, id: string): Promise<LoadedCase | undefined> {
  return db.selectFrom('hall.case').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function ratingOf(db: HallReader, caseId: string) {
  return db
    .selectFrom('hall.rating')
    .select(['stars', 'words', 'at'])
    .where('case_id', '=', caseId)
    .executeTakeFirst()
}

export async function materialsOf(db: HallReader, caseId: string): Promise<(FileCard & { field: string })[]> {
  return db
    .selectFrom('hall.attachment')
    .innerJoin('platform.file', 'platform.file.id', 'hall.attachment.file_id')
    .select(['id', 'name', 'type', 'bytes', 'field'])
    .where('case_id', '=', caseId)
    .orderBy('hall.attachment.at')
    .orderBy('id')
    .execute()
}

const caseColumns = [
  'c.id',
  'c.number',
  'c.service_id',
  'c.summary_zh',
  'c.summary_en',
  'c.applied_at',
  'c.promised_on',
  's.status',
  's.since',
  's.ended_at',
  's.passed',
  's.stops',
  's.step_zh',
  's.step_en',
  's.holders',
  's.skipped',
] as const

function caseRows(db: HallReader) {
  return db
    .selectFrom('hall.case as c')
    .innerJoin('process.case_state as s', 's.case_id', 'c.id')
    .innerJoin('hall.service_version as v', (join) =>
      join.onRef('v.service_id', '=', 'c.service_id').onRef('v.version', '=', 'c.version'),
    )
    .leftJoin('hall.rating as r', 'r.case_id', 'c.id')
    .select(caseColumns)
    .select(sql<ServiceFile['name']>`v.service -> 'name'`.as('name'))
    .select(sql<ServiceFile['name']>`v.service -> 'short'`.as('short'))
    .select(sql<boolean>`r.case_id is not null`.as('rated'))
}

type CaseSelected = Awaited<ReturnType<ReturnType<typeof caseRows>['execute']>>[number]

function toRow(row: CaseSelected, language: 'zh' | 'en'): CaseRow {
  const running = row.ended_at === null
  return {
    id: row.id,
    number: row.number,
    service: { id: row.service_id, name: row.name, short: row.short },
    status: row.status,
    summary: language === 'zh' ? row.summary_zh : row.summary_en,
    appliedAt: row.applied_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.promised_on === null ? {} : { promisedOn: row.promised_on }),
    holders: running ? row.holders : [],
    ...(row.step_zh === null ? {} : { step: { zh: row.step_zh, en: row.step_en ?? row.step_zh } }),
    ...(running ? { since: row.since } : {}),
    passed: row.passed,
    stops: row.stops,
    skipped: row.skipped,
    rated: row.rated,
  }
}

export async function caseRow(
  db: HallReader,
  id: string,
  language: 'zh' | 'en',
): Promise<CaseRow | undefined> {
  const row = await caseRows(db).where('c.id', '=', id).executeTakeFirst()
  return row && toRow(row, language)
}

export type CaseFilter = {
  readonly state: 'running' | 'ended' | 'all'
  readonly limit: number
  /** `at id` of the last row seen. */
  readonly after?: { readonly at: string; readonly id: string } | undefined
}

/** The first page of the home, whose shape never varies: its two lists are asked for at each visit. */
const firstCases = (state: 'running' | 'ended') =>
  prepared<HallReader, { memberId: string; limit: number; endedSince: string }>()((db, value) => {
    const query = caseRows(db)
      .where('c.applicant_id', '=', value('memberId'))
      .orderBy('c.applied_at', 'desc')
      .orderBy('c.id', 'desc')
      .limit(value('limit'))
    return state === 'running'
      ? query.where('s.ended_at', 'is', null)
      : query
          .where('s.ended_at', '>=', value('endedSince'))
          .where('s.status', '=', 'finished')
          .where('s.skipped', '=', false)
  })
const runningCases = firstCases('running')
const endedCases = firstCases('ended')

/** Running cases, and those that were done, nothing left out, not before this instant; newest first. */
export async function casesForHome(
  db: HallReader,
  memberId: string,
  asked: { readonly running: number; readonly ended: number; readonly endedSince: string },
  language: 'zh' | 'en',
): Promise<{ readonly running: CaseRow[]; readonly ended: CaseRow[] }> {
  const { endedSince } = asked
  const [running, ended] = await Promise.all([
    runningCases(db, { memberId, limit: asked.running, endedSince }),
    endedCases(db, { memberId, limit: asked.ended, endedSince }),
  ])
  return {
    running: running.map((row) => toRow(row, language)),
    ended: ended.map((row) => toRow(row, language)),
  }
}

/** Own cases, newest first. */
export async function ownCases(
  db: HallReader,
  memberId: string,
  filter: CaseFilter,
  language: 'zh' | 'en',
): Promise<CaseRow[]> {
  let query = caseRows(db)
    .where('c.applicant_id', '=', memberId)
    .orderBy('c.applied_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(filter.limit)
  if (filter.state === 'running') query = query.where('s.ended_at', 'is', null)
  if (filter.state === 'ended') query = query.where('s.ended_at', 'is not', null)
  if (filter.after !== undefined)
    query = query.where(
      sql<boolean>`(c.applied_at, c.id) < (${filter.after.at}::timestamptz, ${filter.after.id}::uuid)`,
    )
  return (await query.execute()).map((row) => toRow(row, language))
}

const latestServices = prepared<HallReader, { memberId: string }>()((db, value) =>
  db
    .selectFrom('hall.case')
    .select('service_id')
    .where('applicant_id', '=', value('memberId'))
    .orderBy('applied_at', 'desc')
    .orderBy('id', 'desc')
    .limit(20),
)

/** Services of my latest twenty cases, each once. */
export async function recentServices(db: HallReader, memberId: string): Promise<string[]> {
  const rows = await latestServices(db, { memberId })
  return [...new Set(rows.map((row) => row.service_id))]
}

/** Earlier cases of one person with one service, for rules such as one original a person. */
export type Before = { readonly finishedBefore: number; readonly runningNow: number }
export const beforeNames = ['finishedBefore', 'runningNow'] as const satisfies readonly (keyof Before)[]

/** @param except the case that is being sent again */
export async function casesBefore(
  db: HallReader,
  memberId: string,
  serviceId: string,
  except?: string,
): Promise<Before> {
  let query = db
    .selectFrom('hall.case as c')
    .innerJoin('process.case_state as s', 's.case_id', 'c.id')
    .select([
      sql<number>`count(*) filter (where s.status = 'finished')`.as('finished'),
      sql<number>`count(*) filter (where s.ended_at is null)`.as('running'),
    ])
    .where('c.applicant_id', '=', memberId)
    .where('c.service_id', '=', serviceId)
  if (except !== undefined) query = query.where('c.id', '!=', except)
  const { finished, running } = await query.executeTakeFirstOrThrow()
  return { finishedBefore: Number(finished), runningNow: Number(running) }
}

export async function runningCount(db: HallReader, memberId: string): Promise<number> {
  const { count } = await db
    .selectFrom('process.case_state')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('applicant', '=', memberId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Service ids by how often they were applied for since then. One index scan; the caller keeps the answer a while. */
export async function mostUsed(db: HallReader, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('hall.case')
    .select(['service_id', ({ fn }) => fn.countAll().as('count')])
    .where('applied_at', '>=', since)
    .groupBy('service_id')
    .orderBy('count', 'desc')
    .orderBy('service_id')
    .limit(12)
    .execute()
  return rows.map((row) => row.service_id)
}

export async function ratingsOf(
  db: HallReader,
  serviceId: string,
): Promise<{ mean: number; count: number } | undefined> {
  const row = await db
    .selectFrom('hall.rating')
    .select([({ fn }) => fn.countAll().as('count'), ({ fn }) => fn.avg('stars').as('mean')])
    .where('service_id', '=', serviceId)
    .executeTakeFirstOrThrow()
  const count = Number(row.count)
  return count === 0 ? undefined : { count, mean: Math.round(Number(row.mean) * 10) / 10 }
}
