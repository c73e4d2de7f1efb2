/** What was just decided. It outlives the page of the task, because the next task opens at once. */
import { useSyncExternalStore } from 'react'

const shownFor = 6000
let words = ''
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function put(next: string): void {
  words = next
  for (const listener of listeners) listener()
}

export function tell(next: string): void {
  clearTimeout(timer)
  put(next)
  timer = setTimeout(() => put(''), shownFor)
}

export function useTold(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => words,
  )
}
