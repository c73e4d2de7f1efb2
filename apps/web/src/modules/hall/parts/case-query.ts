import { queryOptions } from '@tanstack/react-query'
import type { CaseDetail } from '@yizhan/contracts'
import { stopsOf } from '../../process/parts/strip.ts'
import { hall } from '../api.ts'

/** While the system itself is on it (seconds), the page looks again by itself; otherwise once a minute. */
function lookAgain(detail: CaseDetail | undefined): number | false {
  if (!detail) return false
  if (detail.case.status !== 'running') return false
  const system = stopsOf(detail.line).some((stop) => stop.status === 'now' && stop.kind === 'system')
  return system || detail.holders.length === 0 ? 1200 : 60_000
}

export const caseQuery = (id: string) =>
  queryOptions<CaseDetail>({
    queryKey: ['case', id],
    queryFn: ({ signal }) => hall.case({ params: { id } }, { signal }),
    staleTime: 2000,
    refetchInterval: (query) => lookAgain(query.state.data),
  })
