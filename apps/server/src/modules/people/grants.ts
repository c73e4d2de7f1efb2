/** What a member may do: grants that were given, and those that follow from the positions the member holds. */
import { type Refusal, refuse } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import type { Grant } from '#platform/permit/evaluate'
import { type Category, categories, type Role } from '#platform/permit/roles'
import { prepared } from '#platform/prepared'
import type { PeopleTables } from './tables.ts'

type Follows = { readonly role: Role; readonly categories: readonly Category[] }

/** The one place that says what a position brings, over the unit where it is held and what is below. */
const positionGrants: Readonly<Record<string, Follows>> = {
  head: { role: 'unit-leader', categories: ['identity', 'academic', 'personnel', 'contact'] },
  'deputy-head': { role: 'unit-leader', categories: ['identity', 'academic', 'personnel', 'contact'] },
  secretary: { role: 'unit-leader', categories: ['identity', 'academic', 'personnel', 'contact'] },
  'deputy-secretary': {
    role: 'student-affairs',
    categories: ['identity', 'academic', 'contact', 'family', 'discipline', 'whereabouts'],
  },
  counsellor: {
    role: 'student-affairs',
    categories: ['identity', 'academic', 'contact', 'family', 'discipline', 'whereabouts'],
  },
  registrar: { role: 'registrar', categories: ['identity', 'academic', 'id-number'] },
  clerk: { role: 'clerk', categories: ['identity', 'academic', 'personnel'] },
  reviewer: { role: 'clerk', categories: ['identity', 'academic', 'personnel'] },
  'seal-keeper': { role: 'seal-manager', categories: ['none'] },
}

type GivenRow = {
  id: string
  subject: string
  effect: 'allow' | 'deny'
  role: string
  path: string
  campus: string | null
  categories: string[] | null
  valid_from: string
  valid_until: string | null
  parent: string | null
}

type Db = Reader<PeopleTables>

const chainsOf = prepared<Db, { memberId: string }>()((db, value) => {
  const chains = sql<GivenRow>`
    with recursive chain as (
      select held.* from people.grant as held where held.subject = ${value('memberId')} and held.revoked_at is null
      union
      select above.* from chain join people.grant as above on above.id = chain.parent where above.revoked_at is null
    )
    select chain.id, subject, effect, role, unit.path, chain.campus, categories, valid_from, valid_until, parent
    from chain join people.unit on unit.id = chain.unit_id`
  return { compile: () => chains.compile(db) }
})

const positionsOf = prepared<Db, { memberId: string }>()((db, value) =>
  db
    .selectFrom('people.position as position')
    .innerJoin('people.unit as unit', 'unit.id', 'position.unit_id')
    .select(['position.id', 'position.position', 'position.from_date', 'position.to_date', 'unit.path'])
    .where('position.member_id', '=', value('memberId'))
    .where('unit.active', '=', true),
)

/**
 * Every grant of the member that is not revoked, with the grants it was delegated from, and one for each position held.
 * Whether they hold now is `scopesOf`'s business.
 * @param zone a position begins and ends with the campus day
 */
export async function grantsOf(db: Reader<PeopleTables>, memberId: string, zone: string): Promise<Grant[]> {
  const [given, held] = await Promise.all([chainsOf(db, { memberId }), positionsOf(db, { memberId })])
  const following = held.flatMap((row): Grant[] => {
    const follows = positionGrants[row.position]
    if (!follows) return []
    const until = row.to_date === null ? undefined : startOf(row.to_date, zone, 1)
    const from = startOf(row.from_date, zone, 0)
    return [{ id: row.id, subject: memberId, effect: 'allow', ...follows, unit: row.path, from, until }]
  })
  return [...given.map(toGrant), ...following]
}

export function toGrant(row: GivenRow): Grant {
  return {
    id: row.id,
    subject: row.subject,
    effect: row.effect,
    role: row.role,
    unit: row.path,
    campus: row.campus ?? undefined,
    categories: row.categories === null ? 'all' : row.categories.filter(isCategory),
    from: Temporal.Instant.from(row.valid_from),
    until: row.valid_until === null ? undefined : Temporal.Instant.from(row.valid_until),
    parent: row.parent ?? undefined,
  }
}

function isCategory(name: string): name is Category {
  return (categories as readonly string[]).includes(name)
}

/** Terms begin on few days, and every request asks for some of them. */
const starts = new Map<string, Temporal.Instant>()

export function startOf(day: string, zone: string, later: number): Temporal.Instant {
  const key = `${day} ${later} ${zone}`
  const known = starts.get(key)
  if (known) return known
  const instant = Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime(zone).toInstant()
  if (starts.size >= 2000) starts.clear()
  starts.set(key, instant)
  return instant
}

/** One grant with its unit's path, for a command that delegates or revokes it. */
export async function loadGrant(db: Reader<PeopleTables>, id: string): Promise<Grant | Refusal> {
  const row = await db
    .selectFrom('people.grant as given')
    .innerJoin('people.unit as unit', 'unit.id', 'given.unit_id')
    .select([
      'given.id',
      'given.subject',
      'given.effect',
      'given.role',
      'unit.path',
      'given.campus',
      'given.categories',
      'given.valid_from',
      'given.valid_until',
      'given.parent',
    ])
    .where('given.id', '=', id)
    .where('given.revoked_at', 'is', null)
    .executeTakeFirst()
  return row ? toGrant(row) : refuse('platform.not-found')
}
