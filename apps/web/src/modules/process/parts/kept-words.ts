/** The words of a decision on this device, until the server has answered it. Signing out clears them. */
import { draftPrefix } from '#shell/session.ts'

type Kept = {
  readonly opinion: string
  /** Taken back by the approver; otherwise nobody knows whether it arrived. */
  readonly undone: boolean
}
const keyOf = (member: string, task: string) => `${draftPrefix}${member}.decision.${task}`

export function keepWords(member: string, task: string, kept: Kept): void {
  try {
    localStorage.setItem(keyOf(member, task), JSON.stringify(kept))
  } catch {
    // Without storage the words live in this page only.
  }
}

export function forgetWords(member: string, task: string): void {
  try {
    localStorage.removeItem(keyOf(member, task))
  } catch {
    // A browser that refuses storage has kept nothing.
  }
}

export function keptWords(member: string, task: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(member, task)) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return undefined
    const opinion: unknown = Reflect.get(kept, 'opinion')
    return typeof opinion === 'string' ? { opinion, undone: Reflect.get(kept, 'undone') === true } : undefined
  } catch {
    return undefined
  }
}
