/**
 * The PostgreSQL of the tests, as a process of its own so that test files in many processes share one server.
 * Run by testing-database.ts; ends by itself when nobody has been connected for a minute. Not durable, on purpose.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { CannotStart, startEmbedded } from './postgres/embedded.ts'

const idleLimit = 60
const quiet = { info() {}, warn() {} }

async function keep(dataDir: string): Promise<void> {
  const server = await startEmbedded({
    dataDir,
    log: quiet,
    settings: ['fsync=off', 'full_page_writes=off', 'max_connections=200'],
  })
  const address = join(dataDir, 'address')
  const admin = new pg.Client({ connectionString: server.adminUrl })
  admin.on('error', () => {})
  await admin.connect()
  await dropLeftOvers(admin)
  writeFileSync(`${address}.new`, server.adminUrl, { mode: 0o600 })
  renameSync(`${address}.new`, address)

  let idle = 0
  const timer = setInterval(async () => {
    idle = (await othersConnected(admin)) ? 0 : idle + 1
    if (idle >= idleLimit) await end()
  }, 1000)
  const end = async () => {
    clearInterval(timer)
    rmSync(address, { force: true })
    await admin.end().catch(() => {})
    await server.stop()
    process.exit(0)
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}

async function othersConnected(admin: pg.Client): Promise<boolean> {
  const { rowCount } = await admin.query(
    `select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`,
  )
  return rowCount === 1
}

/** Nobody else is here yet: databases of killed runs and templates of earlier migrations can go. */
async function dropLeftOvers(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database where datname like 't\\_%' or datname like 'template\\_yizhan\\_%'`,
  )
  for (const { datname } of rows) await admin.query(`drop database ${admin.escapeIdentifier(datname)}`)
}

try {
  await keep(process.argv[2] ?? '')
} catch (error) {
  // Another keeper was quicker: its server serves us as well.
  if (!(error instanceof CannotStart)) throw error
  process.exitCode = 1
}
