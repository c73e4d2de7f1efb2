/** What members read of their own notices, what is due to go out, and what an operator sees of what did not. */
import type { NoticePreference, NoticeRow, Undelivered } from '@yizhan/contracts'
import { type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import { scopesOf } from '#platform/permit/evaluate'
import { compileToSql } from '#platform/permit/sql'
import { standard } from './decide.ts'
import type { NoticeTables, SentChannel } from './tables.ts'

type Db = Reader<NoticeTables>
type Paged = { readonly after?: string | undefined; readonly limit: number }

const columns = [
  'id',
  'kind',
  'at',
  'read_at',
  'case_id',
  'case_number',
  'service_zh',
  'service_en',
  'task_id',
  'step_zh',
  'step_en',
] as const

type Found = Pick<NoticeTables['notice.notice'], Exclude<(typeof columns)[number], 'at' | 'read_at'>> & {
  at: string
  read_at: string | null
}

function rowOf(found: Found): NoticeRow {
  const { task_id: taskId, step_zh: zh, step_en: en } = found
  return {
    id: found.id,
    kind: found.kind,
    at: found.at,
    read: found.read_at !== null,
    caseId: found.case_id,
    caseNumber: found.case_number,
    service: { zh: found.service_zh, en: found.service_en },
    ...(taskId === null ? {} : { taskId }),
    ...(zh === null || en === null ? {} : { step: { zh, en } }),
  }
}

/** `u` or `r`, and the id of the last row: unread ones come first. A cursor that somebody made up reads as the first page. */
const cursor = /^([ur])([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/

export async function noticesOf(
  db: Db,
  memberId: string,
  { after, limit }: Paged,
): Promise<{ rows: NoticeRow[]; next?: string }> {
  const [, side, id] = cursor.exec(after ?? '') ?? []
  let query = db
    .selectFrom('notice.notice')
    .select(columns)
    .where('member_id', '=', memberId)
    .where('shown', '=', true)
    .orderBy(sql`read_at is null`, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (id !== undefined)
    query = query.where(sql<SqlBool>`(read_at is null, id) < (${side === 'u'}::boolean, ${id}::uuid)`)
  const found = await query.execute()
  const rows = found.slice(0, limit).map(rowOf)
  const last = rows.at(-1)
  return found.length > limit && last ? { rows, next: `${last.read ? 'r' : 'u'}${last.id}` } : { rows }
}

/** Counted to 100 and no further, by member; who has none unread is left out. */
export async function unreadOf(db: Db, members: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ member_id: string; unread: number }>`
    select asked.id as member_id, found.unread from unnest(${members}::uuid[]) as asked(id)
    cross join lateral (select count(*)::int as unread from (
      select from notice.notice
      where member_id = asked.id and read_at is null and shown limit 100) as few) as found
    where found.unread > 0`.execute(db)
  return new Map(rows.map((row) => [row.member_id, row.unread]))
}

/** Oldest first, by member. */
export async function newsOf(
  db: Db,
  members: readonly string[],
  since: string,
): Promise<readonly { memberId: string; notice: NoticeRow }[]> {
  const rows = await db
    .selectFrom('notice.notice')
    .select(columns)
    .select('member_id')
    .where('member_id', '=', sql<string>`any(${members}::uuid[])`)
    .where('at', '>', since)
    .where('shown', '=', true)
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
  return rows.reverse().map((row) => ({ memberId: row.member_id, notice: rowOf(row) }))
}

/** Kinds that came later than a member's choice are as by default. */
export async function preferencesOf(
  db: Db,
  members: readonly string[],
): Promise<(memberId: string) => NoticePreference> {
  const rows = await db
    .selectFrom('notice.preference')
    .selectAll()
    .where('member_id', '=', sql<string>`any(${members}::uuid[])`)
    .execute()
  const chosen = new Map(
    rows.map(({ member_id, channels, quiet_from: from, quiet_to: to, digest }) => [
      member_id,
      {
        on: { ...standard.on, ...channels },
        quiet: from === null || to === null ? null : { from, to },
        digest,
      },
    ]),
  )
  return (memberId) => chosen.get(memberId) ?? standard
}

export type Due = { readonly id: string; readonly notice: NoticeRow }

/** Rows that `dueOf` gives at most. */
export const mostDue = 200

/** Oldest first. */
export async function dueOf(
  db: Db,
  memberId: string,
  channel: SentChannel,
  now: string,
): Promise<readonly Due[]> {
  const rows = await db
    .selectFrom('notice.delivery as delivery')
    .innerJoin('notice.notice as notice', 'notice.id', 'delivery.notice_id')
    .select('delivery.id as delivery')
    .select(columns.map((column) => `notice.${column}` as const))
    .where('delivery.member_id', '=', memberId)
    .where('delivery.channel', '=', channel)
    .where('delivery.state', '=', 'waiting')
    .where('delivery.due_at', '<=', now)
    .orderBy('notice.id')
    .limit(mostDue)
    .execute()
  return rows.map(({ delivery, ...row }) => ({ id: delivery, notice: rowOf(row) }))
}

const undeliveredCursor = /^(\S+) ([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/

function placeOf(after: string | undefined): readonly [string, string] | undefined {
  const [, at, id] = undeliveredCursor.exec(Buffer.from(after ?? '', 'base64url').toString()) ?? []
  try {
    return at !== undefined && id !== undefined ? [Temporal.Instant.from(at).toString(), id] : undefined
  } catch {
    return undefined
  }
}

function dead(db: Db) {
  return db
    .selectFrom('notice.delivery as delivery')
    .innerJoin('notice.notice as notice', 'notice.id', 'delivery.notice_id')
    .innerJoin('people.member_card as card', 'card.id', 'delivery.member_id')
    .where('delivery.state', '=', 'dead')
}

/** To members of the units that the actor operates for. */
export async function undeliveredFor(
  db: Db,
  actor: Actor,
  { after, limit }: Paged,
  now: Temporal.Instant,
): Promise<{ rows: Undelivered[]; next?: string }> {
  const place = placeOf(after)
  let query = dead(db)
    .select(['delivery.id', 'delivery.channel', 'delivery.attempts', 'delivery.error', 'delivery.at'])
    .select('notice.case_number')
    .select([
      'card.id as member',
      'card.number',
      'card.name',
      'card.kind as member_kind',
      'card.unit_zh',
      'card.unit_en',
    ])
    .where(
      compileToSql(scopesOf(actor.grants, actor.memberId, now), actor.memberId, 'process.operate', {
        unit: sql.ref('card.unit_path'),
        campus: sql.ref('card.campus'),
      }),
    )
    .orderBy('delivery.at', 'desc')
    .orderBy('delivery.id', 'desc')
    .limit(limit + 1)
  if (place)
    query = query.where(
      sql<SqlBool>`(delivery.at, delivery.id) < (${place[0]}::timestamptz, ${place[1]}::uuid)`,
    )
  const found = await query.execute()
  const rows = found.slice(0, limit).map((row) => ({
    id: row.id,
    channel: row.channel,
    to: {
      id: row.member,
      number: row.number,
      name: row.name,
      kind: row.member_kind,
      unit: { zh: row.unit_zh, en: row.unit_en },
    },
    caseNumber: row.case_number,
    attempts: row.attempts,
    error: row.error ?? '',
    at: row.at,
  }))
  const last = rows.at(-1)
  return found.length > limit && last
    ? { rows, next: Buffer.from(`${last.at} ${last.id}`).toString('base64url') }
    : { rows }
}

export function deliveryById(db: Db, id: string) {
  return db
    .selectFrom('notice.delivery as delivery')
    .innerJoin('people.member_card as card', 'card.id', 'delivery.member_id')
    .select(['delivery.id', 'delivery.member_id', 'delivery.channel', 'card.unit_path', 'card.campus'])
    .where('delivery.id', '=', id)
    .executeTakeFirst()
}
