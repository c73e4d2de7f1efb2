/** Reads the ledger in batches and follows its chain. */
import { firstBreak, genesis } from './ledger.ts'
import { ledgerAfter, ledgerHead, type SealReader, strayDocument } from './queries.ts'

export type LedgerCheck = {
  /** The last row that was found in order. */
  readonly rows: number
  /** The first row that does not follow from the one before, or that is missing. */
  readonly brokenAt?: number
  /** Number of a document that has no such stamp in the ledger, or whose state the ledger's last row does not say. */
  readonly stray?: string
}

const batch = 1000

/** @param last only this many rows at the end, for a check that is made often; absent: all. */
export async function checkLedger(read: SealReader, last?: number): Promise<LedgerCheck> {
  const head = await ledgerHead(read)
  let before = { seq: 0, hash: genesis }
  if (last !== undefined && head.seq > last) {
    const [start] = await ledgerAfter(read, head.seq - last - 1, 1)
    if (start === undefined) return { rows: 0, brokenAt: head.seq - last }
    before = { seq: start.seq, hash: start.hash }
  }
  for (;;) {
    const rows = await ledgerAfter(read, before.seq, batch)
    const brokenAt = firstBreak(rows, before)
    if (brokenAt !== undefined) return { rows: lastBefore(rows, brokenAt) ?? before.seq, brokenAt }
    const end = rows.at(-1)
    if (end === undefined) break
    before = { seq: end.seq, hash: end.hash }
  }
  // Rows cut off at the end leave a whole chain, but not the one that the head names.
  const whole = before.seq > head.seq || (before.seq === head.seq && before.hash === head.hash)
  if (!whole) return { rows: before.seq, brokenAt: before.seq + 1 }
  const stray = last === undefined ? await strayDocument(read) : undefined
  return { rows: before.seq, ...(stray === undefined ? {} : { stray }) }
}

const lastBefore = (rows: readonly { readonly seq: number }[], broken: number) =>
  rows[rows.findIndex(({ seq }) => seq === broken) - 1]?.seq
