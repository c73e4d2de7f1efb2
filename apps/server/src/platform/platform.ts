/** What every module gets: configuration, database, events, jobs, files, clock. Made once, in main.ts or a test. */

import { join } from 'node:path'
import { isRefusal, type Refusal } from '@yizhan/contracts'
import type pg from 'pg'
import type { Config } from './config.ts'
import { createDb, createPool, type Db, inTransaction, type Reader, type Tx } from './db.ts'
import { Events } from './events.ts'
import { createFileStore, type FileStore } from './files.ts'
import type { FileKeeper } from './forget-files.ts'
import { uuidv7 } from './ids.ts'
import type { Job } from './jobs.ts'
import type { Log } from './log.ts'
import { applicationRole } from './migrate.ts'
import type { PlatformTables } from './tables.ts'

export type Check = { readonly name: string; readonly check: () => Promise<{ ok: boolean; detail?: string }> }

export type Platform = {
  readonly config: Config
  readonly log: Log
  /** The application's role. Writes go through `tx`. */
  readonly db: Db
  /** The same database, reads only, with a module's tables: `platform.read<HallTables>()`. */
  readonly read: <T extends Record<string, object> = PlatformTables>() => Reader<T>
  readonly pool: pg.Pool
  /** A few connections for the commands of a crowd, see together.ts: theirs alone, whatever everybody else reads. */
  readonly crowd: { readonly db: Db }
  readonly files: FileStore
  readonly events: Events
  /** Readiness checks of `/api/ready` and `yizhan doctor`. */
  readonly checks: Check[]
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  /** One transaction; a refusal returned by `work` rolls it back and is returned. */
  readonly tx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

/** What a module hands to the composition. Its further functions are its face to other modules. */
export type Module = {
  readonly name: string
  readonly jobs?: readonly Job[]
  /** Which files it still needs; all others are forgotten after a week. */
  readonly keeps?: FileKeeper
}

export type PlatformParts = {
  config: Config
  log: Log
  /** URL of the application's role, or of an owner that may take it. */
  databaseUrl: string
  clock?: () => Temporal.Instant
}

/** PostgreSQL keeps microseconds and rounds: an instant that is written must come back as it was. */
export function databaseClock(): Temporal.Instant {
  return Temporal.Now.instant().round({ smallestUnit: 'microsecond', roundingMode: 'floor' })
}

export async function createPlatform({
  config,
  log,
  databaseUrl,
  clock = databaseClock,
}: PlatformParts): Promise<Platform> {
  const pool = createPool({ url: databaseUrl, size: config.poolSize, role: applicationRole })
  let closing = false
  const broke = (error: Error) => {
    // While we close, the server may be quicker to say goodbye than the pool.
    if (!closing) log.warn({ reason: error.message }, 'a database connection broke')
  }
  pool.on('error', broke)
  const db = createDb(pool)
  const crowdPool = createPool({ url: databaseUrl, size: crowdSize, role: applicationRole, generic: true })
  crowdPool.on('error', broke)
  const crowd = createDb(crowdPool)
  return {
    config,
    log,
    db,
    read: <T extends Record<string, object>>() => db as unknown as Reader<T>,
    pool,
    crowd: { db: crowd },
    files: await createFileStore(join(config.data, 'files')),
    events: new Events(clock),
    checks: [],
    clock,
    newId: () => uuidv7(clock().epochMilliseconds),
    tx: (work) => transactionOrRefusal(db, work),
    close: async () => {
      closing = true
      await Promise.all([pool.end(), crowdPool.end()])
    },
  }
}

/** Two for commands that begin something, three for those that go on with it. */
const crowdSize = 5

class RolledBack extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

/** A refusal means no: nothing that was written before it may stay. */
async function transactionOrRefusal<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(db, async (tx) => {
      const result = await work(tx)
      if (isRefusal(result)) throw new RolledBack(result)
      return result
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.refusal as T
    throw error
  }
}
