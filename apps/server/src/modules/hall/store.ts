/** The hall's own tables: every statement that writes them. */
import type { Answers } from '@yizhan/forms'
import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { CaseTable, HallTables, Sources } from './tables.ts'

const own = (tx: Tx) => tx.withTables<HallTables>()

/**
 * Applications of one person for one service wait for each other until the transaction ends: each must see the cases
 * of the one before, or two at once would both be the first.
 */
export async function oneAtATime(tx: Tx, memberId: string, serviceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`apply ${memberId} ${serviceId}`}, 0))`.execute(
    tx,
  )
}

export async function saveDraft(
  tx: Tx,
  draft: {
    memberId: string
    serviceId: string
    version: number
    answers: Answers
    at: string
    stamp: string
  },
): Promise<void> {
  const { memberId, serviceId, version, at, stamp } = draft
  const answers = JSON.stringify(draft.answers)
  await own(tx)
    .insertInto('hall.draft')
    .values({ member_id: memberId, service_id: serviceId, version, answers, saved_at: at, stamp })
    .onConflict((conflict) =>
      conflict.columns(['member_id', 'service_id']).doUpdateSet({ version, answers, saved_at: at, stamp }),
    )
    .execute()
}

export async function dropDraft(tx: Tx, memberId: string, serviceId: string): Promise<void> {
  await own(tx)
    .deleteFrom('hall.draft')
    .where('member_id', '=', memberId)
    .where('service_id', '=', serviceId)
    .execute()
}

/** The next number of the day, `YZ-20261124-0042`. Commands of one day wait for each other here, so it comes late. */
export async function nextNumber(tx: Tx, prefix: string, day: string): Promise<string> {
  const { last } = await own(tx)
    .insertInto('hall.case_counter')
    .values({ prefix, day, last: 1 })
    .onConflict((conflict) =>
      conflict.columns(['prefix', 'day']).doUpdateSet({ last: sql`hall.case_counter.last + 1` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return `${prefix}-${day.replaceAll('-', '')}-${String(last).padStart(4, '0')}`
}

export type NewCase = Pick<
  CaseTable,
  'id' | 'number' | 'service_id' | 'version' | 'applicant_id' | 'summary_zh' | 'summary_en' | 'promised_on'
> & { readonly applied_at: string; readonly answers: Answers; readonly sources: Sources }

export type Material = { readonly field: string; readonly fileId: string }

export async function insertCase(tx: Tx, row: NewCase, materials: readonly Material[]): Promise<void> {
  const answers = JSON.stringify(row.answers)
  const sources = JSON.stringify(row.sources)
  await own(tx)
    .insertInto('hall.case')
    .values({ ...row, answers, sources })
    .execute()
  await insertSubmission(tx, { caseId: row.id, round: 1, answers, sources, at: row.applied_at })
  await attach(tx, row.id, materials, row.applied_at)
}

async function insertSubmission(
  tx: Tx,
  { caseId, ...row }: { caseId: string; round: number; answers: string; sources: string; at: string },
): Promise<void> {
  await own(tx)
    .insertInto('hall.submission')
    .values({ case_id: caseId, ...row })
    .execute()
}

/** A file that is handed in again with the next round stands there already. */
export async function attach(
  tx: Tx,
  caseId: string,
  materials: readonly Material[],
  at: string,
): Promise<void> {
  if (materials.length === 0) return
  await own(tx)
    .insertInto('hall.attachment')
    .values(materials.map(({ field, fileId }) => ({ case_id: caseId, file_id: fileId, field, at })))
    .onConflict((conflict) => conflict.columns(['case_id', 'file_id', 'field']).doNothing())
    .execute()
}

export async function submitAgain(
  tx: Tx,
  caseId: string,
  sent: { answers: Answers; sources: Sources; summary: { zh: string; en: string } },
  materials: readonly Material[],
  at: string,
): Promise<void> {
  const answers = JSON.stringify(sent.answers)
  const sources = JSON.stringify(sent.sources)
  // The row's lock makes the rounds of one case come one after another.
  await own(tx)
    .updateTable('hall.case')
    .set({ answers, sources, summary_zh: sent.summary.zh, summary_en: sent.summary.en })
    .where('id', '=', caseId)
    .execute()
  const { last } = await own(tx)
    .selectFrom('hall.submission')
    .select(({ fn }) => fn.max('round').as('last'))
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow()
  await insertSubmission(tx, { caseId, round: Number(last ?? 0) + 1, answers, sources, at })
  await attach(tx, caseId, materials, at)
}

export async function insertRating(
  tx: Tx,
  row: { case_id: string; service_id: string; stars: number; words: string; at: string },
): Promise<void> {
  await own(tx).insertInto('hall.rating').values(row).execute()
}
