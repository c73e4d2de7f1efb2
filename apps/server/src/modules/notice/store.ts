/** The only SQL that writes notices, preferences and deliveries. */
import type { NoticeKind, NoticePreference, Words } from '@yizhan/contracts'
import { type Insertable, sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { NoticeTables, SentChannel } from './tables.ts'

/** Heard by every node: the ids of members who have news. */
export const hints = 'yizhan_notice'

export type NewNotice = {
  readonly id: string
  readonly memberId: string
  readonly shown: boolean
}
export type About = {
  readonly eventId: string
  readonly subject: string
  readonly kind: NoticeKind
  readonly caseId: string
  readonly caseNumber: string
  readonly service: Words
  readonly taskId?: string
  readonly step?: Words
}

/** @returns those that are new; an event that comes again writes nothing */
export async function insertNotices(
  tx: Tx,
  about: About,
  notices: readonly NewNotice[],
  at: string,
): Promise<readonly { id: string; member_id: string }[]> {
  if (notices.length === 0) return []
  return tx
    .withTables<NoticeTables>()
    .insertInto('notice.notice')
    .values(
      notices.map(({ id, memberId, shown }) => ({
        id,
        member_id: memberId,
        event_id: about.eventId,
        subject: about.subject,
        kind: about.kind,
        at,
        read_at: null,
        shown,
        case_id: about.caseId,
        case_number: about.caseNumber,
        service_zh: about.service.zh,
        service_en: about.service.en,
        task_id: about.taskId ?? null,
        step_zh: about.step?.zh ?? null,
        step_en: about.step?.en ?? null,
      })),
    )
    .onConflict((conflict) => conflict.columns(['event_id', 'member_id', 'subject']).doNothing())
    .returning(['id', 'member_id'])
    .execute()
}

export async function insertDeliveries(
  tx: Tx,
  rows: readonly Insertable<NoticeTables['notice.delivery']>[],
): Promise<void> {
  if (rows.length > 0)
    await tx
      .withTables<NoticeTables>()
      .insertInto('notice.delivery')
      .values([...rows])
      .execute()
}

/** Tasks of the case that are not open any more need nobody's attention. @returns whose notices those were */
export async function settleTasks(
  tx: Tx,
  caseId: string,
  open: readonly string[],
  at: string,
): Promise<readonly string[]> {
  const rows = await tx
    .withTables<NoticeTables>()
    .updateTable('notice.notice')
    .set({ read_at: at })
    .where('case_id', '=', caseId)
    .where('read_at', 'is', null)
    .where('task_id', 'is not', null)
    .where(sql<boolean>`task_id <> all(${open}::uuid[])`)
    .returning('member_id')
    .execute()
  return rows.map(({ member_id }) => member_id)
}

/** A hint that is lost does no harm, so that of a payload's 8,000 bytes no more than needed is used. */
const idsInHint = 150

/** Sent when the transaction commits. */
export async function hint(tx: Tx, members: readonly string[]): Promise<void> {
  for (let from = 0; from < members.length; from += idsInHint) {
    const payload = JSON.stringify(members.slice(from, from + idsInHint))
    await sql`select pg_notify(${hints}, ${payload})`.execute(tx)
  }
}

/** @returns whether the member has such a notice */
export async function markRead(tx: Tx, memberId: string, id: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .withTables<NoticeTables>()
    .updateTable('notice.notice')
    .set({ read_at: sql`coalesce(read_at, ${at}::timestamptz)` })
    .where('id', '=', id)
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function markReadUpTo(tx: Tx, memberId: string, id: string, at: string): Promise<void> {
  await tx
    .withTables<NoticeTables>()
    .updateTable('notice.notice')
    .set({ read_at: at })
    .where('member_id', '=', memberId)
    .where('read_at', 'is', null)
    .where('shown', '=', true)
    .where('id', '<=', id)
    .execute()
}

export async function savePreference(
  tx: Tx,
  memberId: string,
  { on, quiet, digest }: NoticePreference,
  at: string,
): Promise<void> {
  const row = {
    channels: JSON.stringify(on),
    quiet_from: quiet?.from ?? null,
    quiet_to: quiet?.to ?? null,
    digest,
    at,
  }
  await tx
    .withTables<NoticeTables>()
    .insertInto('notice.preference')
    .values({ member_id: memberId, ...row })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(row))
    .execute()
}

export async function endDeliveries(
  tx: Tx,
  ids: readonly string[],
  state: 'sent' | 'skipped',
): Promise<void> {
  await tx
    .withTables<NoticeTables>()
    .updateTable('notice.delivery')
    .set({ state, error: null, attempts: sql`attempts + ${state === 'sent' ? 1 : 0}::int` })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
}

export async function failDeliveries(
  tx: Tx,
  ids: readonly string[],
  error: string,
  state: 'waiting' | 'dead',
): Promise<void> {
  await tx
    .withTables<NoticeTables>()
    .updateTable('notice.delivery')
    .set({ state, error, attempts: sql`attempts + 1` })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
}

/** @returns false when it is not dead: somebody else was quicker */
export async function reviveDelivery(tx: Tx, id: string, now: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .withTables<NoticeTables>()
    .updateTable('notice.delivery')
    .set({ state: 'waiting', due_at: now })
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export type Going = { readonly channel: SentChannel; readonly memberId: string; readonly due: string }

/** Notices are told for a year; what was sent of them goes with them. */
export async function forgetNotices(tx: Tx, before: string): Promise<void> {
  await tx.withTables<NoticeTables>().deleteFrom('notice.notice').where('at', '<', before).execute()
}
