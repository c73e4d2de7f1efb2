import { queryOptions } from '@tanstack/react-query'
import type { FormView } from '@yizhan/contracts'
import { hall } from '../api.ts'

export const formQuery = (id: string) =>
  queryOptions<FormView>({
    queryKey: ['form', id],
    queryFn: ({ signal }) => hall.form({ params: { id } }, { signal }),
    // The form must not change under somebody's hands; it is read again when the page is opened again.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })
