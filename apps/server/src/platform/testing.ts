/** A platform for tests: a migrated database and a data folder of its own, quiet, with a clock that can be set. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, type SettingName } from './config.ts'
import { createLog } from './log.ts'
import { createPlatform, type Platform } from './platform.ts'
import { freshDatabase } from './testing-database.ts'

export interface TestOptions {
  settings?: Partial<Record<SettingName, string>>
  clock?: () => Temporal.Instant
}

export type TestPlatform = Platform & {
  /** the owner's address, for what only migrations may do */
  readonly ownerUrl: string
}

/** Gives `work` a platform and takes everything away afterwards, also when `work` throws. */
export async function withTestPlatform<T>(
  work: (platform: TestPlatform) => Promise<T>,
  { settings = {}, clock }: TestOptions = {},
): Promise<T> {
  const database = await freshDatabase()
  const data = await mkdtemp(join(tmpdir(), 'yizhan-data-'))
  const { config } = readConfig({}, { data, poolSize: '5', logLevel: 'silent', ...settings })
  const platform = await createPlatform({
    config,
    log: createLog(config.logLevel),
    databaseUrl: database.appUrl,
    ...(clock ? { clock } : {}),
  })
  try {
    return await work({ ...platform, ownerUrl: database.ownerUrl })
  } finally {
    await platform.close()
    await database.drop()
    await rm(data, { recursive: true, force: true })
  }
}
