/** Keyset cursors over (instant, id). */

/** One page; `next` is absent on the last. */
export type Page<T> = { rows: T[]; next?: string }

export function cursorText(at: string, id: string): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url')
}

/** A cursor that somebody made up reads as the first page. */
export function cursorOf(text: string | undefined): readonly [string, string] | undefined {
  if (text === undefined) return undefined
  const match =
    /^\["([1-9]\d{3}-[0-9: .+-]{15,35}|infinity)","([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"\]$/.exec(
      Buffer.from(text, 'base64url').toString(),
    )
  const [, at, id] = match ?? []
  return at !== undefined && id !== undefined && isInstant(at) ? [at, id] : undefined
}

/** As PostgreSQL writes it: `2026-11-24 08:00:00.123+08`. */
function isInstant(text: string): boolean {
  if (text === 'infinity') return true
  try {
    return Temporal.Instant.from(text.replace(' ', 'T')) !== undefined
  } catch {
    return false
  }
}
