/**
 * The database: one pool for the application's role, typed by Kysely. A module widens the handle by its own tables
 * (`db.withTables<PeopleTables>()`), so another module's table is a compile error.
 */
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { PlatformTables } from './tables.ts'

export type Db = Kysely<PlatformTables>
/**
 * A handle that can only read, typed with a module's tables: queries take this one. A transaction fits too, so that a
 * command can use the same queries.
 */
export type Reader<T extends Record<string, object> = PlatformTables> = Pick<
  Kysely<PlatformTables & T>,
  'selectFrom' | 'with' | 'selectNoFrom' | 'fn' | 'getExecutor'
>
export type Tx = Transaction<PlatformTables>

const { builtins } = pg.types
/** `date` stays text and `timestamptz` becomes ISO text: no Date objects, no zone surprises. int8 fits a number here. */
const text = new Map<number, (text: string) => unknown>([
  [builtins.DATE, (value) => value],
  [builtins.TIMESTAMPTZ, instantText],
  [builtins.INT8, Number],
])
/** `2026-11-24 01:00:00.25+00` is one replacement away from ISO; lists hold many of them. Other offsets take the long way. */
function instantText(value: string): string {
  return value.length <= 29 && value.endsWith('+00')
    ? `${value.slice(0, 10)}T${value.slice(11, -3)}Z`
    : Temporal.Instant.from(value.replace(' ', 'T')).toString()
}

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && text.get(oid)) ||
    (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(oid, format),
} as pg.CustomTypesConfig

const namedAtMost = 800
const names = new Map<string, string>()

/** Named statements are parsed and planned once a connection; Kysely sends unnamed ones, which doubles PostgreSQL's work. */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql)
  if (known) return known
  if (names.size >= namedAtMost || !/^\s*(select|insert|update|delete|with)\b/i.test(sql)) return undefined
  const name = `yz${names.size}`
  names.set(sql, name)
  return name
}

type AnyQuery = (...args: unknown[]) => unknown
const plainQuery = pg.Client.prototype.query as unknown as AnyQuery

class NamingClient extends pg.Client {
  // pg's overloads cannot be written once; every call is passed on, only (text, values, callback?) gains a name.
  override query = ((...args: unknown[]) => {
    const [text, values, callback] = args
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined
    return plainQuery.apply(this, name ? [{ name, text, values }, callback] : args)
  }) as unknown as pg.Client['query']
}

export type PoolOptions = {
  url: string
  size: number
  statementTimeoutMs?: number
  role?: string
  named?: boolean
  /** One plan for all values from the first time on: for statements whose plan does not depend on them. */
  generic?: boolean
}

export function createPool({
  url,
  size,
  statementTimeoutMs = 15_000,
  role,
  named = true,
  generic = false,
}: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 5_000,
    query_timeout: statementTimeoutMs + 2_000,
    statement_timeout: statementTimeoutMs,
    idleTimeoutMillis: 60_000,
    types,
    application_name: 'yizhan',
    options: [
      '-c timezone=UTC',
      ...(role ? [`-c role=${role}`] : []),
      ...(generic ? ['-c plan_cache_mode=force_generic_plan'] : []),
    ].join(' '),
    ...(named ? { Client: NamingClient } : {}),
  })
  // A connection that breaks is replaced. Without a listener it would end the process, also while it is being closed.
  const outlive = () => {}
  pool.on('error', outlive)
  pool.on('connect', (client) => client.on('error', outlive))
  return pool
}

export function createDb(pool: pg.Pool): Db {
  return new Kysely<PlatformTables>({ dialect: new PostgresDialect({ pool }) })
}

const retryable = new Set(['40001', '40P01'])

/** Runs `work` in one transaction; serialisation failures and deadlocks are tried again, three times in all. */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (attempt >= 3 || !retryable.has(sqlState(error) ?? '')) throw error
    }
  }
}

/** The five-character SQLSTATE of a database error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** The violated constraint's name, for unique and check violations. */
export function violated(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code?.startsWith('23') ? error.constraint : undefined
}
