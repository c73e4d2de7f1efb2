/** A fresh embedded PostgreSQL with the product's own settings (fsync and synchronous_commit on), gone afterwards. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../apps/server/src/platform/migrate.ts'
import { startEmbedded } from '../apps/server/src/platform/postgres/embedded.ts'

export type BenchServer = {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly adminUrl: string
  readonly data: string
  /** Process id of the server. */
  readonly postmaster: number
}

export async function withServer(work: (server: BenchServer) => Promise<void>): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'yizhan-bench-'))
  const embedded = await startEmbedded({ dataDir: data, log: { info: () => {}, warn: say } })
  try {
    await migrate(embedded.ownerUrl)
    await asOwner(embedded.ownerUrl, async (client) => {
      for (const name of ['fsync', 'synchronous_commit']) {
        const { rows } = await client.query(`show ${name}`)
        if (Object.values(rows[0] ?? {})[0] !== 'on') throw new Error(`${name} must be on to be compared`)
      }
    })
    const { ownerUrl, appUrl, adminUrl, cluster } = embedded
    const postmaster = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
    await work({ ownerUrl, appUrl, adminUrl, data, postmaster })
  } finally {
    await embedded.stop()
    await rm(data, { recursive: true, force: true })
  }
}

export async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Progress goes to stderr; stdout holds the table alone. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
