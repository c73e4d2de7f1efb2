/** Uploads that came to nothing do not stay: rows that no module names, then bytes that no row names. */
import type { Platform } from './platform.ts'

export type Upload = { readonly id: string; readonly owner: string }

/** What a module says about files; of both questions, the answer is the part that it still needs. */
export type FileKeeper = {
  readonly uploads?: (uploads: readonly Upload[]) => Promise<readonly string[]>
  readonly bytes?: (sha256s: readonly string[]) => Promise<readonly string[]>
}

const kept = { hours: 7 * 24 }
const atOnce = 500

/** Safe to repeat. A keeper that throws ends it before anything of that batch is removed. */
export async function forgetFiles(platform: Platform, keepers: readonly FileKeeper[]): Promise<void> {
  const before = platform.clock().subtract(kept)
  await forgetUploads(platform, keepers, before)
  await platform.files.sweep(before, async (sha256s) => {
    const rows = await platform.db
      .selectFrom('platform.file')
      .select('sha256')
      .where('sha256', 'in', sha256s)
      .execute()
    const named = await Promise.all(keepers.map((keeper) => keeper.bytes?.(sha256s) ?? []))
    return new Set([...rows.map(({ sha256 }) => sha256), ...named.flat()])
  })
}

async function forgetUploads(
  { db, tx }: Platform,
  keepers: readonly FileKeeper[],
  before: Temporal.Instant,
): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    // Ids are in the order of time, so a walk by id is a walk from the oldest.
    const rows = await db
      .selectFrom('platform.file')
      .select(['id', 'owner'])
      .where('id', '>', after)
      .where('at', '<', before.toString())
      .orderBy('id')
      .limit(atOnce)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    const named = await Promise.all(keepers.map((keeper) => keeper.uploads?.(rows) ?? []))
    const needed = new Set(named.flat())
    const gone = rows.map(({ id }) => id).filter((id) => !needed.has(id))
    if (gone.length > 0)
      await tx((inner) => inner.deleteFrom('platform.file').where('id', 'in', gone).execute())
    after = last.id
  }
}
