/** COPY FROM STDIN over `pg`: bytes flow at the speed of the server, with bounded memory. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { inTransaction, type Tx } from './db.ts'
import type { PlatformTables } from './tables.ts'

/** The part of pg's connection that COPY needs; its published types leave it out. */
type Connection = {
  readonly stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

/** One COPY as pg's client runs it: a query of its own with the protocol's answers as methods. */
class CopyQuery implements pg.Submittable {
  readonly rows: Promise<number>
  readonly ready: Promise<Connection>
  readonly #text: string
  readonly #rows = Promise.withResolvers<number>()
  readonly #ready = Promise.withResolvers<Connection>()
  #count = 0
  #failed = false

  constructor(text: string) {
    this.#text = text
    this.rows = this.#rows.promise
    this.ready = this.#ready.promise
    // Whoever awaits gets the error; a failure before anybody does must not end the process.
    this.rows.catch(() => {})
    this.ready.catch(() => {})
  }

  submit(connection: unknown): void {
    ;(connection as Connection).query(this.#text)
  }

  handleCopyInResponse(connection: Connection): void {
    this.#ready.resolve(connection)
  }

  handleCommandComplete(message: { text: string }): void {
    this.#count = Number(/^COPY (\d+)$/.exec(message.text)?.[1] ?? 0)
  }

  handleReadyForQuery(): void {
    if (!this.#failed) this.#rows.resolve(this.#count)
  }

  handleError(error: Error): void {
    this.#failed = true
    this.#ready.reject(error)
    this.#rows.reject(error)
  }
}

/**
 * Copies lines into a table, by default in COPY's text format.
 * @param into table and columns, trusted: `people.stage_unit (line, id, code)`
 * @param options of COPY, trusted: `format csv, header`
 * @param chunks whole or partial lines; when it throws, nothing of this COPY is kept and its error is thrown on
 * @returns the number of rows
 */
export async function copyFrom(
  client: pg.ClientBase,
  into: string,
  chunks: AsyncIterable<Buffer>,
  options = 'format text',
): Promise<number> {
  const query = new CopyQuery(`copy ${into} from stdin (${options})`)
  client.query(query)
  const connection = await query.ready
  try {
    for await (const chunk of chunks) {
      connection.sendCopyFromChunk(chunk)
      if (connection.stream.writableNeedDrain)
        await Promise.race([once(connection.stream, 'drain'), query.rows])
    }
  } catch (error) {
    connection.sendCopyFail('the source ended early')
    await query.rows.catch(() => {})
    throw error
  }
  connection.endCopyFrom()
  return query.rows
}

/** One value of COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
export function copyText(value: string | null | undefined): string {
  if (value === null || value === undefined) return '\\N'
  return /[\\\n\r\t]/.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (char) => escapes[char] ?? char) : value
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One transaction on a connection of its own, without time limits: for work that is long on purpose, such as an import. */
export async function longTransaction<T>(
  pool: pg.Pool,
  work: (tx: Tx, client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...pool.options, query_timeout: 0, statement_timeout: 0 })
  // A connection that breaks between two queries fails the next one; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  // Whole tables are joined with whole files. Where statistics still say "empty", a nested loop would take hours.
  await client.query('set enable_nestloop = off')
  const db = new Kysely<PlatformTables>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => ({ query: client.query.bind(client), release() {} }),
        end: async () => {},
      },
    }),
  })
  try {
    return await inTransaction(db, (tx) => work(tx, client))
  } finally {
    await client.end()
  }
}
