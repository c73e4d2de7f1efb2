/** Who read whose sensitive data: each of their own record, an auditor of the units entrusted to them. */
import { type AccessView, type Refusal, refuse, type Words } from '@yizhan/contracts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/auth'
import { mayAnywhere, scopesOf } from '#platform/permit/evaluate'
import { compileToSql } from '#platform/permit/sql'
import type { PeopleDeps } from './commands.ts'
import { isUuid, memberCards } from './queries.ts'
import type { PeopleTables } from './tables.ts'

type Page = { readonly after?: string | undefined; readonly limit: number }
type Narrowed = Page & { readonly reader?: string | undefined; readonly member?: string | undefined }
type Rows = { rows: AccessView[]; next?: string }

export function readersOf(deps: PeopleDeps, actor: Actor, page: Page): Promise<Rows> {
  return list(deps, { ...page, member: actor.memberId }, sql<SqlBool>`true`)
}

export async function readingsFor(deps: PeopleDeps, actor: Actor, search: Narrowed): Promise<Rows | Refusal> {
  const scopes = scopesOf(actor.grants, actor.memberId, deps.platform.clock())
  if (!mayAnywhere(scopes, 'people.log.read')) return refuse('platform.forbidden')
  const allowed = compileToSql(scopes, actor.memberId, 'people.log.read', {
    unit: sql.ref('card.unit_path'),
    campus: sql.ref('card.campus'),
  })
  return list(deps, search, allowed)
}

/** @param allowed predicate over `card`, the member whose data was read */
async function list(
  { platform, dictionary }: PeopleDeps,
  { after, limit, reader, member }: Narrowed,
  allowed: RawBuilder<SqlBool>,
): Promise<Rows> {
  const db = platform.read<PeopleTables>()
  let query = db
    .selectFrom('people.access_log as log')
    .innerJoin('people.member_card as card', 'card.id', 'log.member_id')
    .select(['log.id', 'log.at', 'log.reader', 'log.member_id', 'log.elements', 'log.categories', 'log.why'])
    .where(allowed)
    .orderBy('log.id', 'desc')
    .limit(limit + 1)
  if (reader !== undefined) query = query.where('log.reader', '=', reader)
  if (member !== undefined) query = query.where('log.member_id', '=', member)
  if (after !== undefined && isUuid(after)) query = query.where('log.id', '<', after)
  const rows = await query.execute()
  const shown = rows.slice(0, limit)
  const cards = await memberCards(
    db,
    shown.flatMap((row) => [row.reader, row.member_id]),
  )
  const last = shown.at(-1)
  const nameOf = (id: string): Words => dictionary.get(id)?.name ?? { zh: id, en: id }
  return {
    rows: shown.map((row) => ({
      id: row.id,
      at: row.at,
      reader: cards.get(row.reader),
      member: cards.get(row.member_id),
      elements: row.elements.map(nameOf),
      categories: row.categories,
      why: row.why,
    })),
    ...(rows.length > limit && last ? { next: last.id } : {}),
  }
}
