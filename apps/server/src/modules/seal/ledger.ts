/** The chain of the ledger: each row's hash covers its text and the hash before. Pure but for the digest. */
import { createHash } from 'node:crypto'

export type LedgerFacts = {
  readonly seq: number
  readonly kind: 'stamp' | 'withdraw' | 'supersede'
  readonly documentId: string
  readonly sealKey: string
  readonly sealCode: string
  readonly at: string
  readonly by: string | null
  /** Of a stamp: what was sealed, and by which certificate. Of a withdrawal: why. */
  readonly facts: Readonly<Record<string, string>>
}

export type LedgerRow = {
  readonly seq: number
  readonly kind: string
  readonly document_id: string
  readonly entry: string
  readonly prev_hash: string
  readonly hash: string
}

/** Before the first row. */
export const genesis = '0'.repeat(64)

export function entryOf(facts: LedgerFacts): string {
  const { seq, kind, documentId, sealKey, sealCode, at, by } = facts
  const more = Object.entries(facts.facts).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([seq, kind, documentId, sealKey, sealCode, at, by, more])
}

export const hashOf = (previous: string, entry: string) =>
  createHash('sha256').update(`${previous}\n${entry}`).digest('hex')

/** The first row that does not follow from the one before, or undefined when the chain is whole. */
export function firstBreak(
  rows: readonly LedgerRow[],
  after: { seq: number; hash: string },
): number | undefined {
  let { seq, hash } = after
  for (const row of rows) {
    // The columns only repeat the text, for queries; they may not say something else.
    const [written, kind, documentId] = partsOf(row.entry)
    const repeats = written === row.seq && kind === row.kind && documentId === row.document_id
    const follows =
      row.seq === seq + 1 && row.prev_hash === hash && row.hash === hashOf(hash, row.entry) && repeats
    if (!follows) return row.seq
    seq = row.seq
    hash = row.hash
  }
  return undefined
}

/** A row that was tampered with may hold anything. */
function partsOf(entry: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(entry)
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}
