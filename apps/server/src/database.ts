/** Opens the university's database: the one that DATABASE_URL names, else the embedded server in the data folder. */
import type { Config } from './platform/config.ts'
import type { Log } from './platform/log.ts'
import { startEmbedded } from './platform/postgres/embedded.ts'

export type Database = {
  readonly ownerUrl: string
  readonly appUrl: string
  /** Where the data lives, for people. */
  readonly where: string
  readonly notes: readonly string[]
  readonly stop: () => Promise<void>
}

export async function openDatabase(config: Config, log: Log): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    const { host, pathname } = new URL(config.databaseUrl)
    return {
      ownerUrl: config.databaseUrl,
      appUrl: config.databaseUrl,
      where: `PostgreSQL ${host}${pathname}`,
      notes: [],
      stop: async () => {},
    }
  }
  const embedded = await startEmbedded({
    dataDir: config.data,
    log: { info: (text) => log.info(text), warn: (text) => log.warn(text) },
  })
  return {
    ownerUrl: embedded.ownerUrl,
    appUrl: embedded.appUrl,
    where: config.data,
    notes: embedded.notes,
    stop: () => embedded.stop(),
  }
}
