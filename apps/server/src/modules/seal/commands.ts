/** Withdrawing a document, and stopping a seal. What was sealed stays in the ledger. */
import { type DocumentCard, isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import type { Platform } from '#platform/platform'
import { cardsFor, type SealDeps } from './cards.ts'
import { type DocumentWithdrawn, documentWithdrawn } from './events.ts'
import { mayWithdraw } from './policy.ts'
import { documentById, keysOf, sealByKey } from './queries.ts'
import { appendLedger, insertRevocation, markStopped, markWithdrawn } from './store.ts'
import type { SealTables } from './tables.ts'

export async function withdrawDocument(
  deps: Pick<SealDeps, 'platform' | 'people'>,
  tx: Tx,
  actor: Actor,
  ask: { readonly id: string; readonly reason: string },
): Promise<DocumentCard | Refusal> {
  const { platform } = deps
  const now = platform.clock()
  const at = now.toString()
  const row = await documentById(tx.withTables<SealTables>(), ask.id)
  if (row === undefined) return refuse('seal.document-unknown')
  const allowed = mayWithdraw(actor, row, now)
  if (isRefusal(allowed)) return allowed
  const reason = ask.reason.normalize('NFC')
  if (row.state !== 'valid' || !(await markWithdrawn(tx, row.id, { at, by: actor.memberId, reason })))
    return refuse('seal.already-withdrawn')
  await appendLedger(tx, {
    kind: 'withdraw',
    documentId: row.id,
    sealId: row.seal_id,
    sealKey: row.seal_key,
    sealCode: row.seal_code,
    at,
    by: actor.memberId,
    facts: { reason, sha256: row.sha256 },
  })
  await tx
    .insertInto('platform.audit')
    .values({
      id: platform.newId(),
      at,
      actor: actor.memberId,
      action: 'seal.withdraw',
      target: row.id,
      grant_id: allowed.by,
      request: null,
      facts: JSON.stringify({ number: row.number }),
    })
    .execute()
  const payload: DocumentWithdrawn = { documentId: row.id, caseId: row.case_id, reason }
  await platform.events.emit(tx, { name: documentWithdrawn, actor: actor.memberId, payload })
  const [card] = cardsFor(deps, actor, [{ ...row, state: 'withdrawn', reason }])
  return card ?? refuse('seal.document-unknown')
}

/** No later stamp; every certificate of the seal goes onto the revocation list. */
export async function stopSeal(
  { platform }: { readonly platform: Platform },
  tx: Tx,
  key: string,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<Refusal | { readonly ok: true }> {
  const at = platform.clock().toString()
  const read = tx.withTables<SealTables>()
  const seal = await sealByKey(read, key)
  if (seal === undefined) return refuse('seal.never-used', { seal: key })
  if (!(await markStopped(tx, seal.id))) return refuse('seal.stopped', { seal: seal.name_zh })
  for (const { id } of await keysOf(read, seal.id))
    await insertRevocation(tx, { key_id: id, at, by_member: by, reason })
  const audit = { action: 'seal.stop', target: seal.id, grant_id: null, request: null }
  const facts = JSON.stringify({ seal: key, reason })
  await tx
    .insertInto('platform.audit')
    .values({ id: platform.newId(), at, actor: by, ...audit, facts })
    .execute()
  return { ok: true }
}
