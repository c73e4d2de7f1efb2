/** Whom an assignment rule of a process means, today, for this applicant. */
import type { Rule } from '@yizhan/process'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import { prepared } from '#platform/prepared'
import type { PeopleTables } from './tables.ts'

type Db = Reader<PeopleTables>

/**
 * Active members, in the order of their numbers; never the applicant: nobody decides their own application. Empty when
 * nobody holds it, so that the process can turn to its backstop.
 * @param data answers of the form, for a rule that names a field: a member's id or a list of them
 * @param today campus day
 */
export async function resolveRule(
  db: Db,
  rule: Rule,
  applicantId: string,
  data: Readonly<Record<string, unknown>>,
  today: string,
): Promise<string[]> {
  const found = await whoever(db, rule, applicantId, data, today)
  return found.filter((id) => id !== applicantId)
}

async function whoever(
  db: Db,
  rule: Rule,
  applicantId: string,
  data: Readonly<Record<string, unknown>>,
  today: string,
): Promise<string[]> {
  switch (rule.kind) {
    case 'member':
      return activeMembers(db, 'number', [rule.number])
    case 'position':
      return holders(db, rule.position, rule.unit, applicantId, today)
    case 'unit-head':
      return holders(db, 'head', rule.unit, applicantId, today)
    case 'relation':
      return related(db, rule.relation, applicantId, today)
    case 'field': {
      const value = data[rule.field]
      const ids = (Array.isArray(value) ? value : [value]).filter(
        (id) => typeof id === 'string' && uuid.test(id),
      )
      return activeMembers(db, 'id', ids)
    }
  }
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

const unitPaths = prepared<Db, { id: string }>()((db, value) =>
  db.selectFrom('people.member_card').select('unit_path as path').where('id', '=', value('id')),
)

type Held = { position: string; applicantId: string; today: string }

function holdersIn(db: Db, value: <K extends keyof Held>(name: K) => Held[K]) {
  return db
    .selectFrom('people.position as position')
    .innerJoin('people.unit as unit', 'unit.id', 'position.unit_id')
    .innerJoin('people.member as member', 'member.id', 'position.member_id')
    .select(['member.id', 'unit.path'])
    .where('position.position', '=', value('position'))
    .where('member.departed_on', 'is', null)
    .where('member.id', '!=', value('applicantId'))
    .where('unit.active', '=', true)
    .where('position.from_date', '<=', value('today'))
    .where((eb) => eb.or([eb('position.to_date', 'is', null), eb('position.to_date', '>=', value('today'))]))
    .orderBy(sql`length(unit.path)`, 'desc')
    .orderBy('member.number')
}

const holdersOfUnit = prepared<Db, Held & { code: string }>()((db, value) =>
  holdersIn(db, value).where('unit.code', '=', value('code')),
)
const holdersOfSchool = prepared<Db, Held>()((db, value) =>
  holdersIn(db, value).where('unit.id', '=', (eb) =>
    eb
      .selectFrom('people.member_card as card')
      .select('card.school_id')
      .where('card.id', '=', value('applicantId')),
  ),
)
const holdersAlong = prepared<Db, Held & { paths: readonly string[] }>()((db, value) =>
  holdersIn(db, value).where('unit.path', '=', sql<string>`any(${value('paths')}::text[])`),
)

/** A code is that unit alone. The applicant's unit is the nearest above that has a holder: a department may have none. */
async function holders(
  db: Db,
  position: string,
  unit: string,
  applicantId: string,
  today: string,
): Promise<string[]> {
  const asked = { position, applicantId, today }
  if (unit === 'applicant-school') return idsOf(await holdersOfSchool(db, asked))
  if (unit !== 'applicant-unit') return idsOf(await holdersOfUnit(db, { ...asked, code: unit }))
  const [applicant] = await unitPaths(db, { id: applicantId })
  if (!applicant) return []
  const rows = await holdersAlong(db, { ...asked, paths: ancestors(applicant.path) })
  const nearest = rows[0]?.path
  return idsOf(rows.filter((row) => row.path === nearest))
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return [...new Set(rows.map(({ id }) => id))]
}

/** `000.031.0311.` and all above it: `000.031.` and `000.` */
export function ancestors(path: string): string[] {
  const codes = path.split('.').slice(0, -1)
  return codes.map((_, index) => `${codes.slice(0, index + 1).join('.')}.`)
}

type Related = { kind: 'counsellor' | 'supervisor'; memberId: string; today: string }

const others = prepared<Db, Related>()((db, value) =>
  db
    .selectFrom('people.relation as relation')
    .innerJoin('people.member as other', 'other.id', 'relation.other_id')
    .select('other.id')
    .where('relation.member_id', '=', value('memberId'))
    .where('relation.kind', '=', value('kind'))
    .where('other.departed_on', 'is', null)
    .where('relation.from_date', '<=', value('today'))
    .where((eb) => eb.or([eb('relation.to_date', 'is', null), eb('relation.to_date', '>=', value('today'))]))
    .orderBy('other.number'),
)

async function related(db: Db, kind: Related['kind'], memberId: string, today: string): Promise<string[]> {
  const rows = await others(db, { kind, memberId, today })
  return idsOf(rows)
}

async function activeMembers(db: Db, key: 'id' | 'number', values: readonly string[]): Promise<string[]> {
  if (values.length === 0) return []
  const rows = await db
    .selectFrom('people.member')
    .select('id')
    .where(key, 'in', [...values])
    .where('departed_on', 'is', null)
    .orderBy('number')
    .execute()
  return rows.map((row) => row.id)
}
