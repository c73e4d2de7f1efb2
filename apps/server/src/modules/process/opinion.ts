/** An opinion that the case's document will print is held against its fonts when it is written, not when it is printed. */
import { type Refusal, refuse } from '@yizhan/contracts'
import type { OneTask } from './queries.ts'

/** Characters that no font has of an opinion that the service's document prints; empty when it prints none. */
export type CheckOpinion = (ask: {
  readonly serviceId: string
  readonly version: number
  readonly node: string
  readonly opinion: string
}) => Promise<readonly { readonly character: string; readonly code: string }[]>

/** Only what lets the case go on is ever printed. */
export async function mustBePrintable(
  check: CheckOpinion,
  { key, serviceId, serviceVersion: version }: OneTask,
  { outcome, opinion }: { readonly outcome: string; readonly opinion: string },
): Promise<Refusal | undefined> {
  if (outcome !== 'approve' || opinion === '') return undefined
  const node = key.slice(0, key.lastIndexOf(':'))
  const missing = await check({ serviceId, version, node, opinion })
  if (missing.length === 0) return undefined
  const characters = missing.map(({ character, code }) => `「${character}」（${code}）`).join('、')
  const charactersEn = missing.map(({ character, code }) => `“${character}” (${code})`).join(', ')
  return refuse('process.opinion-unprintable', { characters, charactersEn })
}
