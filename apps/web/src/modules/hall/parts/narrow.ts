import { useSyncExternalStore } from 'react'

const query = '(max-width: 720px)'

/** Whether the page is as narrow as a phone: then it asks one thing at a time. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = globalThis.matchMedia?.(query)
      media?.addEventListener('change', listener)
      return () => media?.removeEventListener('change', listener)
    },
    () => globalThis.matchMedia?.(query).matches ?? false,
  )
}
