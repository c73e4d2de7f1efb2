/** Own tables; the only SQL that writes. */
import type { Insertable } from 'kysely'
import type { Tx } from '#platform/db'
import { entryOf, hashOf, type LedgerFacts } from './ledger.ts'
import type { AuthorityTable, DocumentTable, KeyTable, SealTable, SealTables } from './tables.ts'

const own = (tx: Tx) => tx.withTables<SealTables>()

export async function insertAuthority(tx: Tx, row: Insertable<AuthorityTable>): Promise<void> {
  await own(tx).insertInto('seal.authority').values(row).execute()
}

export async function insertSeal(
  tx: Tx,
  seal: Insertable<SealTable>,
  key: Insertable<KeyTable>,
): Promise<void> {
  await own(tx).insertInto('seal.seal').values(seal).execute()
  await own(tx).insertInto('seal.key').values(key).execute()
}

export async function insertKey(tx: Tx, key: Insertable<KeyTable>): Promise<void> {
  await own(tx).insertInto('seal.key').values(key).execute()
}

export async function insertDocument(tx: Tx, row: Insertable<DocumentTable>): Promise<void> {
  await own(tx).insertInto('seal.document').values(row).execute()
}

/** Older valid documents of the case give way to the new one; returns which, each with the seal that it bears. */
export async function supersedeOthers(
  tx: Tx,
  document: { readonly id: string; readonly caseId: string },
  at: string,
): Promise<{ documentId: string; sealId: string; sealKey: string; sealCode: string }[]> {
  return own(tx)
    .updateTable('seal.document')
    .from('seal.seal')
    .set({ state: 'superseded', state_at: at, superseded_by: document.id })
    .whereRef('seal.seal.id', '=', 'seal.document.seal_id')
    .where('seal.document.case_id', '=', document.caseId)
    .where('seal.document.id', '!=', document.id)
    .where('seal.document.state', '=', 'valid')
    .returning(['seal.document.id as documentId', 'seal.seal.id as sealId'])
    .returning(['seal.seal.key as sealKey', 'seal.seal.code as sealCode'])
    .execute()
}

/** False when it is not valid any more: somebody else was first. */
export async function markWithdrawn(
  tx: Tx,
  id: string,
  how: { readonly at: string; readonly by: string; readonly reason: string },
): Promise<boolean> {
  const { numUpdatedRows } = await own(tx)
    .updateTable('seal.document')
    .set({ state: 'withdrawn', state_at: how.at, state_by: how.by, reason: how.reason })
    .where('id', '=', id)
    .where('state', '=', 'valid')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Two stamps at once queue for the head's row, so that the chain has no fork and no gap. */
export async function appendLedger(
  tx: Tx,
  line: Omit<LedgerFacts, 'seq'> & { readonly sealId: string },
): Promise<void> {
  const db = own(tx)
  const head = await db
    .selectFrom('seal.ledger_head')
    .select(['seq', 'hash'])
    .where('id', '=', 1)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { sealId, ...facts } = line
  const seq = head.seq + 1
  const entry = entryOf({ ...facts, seq })
  const hash = hashOf(head.hash, entry)
  await db
    .insertInto('seal.ledger')
    .values({
      seq,
      kind: line.kind,
      document_id: line.documentId,
      seal_id: sealId,
      at: line.at,
      by_member: line.by,
      entry,
      prev_hash: head.hash,
      hash,
    })
    .execute()
  await db.updateTable('seal.ledger_head').set({ seq, hash }).where('id', '=', 1).execute()
}

/** Whether it may stamp; it cannot be stopped until the transaction ends. */
export async function stillActive(tx: Tx, sealId: string): Promise<boolean> {
  const row = await own(tx)
    .selectFrom('seal.seal')
    .select('state')
    .where('id', '=', sealId)
    .forShare()
    .executeTakeFirstOrThrow()
  return row.state === 'active'
}

/** False when it is stopped already. */
export async function markStopped(tx: Tx, sealId: string): Promise<boolean> {
  const { numUpdatedRows } = await own(tx)
    .updateTable('seal.seal')
    .set({ state: 'stopped' })
    .where('id', '=', sealId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function insertRevocation(
  tx: Tx,
  row: { key_id: string; at: string; by_member: string; reason: string },
): Promise<void> {
  await own(tx).insertInto('seal.revocation').values(row).execute()
}
