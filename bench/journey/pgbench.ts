/** The raw limit: PostgreSQL's own load generator writes the minimal rows of the journey. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BenchServer, say } from '../server.ts'

const run = promisify(execFile)
export const scripts = { rows: 'rows.pgbench.sql', cte: 'cte.pgbench.sql' } as const

/** PGBENCH names the program; else the newest of Debian's folders, else the PATH's. */
export function findPgbench(): string {
  if (process.env.PGBENCH) return process.env.PGBENCH
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((v) => join(debian, v, 'bin/pgbench')).find(existsSync) ?? 'pgbench'
}

/** Journeys a second; the script is one journey of four transactions. */
export async function pgbench(
  server: BenchServer,
  script: keyof typeof scripts,
  clients: number,
  seconds: number,
): Promise<number> {
  const url = new URL(server.ownerUrl)
  const { stdout } = await run(
    findPgbench(),
    // biome-ignore format: one option and its value a pair
    ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds),
      '-f', join(import.meta.dirname, scripts[script]), '-h', url.hostname, '-p', url.port,
      '-U', url.username, url.pathname.slice(1)],
    { env: { ...process.env, PGPASSWORD: decodeURIComponent(url.password) } },
  )
  const failed = /failed transactions: (\d+)/.exec(stdout)?.[1]
  if (failed !== undefined && failed !== '0') say(`pgbench: ${failed} failed transactions`)
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1]
  if (tps === undefined) throw new Error(`pgbench said no tps:\n${stdout}`)
  return Number(tps)
}
