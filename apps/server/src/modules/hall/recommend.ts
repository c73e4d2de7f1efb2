/** What the hall's home puts forward for one person, each with its reason. Pure. */
import type { Words } from '@yizhan/contracts'
import { isFor, type MemberFacts, meets } from './audience.ts'
import type { ServiceFile } from './service-file.ts'

export type Recommended = { readonly id: string; readonly reason: Words }

/**
 * First what its service.yaml recommends for this month and person, then what people of the same kind apply for most.
 * Never what the person is not entitled to, nor what is already running for them.
 */
export function recommend(
  services: readonly ServiceFile[],
  member: MemberFacts,
  today: Temporal.PlainDate,
  running: ReadonlySet<string>,
  popular: readonly string[],
  limit: number,
): readonly Recommended[] {
  const open = services.filter((service) => !running.has(service.id) && isFor(service, member, today))
  const seasonal = open.flatMap((service) => {
    const rule = service.recommend.find(
      ({ months, when }) => months.includes(today.month) && meets(when, member, today),
    )
    return rule ? [{ id: service.id, reason: rule.reason }] : []
  })
  const chosen = new Set(seasonal.map(({ id }) => id))
  const usual = popular
    .filter((id) => !chosen.has(id) && open.some((service) => service.id === id))
    .map((id) => ({ id, reason: usualReason(member) }))
  return [...seasonal, ...usual].slice(0, limit)
}

function usualReason({ kind }: MemberFacts): Words {
  return kind === 'student'
    ? { zh: '同学们近来常办', en: 'Often applied for by students lately' }
    : { zh: '老师们近来常办', en: 'Often applied for by colleagues lately' }
}
