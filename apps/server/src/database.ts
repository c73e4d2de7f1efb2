/** Opens the university's database: the one that DATABASE_URL names, else the embedded server in the data folder. */
import pg from 'pg'
import type { Config } from './platform/config.ts'
import type { Log } from './platform/log.ts'
import { startEmbedded } from './platform/postgres/embedded.ts'
import { addressOf, appRole, loadSecrets, ownerRole, secretsExist } from './platform/postgres/secrets.ts'

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
      appUrl: config.databaseAppUrl ?? config.databaseUrl,
      where: `PostgreSQL ${host}${pathname}`,
      notes:
        config.databaseAppUrl === undefined
          ? [
              '应用用的是属主的账号，见 DATABASE_APP_URL the application signs in as the owner; see DATABASE_APP_URL',
            ]
          : [],
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

/** For commands beside a running server: its database when it answers, else a server of this command's own. */
export async function reachDatabase(config: Config, log: Log): Promise<Database> {
  if (config.databaseUrl === undefined && secretsExist(config.data)) {
    const secrets = loadSecrets(config.data, 0)
    const ownerUrl = addressOf(secrets, ownerRole, 'yizhan')
    if (await answers(ownerUrl)) {
      return {
        ownerUrl,
        appUrl: addressOf(secrets, appRole, 'yizhan'),
        where: config.data,
        notes: [],
        stop: async () => {},
      }
    }
  }
  return openDatabase(config, log)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
