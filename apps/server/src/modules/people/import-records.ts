/** Data elements that other systems hold, in bulk: copied, then merged; a later as-of time wins. */
import { copyFrom, copyText, longTransaction } from '#platform/copy'
import type { Platform } from '#platform/platform'
import { clearStage } from './import-merge.ts'
import { refreshStatistics } from './store.ts'

export type RecordRow = {
  readonly number: string
  readonly element: string
  readonly value: unknown
  readonly source: string
}

/** @returns how many elements are new or changed; rows of numbers that nobody has are left out */
export async function recordWithoutPermit(
  platform: Platform,
  rows: Iterable<RecordRow>,
  asOf: string,
): Promise<number> {
  return longTransaction(platform.pool, async (tx, client) => {
    await client.query('select pg_advisory_xact_lock(7261010)')
    await clearStage(client)
    await copyFrom(client, 'people.stage_record (number, element, value, source, as_of)', chunks(rows, asOf))
    const merged = await client.query(`
      insert into people.record (member_id, element, value, source, as_of)
      select member.id, element, value, stage.source, stage.as_of
      from people.stage_record as stage join people.member on member.number = stage.number
      on conflict (member_id, element) do update
      set value = excluded.value, source = excluded.source, as_of = excluded.as_of
      where record.value <> excluded.value and record.as_of <= excluded.as_of`)
    await clearStage(client)
    await refreshStatistics(tx, merged.rowCount ?? 0)
    return merged.rowCount ?? 0
  })
}

async function* chunks(rows: Iterable<RecordRow>, asOf: string): AsyncGenerator<Buffer> {
  let piece = ''
  for (const { number, element, value, source } of rows) {
    piece += `${[number, element, JSON.stringify(value), source, asOf].map(copyText).join('\t')}\n`
    if (piece.length > 128 * 1024) {
      yield Buffer.from(piece)
      piece = ''
    }
  }
  if (piece !== '') yield Buffer.from(piece)
}
