/** What every field of an open form may need: names of picked people, uploaded files, wrong data that was reported. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FileCard, FormView } from '@yizhan/contracts'
import { createContext, useCallback, useContext, useMemo } from 'react'

type Known = {
  readonly names: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, FileCard>>
}
export type FormMemory = Known & {
  readonly view: FormView
  readonly remember: (id: string, name: string) => void
  readonly keepFile: (card: FileCard) => void
  readonly told: Readonly<Record<string, string>>
  readonly askWrong: (element: string, name: string) => void
}

const context = createContext<FormMemory | undefined>(undefined)
export const FormMemoryProvider = context.Provider

export function useFormMemory(): FormMemory {
  const memory = useContext(context)
  if (!memory) throw new Error('A field stands outside of its form')
  return memory
}

export const knownOf = (view: FormView): Known => ({
  names: view.names ?? {},
  files: Object.fromEntries(view.files.map((card) => [card.id, card])),
})

/** Names and files outlive the page, so that the check page can show them. */
export function useKnown(id: string, view: FormView) {
  const queries = useQueryClient()
  const key = useMemo(() => ['form-known', id], [id])
  const first = (): Known => knownOf(view)
  const { data: known } = useQuery<Known>({
    queryKey: key,
    queryFn: first,
    initialData: first,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const remember = useCallback(
    (member: string, name: string) =>
      queries.setQueryData<Known>(
        key,
        (before) => before && { ...before, names: { ...before.names, [member]: name } },
      ),
    [queries, key],
  )
  const keepFile = useCallback(
    (card: FileCard) =>
      queries.setQueryData<Known>(
        key,
        (before) => before && { ...before, files: { ...before.files, [card.id]: card } },
      ),
    [queries, key],
  )
  // The form may have come anew since, with the draft of another device and what that points to.
  const all = useMemo(() => {
    const now = knownOf(view)
    return { names: { ...now.names, ...known.names }, files: { ...now.files, ...known.files } }
  }, [known, view])
  return { known: all, remember, keepFile }
}
