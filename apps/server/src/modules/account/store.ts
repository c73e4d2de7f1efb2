/** The only SQL that writes the tables of `account`. */
import { createHash } from 'node:crypto'
import type { Locale } from '@yizhan/contracts'
import { type Insertable, sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { PlatformTables } from '#platform/tables'
import type { Limit, Turn } from './decide.ts'
import type { AccountTables, CredentialTable, SessionTable } from './tables.ts'

const tables = (tx: Tx) => tx.withTables<AccountTables>()

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/**
 * Takes a try of a counter as if it failed: `giveBack` follows when it did not. So a hundred tries at once count as a
 * hundred, not as one. The row is locked until the transaction ends.
 * @returns the seconds to wait, 0 when the try is taken
 */
export async function take(tx: Tx, { key, limit }: Turn, now: Temporal.Instant): Promise<number> {
  const at = now.toString()
  const since = now.subtract({ seconds: limit.window }).toString()
  const failures = sql`case when attempt.at < ${since}::timestamptz then 1 else attempt.failures + 1 end`
  const taken = await sql`
    insert into account.attempt as attempt (key, failures, at, open_at)
    values (${hashOf(key)}, 1, ${at}::timestamptz, ${at}::timestamptz + ${waitInSql(sql`1`, limit)})
    on conflict (key) do update set
      failures = ${failures},
      at = ${at}::timestamptz,
      open_at = ${at}::timestamptz + ${waitInSql(failures, limit)}
    where attempt.open_at <= ${at}::timestamptz
    returning 1`.execute(tx)
  if (taken.rows.length === 1) return 0
  const row = await tables(tx)
    .selectFrom('account.attempt')
    .select('open_at')
    .where('key', '=', hashOf(key))
    .executeTakeFirstOrThrow()
  return Math.max(1, Math.ceil(now.until(Temporal.Instant.from(row.open_at)).total('seconds')))
}

/** `waitAfter` of decide.ts in SQL, because the count is known only under the row's lock. */
function waitInSql(failures: ReturnType<typeof sql>, { free, base, growth, cap }: Limit) {
  return sql`make_interval(secs => case when (${failures}) < ${free}::int then 0
    else least(${cap}::float8, ${base}::float8 * power(${growth}::float8, least((${failures}) - ${free}::int, 20))) end)`
}

/** The try was right: its lane starts afresh, the shared counters lose one. */
export async function giveBack(tx: Tx, turns: readonly Turn[], now: Temporal.Instant): Promise<void> {
  const [lane, ...shared] = turns
  if (lane) await tables(tx).deleteFrom('account.attempt').where('key', '=', hashOf(lane.key)).execute()
  for (const { key } of shared) {
    await tables(tx)
      .updateTable('account.attempt')
      .set(({ fn, lit, eb }) => ({
        failures: fn<number>('greatest', [eb('failures', '-', 1), lit(0)]),
        open_at: now.toString(),
      }))
      .where('key', '=', hashOf(key))
      .execute()
  }
}

/** The counter starts afresh. */
export async function forgetAttempts(tx: Tx, { key }: Pick<Turn, 'key'>): Promise<void> {
  await tables(tx).deleteFrom('account.attempt').where('key', '=', hashOf(key)).execute()
}

export async function saveCredential(tx: Tx, row: Insertable<CredentialTable>): Promise<void> {
  const { member: _, ...changes } = row
  await tables(tx)
    .insertInto('account.credential')
    .values(row)
    .onConflict((conflict) => conflict.column('member').doUpdateSet(changes))
    .execute()
}

export async function insertSession(tx: Tx, row: Insertable<SessionTable>): Promise<void> {
  await tables(tx).insertInto('account.session').values(row).execute()
}

/** Expired sessions of a member, and the oldest beyond `most`: a list that people read stays readable. */
export async function trimSessions(
  tx: Tx,
  member: string,
  now: Temporal.Instant,
  most: number,
): Promise<void> {
  await sql`
    delete from account.session where member = ${member} and (expires_at <= ${now.toString()}::timestamptz or id in (
      select id from account.session where member = ${member} order by started_at desc offset ${most}
    ))`.execute(tx)
}

export async function deleteSession(tx: Tx, member: string, id: string): Promise<void> {
  await tables(tx).deleteFrom('account.session').where('id', '=', id).where('member', '=', member).execute()
}

/** Ends every session of a member, but for the one named. */
export async function deleteSessions(tx: Tx, member: string, except?: string): Promise<void> {
  let query = tables(tx).deleteFrom('account.session').where('member', '=', member)
  if (except) query = query.where('id', '!=', except)
  await query.execute()
}

export async function passwordWasChanged(tx: Tx, sessionId: string): Promise<void> {
  await tables(tx)
    .updateTable('account.session')
    .set({ must_change: false })
    .where('id', '=', sessionId)
    .execute()
}

export async function touchSession(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tables(tx)
    .updateTable('account.session')
    .set({ last_seen_at: now.toString() })
    .where('id', '=', id)
    .where('last_seen_at', '<', now.toString())
    .execute()
}

export async function rememberOrigin(
  tx: Tx,
  member: string,
  hashes: Record<'device' | 'network', string>,
  now: Temporal.Instant,
): Promise<void> {
  const last_at = now.toString()
  const rows = (['device', 'network'] as const).map((kind) => ({ member, kind, hash: hashes[kind], last_at }))
  await tables(tx)
    .insertInto('account.known')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['member', 'kind', 'hash']).doUpdateSet({ last_at }))
    .execute()
  await tables(tx)
    .deleteFrom('account.known')
    .where('member', '=', member)
    .where('last_at', '<', now.subtract({ hours: 24 * 180 }).toString())
    .execute()
}

export async function saveLocale(tx: Tx, member: string, locale: Locale): Promise<void> {
  await tables(tx)
    .insertInto('account.preference')
    .values({ member, locale })
    .onConflict((conflict) => conflict.column('member').doUpdateSet({ locale }))
    .execute()
}

export async function saveSetting(
  tx: Tx,
  name: string,
  value: unknown,
  now: Temporal.Instant,
): Promise<void> {
  const row = { value: JSON.stringify(value), at: now.toString() }
  await tx
    .insertInto('platform.setting')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute()
}

export async function audit(tx: Tx, row: Insertable<PlatformTables['platform.audit']>): Promise<void> {
  await tx.insertInto('platform.audit').values(row).execute()
}

/** Counters and sessions that no longer say anything. */
export async function forgetOld(tx: Tx, now: Temporal.Instant): Promise<void> {
  const dayAgo = now.subtract({ hours: 25 }).toString()
  await tables(tx).deleteFrom('account.attempt').where('at', '<', dayAgo).execute()
  await tables(tx).deleteFrom('account.session').where('expires_at', '<', now.toString()).execute()
}
