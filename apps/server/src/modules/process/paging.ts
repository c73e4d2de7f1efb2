/** Keyset cursors over (instant, id). */

/** One page; `next` is absent on the last. */
export type Page<T> = { rows: T[]; next?: string }

export function cursorText(at: string, id: string): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url')
}

/** A cursor that somebody made up reads as the first page. */
export function cursorOf(text: string | undefined): readonly [string, string] | undefined {
  if (text === undefined) return undefined
  const match = /^\["([0-9: .+-]{19,40}|infinity)","([0-9a-f-]{36})"\]$/.exec(
    Buffer.from(text, 'base64url').toString(),
  )
  return match?.[1] !== undefined && match[2] !== undefined ? [match[1], match[2]] : undefined
}
