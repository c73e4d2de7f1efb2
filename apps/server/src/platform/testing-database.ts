import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { migrate } from './migrate.ts'
import { createDatabase, ensureRoles } from './postgres/roles.ts'
import { appRole, ownerRole } from './postgres/secrets.ts'

export interface FreshDatabase {
  ownerUrl: string
  appUrl: string
  /** closes every connection to it and removes it */
  drop(): Promise<void>
}

const here = fileURLToPath(new URL('.', import.meta.url))
const migrations = fileURLToPath(new URL('../../db/migrations/', import.meta.url))
const password = 'yizhan-test'

/**
 * A migrated database of its own, copied from a template in some 50 ms. The server is the one that
 * YIZHAN_TEST_DATABASE names (a superuser's address), else an embedded one that all test processes share.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await serverAddress()
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await asAdmin(server, async (admin) => createDatabase(admin, name, await ensureTemplate(server, admin)))
  return {
    ownerUrl: inDatabase(server, name, ownerRole),
    appUrl: inDatabase(server, name, appRole),
    drop: () =>
      asAdmin(server, async (admin) => {
        await admin.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

function inDatabase(server: string, database: string, role?: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  if (role) {
    url.username = role
    url.password = password
  }
  return url.href
}

async function asAdmin<T>(server: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** One template per state of the migrations; the first process in need makes it while the others wait. */
async function ensureTemplate(server: string, admin: pg.Client): Promise<string> {
  const template = `template_yizhan_${migrationsHash()}`
  const exists = async () =>
    (await admin.query('select 1 from pg_database where datname = $1', [template])).rowCount === 1
  if (await exists()) return template
  await admin.query('select pg_advisory_lock(20261124)')
  if (await exists()) return template
  const draft = `t_draft_${randomUUID().replaceAll('-', '')}`
  await ensureRoles(server, { [ownerRole]: password, [appRole]: password }, draft)
  for (const role of [ownerRole, appRole]) await admin.query(`alter role ${role} password '${password}'`)
  await migrate(inDatabase(server, draft, ownerRole))
  await admin.query(`alter database ${draft} rename to ${template}`)
  return template
}

function migrationsHash(): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(migrations).sort())
    hash.update(file).update(readFileSync(join(migrations, file)))
  return hash
    .update(readFileSync(join(here, 'migrate.ts')))
    .digest('hex')
    .slice(0, 16)
}

let shared: Promise<string> | undefined

function serverAddress(): Promise<string> {
  const given = process.env.YIZHAN_TEST_DATABASE
  if (given) return Promise.resolve(given)
  shared ??= sharedServer()
  return shared
}

async function sharedServer(): Promise<string> {
  const dataDir = join(tmpdir(), `yizhan-test-${createHash('sha256').update(here).digest('hex').slice(0, 8)}`)
  const running = await answering(dataDir)
  if (running) return running
  mkdirSync(dataDir, { recursive: true })
  const keeper = join(here, 'testing-cluster.ts')
  for (let i = 0; i < 600; i++) {
    // Asked again every five seconds: the first answer may have been "held" by a keeper that was just leaving.
    if (i % 50 === 0) spawn(process.execPath, [keeper, dataDir], { detached: true, stdio: 'ignore' }).unref()
    const address = await answering(dataDir)
    if (address) return address
    await delay(100)
  }
  throw new Error(`The test database did not start; its log is ${join(dataDir, 'postgres.log')}`)
}

async function answering(dataDir: string): Promise<string | undefined> {
  try {
    const address = readFileSync(join(dataDir, 'address'), 'utf8')
    await asAdmin(address, async (admin) => admin.query('select 1'))
    return address
  } catch {
    return undefined
  }
}
