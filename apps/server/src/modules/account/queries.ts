import type { Locale, Words } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import { prepared } from '#platform/prepared'
import { hashOf } from './store.ts'
import type { AccountTables } from './tables.ts'

type Read = Reader<AccountTables>

export type Person = {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly kind: 'student' | 'staff' | 'retired' | 'external'
  readonly active: boolean
  readonly unit: Words
  readonly hash: string | null
  readonly mustChange: boolean | null
  readonly changedAt: string | null
}

function people(read: Read) {
  return read
    .selectFrom('people.member_card as card')
    .leftJoin('account.credential as credential', 'credential.member', 'card.id')
    .select([
      'card.id',
      'card.number',
      'card.name',
      'card.kind',
      'card.active',
      'card.unit_zh',
      'card.unit_en',
      'credential.hash',
      'credential.must_change as mustChange',
      'credential.changed_at as changedAt',
    ])
}

function toPerson<R extends { unit_zh: string; unit_en: string }>({ unit_zh: zh, unit_en: en, ...row }: R) {
  return { ...row, unit: { zh, en } }
}

/** @param account normalised; numbers with small letters are found too */
export async function personByNumber(read: Read, account: string): Promise<Person | undefined> {
  const numbers = [...new Set([account, account.toLowerCase()])]
  const row = await people(read).where('card.number', 'in', numbers).executeTakeFirst()
  return row && toPerson(row)
}

export async function personById(read: Read, id: string): Promise<Person | undefined> {
  const row = await people(read).where('card.id', '=', id).executeTakeFirst()
  return row && toPerson(row)
}

export type Standing = {
  readonly id: string
  readonly active: boolean
  readonly unit_path: string
  readonly campus: string | null
}

/** Where a member stands, for a decision about the account. */
export async function standingOf(read: Read, id: string): Promise<Standing | undefined> {
  return read
    .selectFrom('people.member_card')
    .select(['id', 'active', 'unit_path', 'campus'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Which of these origins the member has signed in from before. */
export async function knownOrigins(
  read: Read,
  member: string,
  hashes: readonly string[],
): Promise<Set<string>> {
  const rows = await read
    .selectFrom('account.known')
    .select('hash')
    .where('member', '=', member)
    .where('hash', 'in', hashes)
    .execute()
  return new Set(rows.map(({ hash }) => hash))
}

/** Failures of a counter since an instant. */
export async function failuresSince(read: Read, key: string, since: Temporal.Instant): Promise<number> {
  const row = await read
    .selectFrom('account.attempt')
    .select('failures')
    .where('key', '=', hashOf(key))
    .where('at', '>=', since.toString())
    .executeTakeFirst()
  return row?.failures ?? 0
}

export type SessionRow = {
  id: string
  member: string
  mustChange: boolean
  lastSeenAt: string
  expiresAt: string
  number: string
  name: string
  kind: Person['kind']
  active: boolean
  locale: Locale | null
}

const sessionByHash = prepared<Read, { hash: string }>()((read, value) =>
  read
    .selectFrom('account.session as session')
    .innerJoin('people.member_card as card', 'card.id', 'session.member')
    .leftJoin('account.preference as preference', 'preference.member', 'session.member')
    .select([
      'session.id',
      'session.member',
      'session.must_change as mustChange',
      'session.last_seen_at as lastSeenAt',
      'session.expires_at as expiresAt',
      'card.number',
      'card.name',
      'card.kind',
      'card.active',
      'preference.locale',
    ])
    .where('session.token_hash', '=', value('hash')),
)

/** The session of a token with its member as of now: one indexed read for each request. */
export async function sessionByToken(read: Read, token: string): Promise<SessionRow | undefined> {
  return (await sessionByHash(read, { hash: hashOf(token) }))[0]
}

/** Sessions that still live, the latest first. */
export async function sessionsOf(
  read: Read,
  member: string,
  idleSince: Temporal.Instant,
  now: Temporal.Instant,
) {
  return read
    .selectFrom('account.session')
    .select([
      'id',
      'device',
      'source',
      'started_at as startedAt',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
    ])
    .where('member', '=', member)
    .where('last_seen_at', '>', idleSince.toString())
    .where('expires_at', '>', now.toString())
    .orderBy('started_at', 'desc')
    .execute()
}

export async function setting<T>(read: Read, name: string): Promise<T | undefined> {
  const row = await read
    .selectFrom('platform.setting')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value as T | undefined
}

export async function localeOf(read: Read, member: string): Promise<Locale> {
  const row = await read
    .selectFrom('account.preference')
    .select('locale')
    .where('member', '=', member)
    .executeTakeFirst()
  return row?.locale ?? 'zh-CN'
}

/** Those that neither ended nor stood idle, of members who are still here. */
export async function liveSessions(
  read: Read,
  ids: readonly string[],
  now: Temporal.Instant,
  idleSince: Temporal.Instant,
): Promise<ReadonlySet<string>> {
  const rows = await read
    .selectFrom('account.session as session')
    .innerJoin('people.member_card as card', 'card.id', 'session.member')
    .select('session.id')
    .where('session.id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('session.expires_at', '>', now.toString())
    .where('session.last_seen_at', '>', idleSince.toString())
    .where('card.active', '=', true)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

export async function localesOf(
  read: Read,
  members: readonly string[],
): Promise<ReadonlyMap<string, Locale>> {
  const rows = await read
    .selectFrom('account.preference')
    .select(['member', 'locale'])
    .where('member', '=', sql<string>`any(${members}::uuid[])`)
    .execute()
  return new Map(rows.map(({ member, locale }) => [member, locale]))
}
