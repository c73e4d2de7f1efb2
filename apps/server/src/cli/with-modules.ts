import { reachDatabase } from '../database.ts'
import { createModules, type Modules } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { createPlatform, type Platform } from '../platform/platform.ts'
import type { Io } from './verb.ts'

/** Migrated database and modules, without HTTP and jobs, for a command that runs beside the server or alone. */
export async function withModules<T>(
  env: Io['env'],
  work: (modules: Modules, platform: Platform) => Promise<T>,
): Promise<T> {
  const { config } = readConfig(env)
  const log = createLog('warn')
  const database = await reachDatabase(config, log)
  try {
    await migrate(database.ownerUrl)
    const platform = await createPlatform({ config, log, databaseUrl: database.appUrl })
    try {
      return await work(await createModules(platform), platform)
    } finally {
      await platform.close()
    }
  } finally {
    await database.stop()
  }
}
