import { queryOptions } from '@tanstack/react-query'
import type { FormView } from '@yizhan/contracts'
import { showsSimply } from '@yizhan/forms/browser'
import { loadFeel } from '#shell/late-feel.ts'
import { hall } from '../api.ts'
import { formOf } from './form-shape.ts'

/** A form is ready to be shown when its conditions can be asked. */
export async function ready(view: FormView): Promise<FormView> {
  if (!showsSimply(formOf(view))) await loadFeel()
  return view
}

/** And to be judged when its rules can be; many forms have none. */
export async function readyToJudge(view: FormView): Promise<void> {
  await ready(view)
  if (formOf(view).layout.rules?.length) await loadFeel()
}

export const formQuery = (id: string) =>
  queryOptions<FormView>({
    queryKey: ['form', id],
    queryFn: async ({ signal }) => ready(await hall.form({ params: { id } }, { signal })),
    // The form must not change under somebody's hands; it is read again when the page is opened again.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })

/** The form as it stands at this moment, when another device is known to have changed its draft. */
export const freshForm = (id: string) =>
  queryOptions<FormView>({
    queryKey: ['form-elsewhere', id],
    queryFn: async ({ signal }) => ready(await hall.form({ params: { id } }, { signal })),
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
