/** Puts the catalogue's services into the database: a folder that changed becomes a new version. */
import type { Reader, Tx } from '#platform/db'
import type { LoadedService } from './catalogue-loader.ts'
import type { HallTables } from './tables.ts'

export type Deployed = { readonly version: number; readonly fresh: boolean }

/** Versions that are current and offered, by id and hash of the folder (`id hash`): these need not be deployed. */
export async function deployedVersions(db: Reader<HallTables>): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('hall.service')
    .innerJoin('hall.service_version as kept', (join) =>
      join
        .onRef('kept.service_id', '=', 'hall.service.id')
        .onRef('kept.version', '=', 'hall.service.current_version'),
    )
    .select(['kept.service_id as id', 'kept.version', 'kept.hash'])
    .where('hall.service.offered', '=', true)
    .execute()
  return new Map(rows.map(({ hash, id, version }) => [`${id} ${hash}`, version]))
}

/**
 * Nodes that start together wait for each other on the service's row. Going back to an earlier folder makes that
 * version current again.
 */
export async function deployService(tx: Tx, loaded: LoadedService, at: string): Promise<Deployed> {
  const db = tx.withTables<HallTables>()
  const id = loaded.service.id
  await db
    .insertInto('hall.service')
    .values({ id, current_version: 0, offered: true })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  const { current_version: current, offered } = await db
    .selectFrom('hall.service')
    .select(['current_version', 'offered'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const known = await db
    .selectFrom('hall.service_version')
    .select('version')
    .where('service_id', '=', id)
    .where('hash', '=', loaded.hash)
    .executeTakeFirst()
  const version = known?.version ?? (await insertVersion(tx, loaded, at))
  if (version !== current || !offered)
    await db
      .updateTable('hall.service')
      .set({ current_version: version, offered: true })
      .where('id', '=', id)
      .execute()
  return { version, fresh: known === undefined }
}

async function insertVersion(tx: Tx, loaded: LoadedService, at: string): Promise<number> {
  const db = tx.withTables<HallTables>()
  const { last } = await db
    .selectFrom('hall.service_version')
    .select(({ fn }) => fn.max('version').as('last'))
    .where('service_id', '=', loaded.service.id)
    .executeTakeFirstOrThrow()
  const version = Number(last ?? 0) + 1
  await db
    .insertInto('hall.service_version')
    .values({
      service_id: loaded.service.id,
      version,
      hash: loaded.hash,
      service: JSON.stringify(loaded.service),
      form: JSON.stringify(loaded.form),
      bpmn: loaded.bpmn,
      plan: JSON.stringify(loaded.plan),
      document_yaml: loaded.document?.yaml ?? null,
      document_typ: loaded.document?.typ ?? null,
      deployed_at: at,
    })
    .execute()
  return version
}

/** Services whose folder is gone are no longer offered. */
export async function withdrawMissing(tx: Tx, ids: readonly string[]): Promise<void> {
  const db = tx.withTables<HallTables>()
  const update = db.updateTable('hall.service').set({ offered: false }).where('offered', '=', true)
  await (ids.length > 0 ? update.where('id', 'not in', [...ids]) : update).execute()
}
