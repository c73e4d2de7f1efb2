/**
 * Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the key and the answer are rows of the command's own
 * transaction. A repeat waits on the key's unique index and then finds the answer; a crash between commit and reply
 * loses nothing, because there is no moment between effect and record.
 */
import { createHash, createHmac } from 'node:crypto'
import { isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import { type Tx, violated } from '../db.ts'
import type { Platform } from '../platform.ts'
import { prepared } from '../prepared.ts'

export type Once = {
  readonly actor: string
  readonly key: string
  readonly route: string
  readonly bodyHash: string
}
export type OnceResult<T> = { readonly value: T | Refusal; readonly replayed: boolean }

/** @param secret stands in no table; with it, who reads the table cannot try out what the body was */
export function hashBody(body: unknown, secret?: string): string {
  const hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  return hash.update(JSON.stringify(body) ?? '').digest('hex')
}

const claim = prepared<Tx, Once & { readonly at: string }>()((tx, value) =>
  tx.insertInto('platform.idempotency').values({
    actor: value('actor'),
    key: value('key'),
    route: value('route'),
    body_hash: value('bodyHash'),
    answer: 'null',
    at: value('at'),
  }),
)
const keep = prepared<Tx, Once & { readonly answer: string }>()((tx, value) =>
  tx
    .updateTable('platform.idempotency')
    .set({ answer: value('answer') })
    .where('actor', '=', value('actor'))
    .where('key', '=', value('key')),
)

/** The answer of a key, as a row. */
export type Remembered = Once & { readonly answer: unknown; readonly at: string }

/**
 * Runs a command that shares its statement with others and itself keeps its answer there (sequel.ts). A repeat of one
 * that was done finds its answer, whether the work refuses it by now or meets the key's index.
 */
export async function runShared<T>(
  platform: Platform,
  once: Once | undefined,
  work: () => Promise<T | Refusal>,
): Promise<OnceResult<T>> {
  if (!once) return { value: await work(), replayed: false }
  try {
    const value = await work()
    if (!isRefusal(value)) return { value, replayed: false }
    return (await answered<T>(platform, once)) ?? { value, replayed: false }
  } catch (error) {
    if (!isRepeat(error)) throw error
    return replay<T>(platform, once)
  }
}

export async function runOnce<T>(
  platform: Platform,
  once: Once | undefined,
  work: (tx: Tx) => Promise<T | Refusal>,
): Promise<OnceResult<T>> {
  if (!once) return { value: await platform.tx(work), replayed: false }
  try {
    const value = await platform.tx<T | Refusal>(async (tx) => {
      await claim(tx, { ...once, at: platform.clock().toString() })
      const result = await work(tx)
      if (isRefusal(result)) return result
      await keep(tx, { ...once, answer: JSON.stringify(result ?? null) })
      return result
    })
    return { value, replayed: false }
  } catch (error) {
    if (!isRepeat(error)) throw error
    return replay<T>(platform, once)
  }
}

function isRepeat(error: unknown): boolean {
  return violated(error) === 'idempotency_pkey'
}

async function replay<T>(platform: Platform, once: Once): Promise<OnceResult<T>> {
  return (await answered<T>(platform, once)) ?? { value: refuse('platform.in-progress'), replayed: true }
}

/** What the key was answered, if it was. */
async function answered<T>(platform: Platform, once: Once): Promise<OnceResult<T> | undefined> {
  const row = await platform.db
    .selectFrom('platform.idempotency')
    .select(['route', 'body_hash', 'answer'])
    .where('actor', '=', once.actor)
    .where('key', '=', once.key)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.route !== once.route || row.body_hash !== once.bodyHash)
    return { value: refuse('platform.idempotency-reused'), replayed: true }
  return { value: (row.answer ?? undefined) as T, replayed: true }
}

/** Keys are kept for a week; a client that repeats later gets a new effect, as the header's documentation says. */
export async function forgetOldKeys(platform: Platform): Promise<void> {
  await platform.db
    .deleteFrom('platform.idempotency')
    .where(
      'at',
      '<',
      platform
        .clock()
        .subtract({ hours: 24 * 7 })
        .toString(),
    )
    .execute()
}
