/** Grants as people read them: whose, where, until when, why, and what the reader may do with each. */
import { type GrantView, isRefusal, type MemberCard } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import { scopesOf } from '#platform/permit/evaluate'
import type { Action } from '#platform/permit/roles'
import { compileToSql } from '#platform/permit/sql'
import type { PeopleDeps } from './commands.ts'
import { mayRevoke } from './commands-grants.ts'
import { isUuid, memberCards, unitPath } from './queries.ts'
import type { PeopleTables } from './tables.ts'

export type GrantSearch = {
  readonly member?: string | undefined
  readonly unit?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

const columns = [
  'given.id',
  'given.subject',
  'given.effect',
  'given.role',
  'given.campus',
  'given.categories',
  'given.valid_from',
  'given.valid_until',
  'given.parent',
  'given.granted_by',
  'given.reason',
  'given.at',
  'given.revoked_at',
  'given.revoked_by',
  'given.revoke_reason',
  'unit.id as unit_id',
  'unit.code',
  'unit.name_zh',
  'unit.name_en',
  'unit.path',
] as const

/** A grant passed on holds no longer than everything above it. */
const brokenAbove = (now: string) => sql<boolean>`exists (
  with recursive above as (
    select upper.* from people.grant as upper where upper.id = given.parent
    union
    select upper.* from above join people.grant as upper on upper.id = above.parent
  )
  select from above where revoked_at is not null or valid_until <= ${now}::timestamptz
)`

/** The latest first: one's own grants, those one gave, and those over units where one may give or audits. */
export async function grantsFor(
  { platform }: PeopleDeps,
  actor: Actor,
  { member, unit, after, limit }: GrantSearch,
): Promise<{ rows: GrantView[]; next?: string }> {
  const db: Reader<PeopleTables> = platform.read<PeopleTables>()
  const now = platform.clock()
  const scopes = scopesOf(actor.grants, actor.memberId, now)
  const path = unit === undefined ? '' : await unitPath(db, unit)
  if (path === undefined) return { rows: [] }
  const over = (action: Action) =>
    compileToSql(scopes, actor.memberId, action, {
      unit: sql.ref('unit.path'),
      campus: sql.ref('given.campus'),
    })
  let query = db
    .selectFrom('people.grant as given')
    .innerJoin('people.unit as unit', 'unit.id', 'given.unit_id')
    .select([...columns])
    .select(brokenAbove(now.toString()).as('broken'))
    .where((eb) =>
      eb.or([
        over('people.grant.give'),
        over('people.log.read'),
        eb('given.subject', '=', actor.memberId),
        eb('given.granted_by', '=', actor.memberId),
      ]),
    )
    .where('unit.path', 'like', `${path}%`)
    .orderBy('given.id', 'desc')
    .limit(limit + 1)
  if (member !== undefined) query = query.where('given.subject', '=', member)
  if (after !== undefined && isUuid(after)) query = query.where('given.id', '<', after)
  const rows = await query.execute()
  const shown = rows.slice(0, limit)
  const cards = await memberCards(
    db,
    shown.flatMap((row) => [row.subject, row.granted_by ?? [], row.revoked_by ?? []].flat()),
  )
  const held = new Set(scopes.map(({ grant }) => grant))
  const last = shown.at(-1)
  return {
    rows: shown.flatMap((row) => viewOf(row, cards, actor, held, now)),
    ...(rows.length > limit && last ? { next: last.id } : {}),
  }
}

type Row = {
  readonly [K in
    | 'id'
    | 'subject'
    | 'role'
    | 'valid_from'
    | 'reason'
    | 'at'
    | 'unit_id'
    | 'code'
    | 'name_zh'
    | 'name_en'
    | 'path']: string
} & {
  readonly [K in
    | 'campus'
    | 'valid_until'
    | 'parent'
    | 'granted_by'
    | 'revoked_at'
    | 'revoked_by'
    | 'revoke_reason']: string | null
} & { readonly effect: 'allow' | 'deny'; readonly categories: string[] | null; readonly broken: boolean }

function viewOf(
  row: Row,
  cards: ReadonlyMap<string, MemberCard>,
  actor: Actor,
  held: ReadonlySet<string>,
  now: Temporal.Instant,
): GrantView[] {
  const member = cards.get(row.subject)
  if (!member) return []
  const state = stateOf(row, now)
  const live = state === 'held' || state === 'future'
  const revocable = {
    id: row.id,
    subject: row.subject,
    effect: row.effect,
    unit: row.path,
    campus: row.campus ?? undefined,
    givenBy: row.granted_by,
  }
  return [
    {
      id: row.id,
      member,
      effect: row.effect,
      role: row.role,
      unit: { id: row.unit_id, code: row.code, name: { zh: row.name_zh, en: row.name_en } },
      campus: row.campus ?? undefined,
      categories: row.categories ?? undefined,
      from: row.valid_from,
      until: row.valid_until ?? undefined,
      parent: row.parent ?? undefined,
      by: cards.get(row.granted_by ?? ''),
      reason: row.reason,
      at: row.at,
      state,
      revoked:
        row.revoked_at === null
          ? undefined
          : { at: row.revoked_at, by: cards.get(row.revoked_by ?? ''), reason: row.revoke_reason ?? '' },
      mayRevoke: live && !isRefusal(mayRevoke(actor, revocable, now)),
      mayPassOn: row.subject === actor.memberId && row.effect === 'allow' && held.has(row.id),
    },
  ]
}

function stateOf(row: Row, now: Temporal.Instant): GrantView['state'] {
  if (row.revoked_at !== null) return 'revoked'
  const past = (at: string) => Temporal.Instant.compare(Temporal.Instant.from(at), now) <= 0
  if (row.broken || (row.valid_until !== null && past(row.valid_until))) return 'over'
  return past(row.valid_from) ? 'held' : 'future'
}
