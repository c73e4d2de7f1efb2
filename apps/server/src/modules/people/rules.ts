/** Whom an assignment rule of a process means, today, for this applicant. */
import type { Rule } from '@yizhan/process'
import { sql } from 'kysely'
import type { Reader } from '#platform/db'
import { prepared } from '#platform/prepared'
import type { PeopleTables } from './tables.ts'

type Db = Reader<PeopleTables>
type Applicant = { readonly path: string; readonly school: string | null }

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
      return holders(db, rule.position, await placeOf(db, rule.unit, applicantId), applicantId, today)
    case 'unit-head':
      return holders(db, 'head', await placeOf(db, rule.unit, applicantId), applicantId, today)
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

const applicants = prepared<Db, { id: string }>()((db, value) =>
  db
    .selectFrom('people.member_card')
    .select(['unit_path as path', 'school_code as school'])
    .where('id', '=', value('id')),
)

async function applicantOf(db: Db, id: string): Promise<Applicant | undefined> {
  return (await applicants(db, { id }))[0]
}

type Place = { readonly code: string } | { readonly path: string }

/** A code is that unit alone. The applicant's unit is the nearest above that has a holder: a department may have none. */
async function placeOf(db: Db, unit: string, applicantId: string): Promise<Place | undefined> {
  if (unit !== 'applicant-unit' && unit !== 'applicant-school') return { code: unit }
  const applicant = await applicantOf(db, applicantId)
  if (!applicant) return undefined
  if (unit === 'applicant-unit') return { path: applicant.path }
  return applicant.school === null ? undefined : { code: applicant.school }
}

type Held = { position: string; places: readonly string[]; applicantId: string; today: string }

const holdersBy = (column: 'unit.code' | 'unit.path') =>
  prepared<Db, Held>()((db, value) =>
    db
      .selectFrom('people.position as position')
      .innerJoin('people.unit as unit', 'unit.id', 'position.unit_id')
      .innerJoin('people.member as member', 'member.id', 'position.member_id')
      .select(['member.id', 'unit.path'])
      .where('position.position', '=', value('position'))
      .where('member.departed_on', 'is', null)
      .where('member.id', '!=', value('applicantId'))
      .where('unit.active', '=', true)
      .where('position.from_date', '<=', value('today'))
      .where((eb) =>
        eb.or([eb('position.to_date', 'is', null), eb('position.to_date', '>=', value('today'))]),
      )
      .where(column, '=', sql<string>`any(${value('places')}::text[])`)
      .orderBy(sql`length(unit.path)`, 'desc')
      .orderBy('member.number'),
  )
const holdersByCode = holdersBy('unit.code')
const holdersByPath = holdersBy('unit.path')

async function holders(
  db: Db,
  position: string,
  place: Place | undefined,
  applicantId: string,
  today: string,
): Promise<string[]> {
  if (!place) return []
  const asked = { position, applicantId, today }
  const rows =
    'code' in place
      ? await holdersByCode(db, { ...asked, places: [place.code] })
      : await holdersByPath(db, { ...asked, places: ancestors(place.path) })
  const nearest = rows[0]?.path
  return [...new Set(rows.filter((row) => row.path === nearest).map((row) => row.id))]
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
  return [...new Set(rows.map((row) => row.id))]
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
