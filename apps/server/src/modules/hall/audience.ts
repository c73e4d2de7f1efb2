/** Who a service is for. Pure: the member's facts come from people's published card. */
import { type Refusal, refuse } from '@yizhan/contracts'
import { type Condition, holds } from '@yizhan/forms'
import type { ServiceFile } from './service-file.ts'

/** What audience rules, recommendations and form conditions may ask of a member. */
export type MemberFacts = {
  readonly kind: 'student' | 'staff' | 'retired' | 'external'
  /** 本科, 硕士, 博士; absent for others. */
  readonly level?: string
  readonly year?: number
  /** 学籍状态. */
  readonly status?: string
  /** Expects to graduate within a year of today. */
  readonly finalYear: boolean
  readonly unit?: string
  readonly school?: string
  readonly campus?: string
}

/** The names of these, for those who check conditions. */
export const memberNames = [
  'kind',
  'level',
  'year',
  'status',
  'finalYear',
  'unit',
  'school',
  'campus',
] as const satisfies readonly (keyof MemberFacts)[]

const yearAhead = 366

/** True from a year before the expected graduation until that day. */
export function inFinalYear(expectedEnd: string | undefined, today: Temporal.PlainDate): boolean {
  if (expectedEnd === undefined) return false
  const { days } = today.until(Temporal.PlainDate.from(expectedEnd), { largestUnit: 'days' })
  return days >= 0 && days <= yearAhead
}

/** What a condition reads of the member: few people differ in that, so verdicts are shared and remembered. */
const remembered = new Map<string, boolean>()
const kept = 5000

export function meets(condition: Condition, member: MemberFacts, today: Temporal.PlainDate): boolean {
  const facts: Record<string, unknown> = { level: null, year: null, status: null, ...member }
  const asked = [...condition.matchAll(/member\.(\w+)/g)].map(([, name = '']) => facts[name] ?? null)
  const day = condition.includes('today') ? today.toString() : ''
  const key = JSON.stringify([condition, asked, day])
  const known = remembered.get(key)
  if (known !== undefined) return known
  const verdict = holds(condition, { member: facts, today: today.toString() })
  if (remembered.size >= kept) remembered.clear()
  remembered.set(key, verdict)
  return verdict
}

export function isFor(service: ServiceFile, member: MemberFacts, today: Temporal.PlainDate): boolean {
  return meets(service.audience.when, member, today)
}

export function mustBeFor(
  service: ServiceFile,
  member: MemberFacts,
  today: Temporal.PlainDate,
): Refusal | undefined {
  if (isFor(service, member, today)) return undefined
  const { zh, en } = service.audience.words
  return refuse('hall.not-for-you', { audience: zh, audienceEn: en })
}
