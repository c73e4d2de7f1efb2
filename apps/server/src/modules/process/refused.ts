/** A refusal of the pure core in the catalogue's words: names for ids. */
import { type Refusal, refuse } from '@yizhan/contracts'
import type { Refused, Rule, Status, Words } from '@yizhan/process'
import type { Reader } from '#platform/db'
import type { ProcessTables } from './tables.ts'

type Db = Reader<ProcessTables>

export async function refusalOf(db: Db, refused: Refused, status?: Status): Promise<Refusal> {
  if (refused.code === 'process.nobody') return nobody(db, refused.facts.step, refused.facts.unit)
  if (refused.code !== 'process.gone') return refuse(refused.code)
  const { by, how, at } = refused.facts
  const card =
    by === undefined
      ? undefined
      : await db.selectFrom('people.member_card').select('name').where('id', '=', by).executeTakeFirst()
  const facts = { who: card?.name ?? '系统', whoEn: card?.name ?? 'The system', how, at, status }
  // Nobody decided it: its applicant took it back.
  if (how === 'cancelled' && status === 'withdrawn') return refuse('process.withdrawn', facts)
  return refuse('process.gone', facts)
}

const ownUnit: Words = { zh: '所在学院或单位', en: 'your school or unit' }

async function unitName(db: Db, unit: string | undefined): Promise<Words> {
  if (unit === undefined || unit.startsWith('applicant-')) return ownUnit
  const card = await db
    .selectFrom('people.member_card')
    .select(['unit_zh', 'unit_en'])
    .where('unit_code', '=', unit)
    .executeTakeFirst()
  return card === undefined ? { zh: unit, en: unit } : { zh: card.unit_zh, en: card.unit_en }
}

export function unitOf(rules: readonly Rule[]): string | undefined {
  const rule = rules.find((candidate) => 'unit' in candidate)
  return rule !== undefined && 'unit' in rule ? rule.unit : undefined
}

export async function nobody(db: Db, step: Words, unit: string | undefined): Promise<Refusal> {
  const holder = await unitName(db, unit)
  return refuse('process.nobody', { step: step.zh, stepEn: step.en, unit: holder.zh, unitEn: holder.en })
}
