/** What is not on the server yet, on this device. Nobody finds another's: the key names the member, and signing out clears them all. */
import { newKey } from '#shell/client.ts'
import { draftPrefix } from '#shell/session.ts'
import type { Written } from './draft-queue.ts'

const keyOf = (member: string, id: string) => `${draftPrefix}${member}.${id}`
const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])

export function keptHere(member: string, id: string): Written | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(member, id)) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return undefined
    const part = (name: string): unknown => Reflect.get(kept, name)
    const [answers, after, stamp] = [part('answers'), part('after'), part('stamp')]
    if (typeof answers !== 'object' || answers === null) return undefined
    return {
      answers: { ...answers },
      dirty: true,
      // Its last save may have arrived without an answer; another page that found the same must not share its name.
      seen: [...texts(part('seen')), ...(typeof stamp === 'string' ? [stamp] : [])],
      stamp: newKey(),
      after: typeof after === 'string' ? after : undefined,
    }
  } catch {
    return undefined
  }
}

export function keepHere(member: string, id: string, written: Written | undefined): void {
  try {
    if (!written?.dirty) localStorage.removeItem(keyOf(member, id))
    else localStorage.setItem(keyOf(member, id), JSON.stringify(written))
  } catch {
    // Without storage the draft lives on the server only.
  }
}
