/** What one member sees of others: lists by the permission predicate, records element by element, reading logged. */
import type { Locale, MemberDetail, Refusal } from '@yizhan/contracts'
import { refuse } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth'
import { decide, mayAnywhere, reachOf, scopesOf } from '#platform/permit/evaluate'
import type { Category } from '#platform/permit/roles'
import { compileToSql } from '#platform/permit/sql'
import { type PeopleDeps, todayOf } from './commands.ts'
import { sight } from './policy.ts'
import {
  listColumns,
  type MemberRow,
  type MemberSearch,
  memberRow,
  openCorrections,
  positionsOf,
  relationsOf,
  reportsOf,
  searchMembers,
  toCard,
  toElements,
  toRow,
} from './queries.ts'
import { elementsOf, factsOf } from './records.ts'
import { insertAccess } from './store.ts'
import type { PeopleTables } from './tables.ts'

const card = { unit: sql.ref('card.unit_path'), campus: sql.ref('card.campus'), owner: sql.ref('card.id') }

/** Members of the units that the actor may look into; nobody who may look nowhere gets an empty list instead of a no. */
export async function membersFor(
  { platform }: PeopleDeps,
  actor: Actor,
  search: MemberSearch,
): Promise<{ rows: MemberRow[]; next?: string } | Refusal> {
  const scopes = scopesOf(actor.grants, actor.memberId, platform.clock())
  if (!mayAnywhere(scopes, 'people.read')) return refuse('platform.forbidden')
  const allowed = compileToSql(scopes, actor.memberId, 'people.read', {
    ...listColumns,
    category: 'identity',
  })
  const reach = reachOf(scopes, 'people.read')
  return searchMembers(platform.read<PeopleTables>(), search, { reach, allowed })
}

/** A member with the elements that the actor may read; what was read of another's sensitive data is logged. */
export async function memberDetail(
  { platform, dictionary }: PeopleDeps,
  actor: Actor,
  memberId: string,
  locale: Locale,
): Promise<MemberDetail | Refusal> {
  const db = platform.read<PeopleTables>()
  const now = platform.clock()
  const today = todayOf(platform)
  const [row, facts] = await Promise.all([memberRow(db, memberId), factsOf(db, memberId, today)])
  if (!row || !facts) return refuse('people.member-unknown')
  const scopes = scopesOf(actor.grants, actor.memberId, now)
  const place = { unit: row.unit_path, campus: row.campus, owner: memberId }
  const target = {
    unit: row.unit_path,
    campus: row.campus ?? undefined,
    owner: memberId,
    category: 'identity',
  } as const
  // No difference between a stranger and nobody: ids cannot be tried out.
  if (!decide(scopes, actor.memberId, 'people.read', target).allowed) return refuse('people.member-unknown')
  const elements = await elementsOf(db, dictionary, facts)
  const { seen, toLog } = sight(scopes, actor.memberId, place, elements)
  if (toLog.length > 0) {
    await platform.tx(async (tx) => {
      for (const { grant, elements: read, categories } of toLog) {
        await insertAccess(tx, {
          id: platform.newId(),
          at: now.toString(),
          reader: actor.memberId,
          member_id: memberId,
          categories,
          elements: read,
          why: 'people.member',
          grant_id: grant,
        })
      }
    })
  }
  return {
    card: toRow(row),
    elements: toElements({
      elements,
      seen,
      language: locale === 'en' ? 'en' : 'zh',
      reports: memberId === actor.memberId ? await reportsOf(db, memberId) : new Map(),
    }),
    positions: await positionsOf(db, memberId),
    relations: await relationsOf(db, memberId, today),
  }
}

/** Open reports of wrong data that the actor may handle; the value only where its category may be read. */
export async function correctionsFor(
  { platform, dictionary }: PeopleDeps,
  actor: Actor,
  after: string | undefined,
  limit: number,
) {
  const scopes = scopesOf(actor.grants, actor.memberId, platform.clock())
  if (!mayAnywhere(scopes, 'people.correction.handle')) return refuse('platform.forbidden')
  const allowed = compileToSql(scopes, actor.memberId, 'people.correction.handle', {
    ...card,
    category: 'identity',
  })
  const page = await openCorrections(platform.read<PeopleTables>(), after, limit, allowed)
  return {
    ...page,
    rows: page.rows.map((row) => {
      const entry = dictionary.get(row.element)
      const category: Category = entry?.category ?? 'identity'
      const target = { unit: row.unit_path, campus: row.campus ?? undefined, category }
      const readable = decide(scopes, actor.memberId, 'people.correction.handle', target).allowed
      return {
        id: row.correction_id,
        member: toCard(row),
        element: row.element,
        elementName: entry?.name ?? { zh: row.element, en: row.element },
        shown: readable ? row.shown : '',
        note: readable ? row.note : '',
        state: row.state,
        at: row.at,
      }
    }),
  }
}
