import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { chooseAccount } from './account.ts'
import { prepareBinaries } from './binaries.ts'
import {
  type ClusterRun,
  clearOrphans,
  exitOf,
  failed,
  lastLines,
  makeCluster,
  startPostmaster,
} from './cluster.ts'
import { lockFolder } from './lock.ts'
import { choosePlace } from './place.ts'
import { CannotStart } from './refusal.ts'
import { ensureRoles } from './roles.ts'
import {
  addressOf,
  adminRole,
  appRole,
  loadSecrets,
  ownerRole,
  type Secrets,
  saveSecrets,
  secretsExist,
} from './secrets.ts'
import { supervise } from './supervise.ts'

export { CannotStart } from './refusal.ts'

export interface EmbeddedOptions {
  /** absolute path; made when absent */
  dataDir: string
  log: { info(text: string): void; warn(text: string): void }
  /** `name=value` settings of the server, for tests */
  settings?: string[]
}

export interface EmbeddedPostgres {
  ownerUrl: string
  appUrl: string
  /** the superuser, for tests and repair */
  adminUrl: string
  /** where the cluster really lies */
  cluster: string
  /** sentences for the banner, each in Chinese and English */
  notes: string[]
  stop(): Promise<void>
}

const database = 'yizhan'
const firstPort = 54320

/**
 * Runs PostgreSQL over `dataDir/postgres`, making it at the first start.
 * @throws CannotStart when the folder is held by another process or the machine does not allow it
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new CannotStart(
      '内置 PostgreSQL 需要 Linux 或 macOS，在 Windows 上请使用 WSL 或 DATABASE_URL。\nThe embedded PostgreSQL needs Linux or macOS; on Windows use WSL or DATABASE_URL.',
    )
  }
  makeFolder(options.dataDir)
  const dataDir = realpathSync(options.dataDir)
  const lock = lockFolder(dataDir)
  try {
    return await startLocked({ ...options, dataDir }, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Part by part: for a folder that can never be, e.g. in /proc, Node's recursive mkdir tries for ever. */
function makeFolder(folder: string): void {
  const missing: string[] = []
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at)
  try {
    for (const part of missing) if (!existsSync(part)) mkdirSync(part)
    if (!statSync(folder).isDirectory()) throw new Error('ENOTDIR')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CannotStart(
      `建不了数据文件夹 ${folder}（${reason}）。用 YIZHAN_DATA 换一个能写的文件夹。\nThe data folder ${folder} cannot be made (${reason}). Choose another by YIZHAN_DATA.`,
    )
  }
}

async function startLocked(options: EmbeddedOptions, release: () => void): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options
  const account = chooseAccount(join(dataDir, 'postgres'))
  const { cluster, refuge, notes } = choosePlace(dataDir, account)
  const run: ClusterRun = {
    binaries: prepareBinaries(account, refuge),
    account,
    cluster,
    logFile: join(dataDir, 'postgres.log'),
  }
  const secrets = await prepareCluster(run, dataDir, log)
  const settings = options.settings ?? []
  const child = await startOnFreePort(run, dataDir, secrets, settings)
  const { stop } = supervise(child, { release, log, restart: () => restart(run, secrets, settings) })
  try {
    await ensureRoles(addressOf(secrets, adminRole, 'postgres'), secrets.passwords, database)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ownerUrl: addressOf(secrets, ownerRole, database),
    appUrl: addressOf(secrets, appRole, database),
    adminUrl: addressOf(secrets, adminRole, 'postgres'),
    cluster,
    notes,
    stop,
  }
}

async function prepareCluster(
  run: ClusterRun,
  dataDir: string,
  log: EmbeddedOptions['log'],
): Promise<Secrets> {
  const made = existsSync(join(run.cluster, 'PG_VERSION'))
  if (made && !secretsExist(dataDir)) {
    throw new CannotStart(
      [
        `${run.cluster} 已有数据库，但缺少 ${dataDir}/secrets/postgres.json。从备份恢复该文件，或移走数据库。`,
        `${run.cluster} holds a database, but ${dataDir}/secrets/postgres.json is missing. Restore it from the backup, or move the database away.`,
      ].join('\n'),
    )
  }
  const secrets = loadSecrets(dataDir, firstPort)
  if (!made) {
    log.info(`Creating a PostgreSQL cluster in ${run.cluster}`)
    await makeCluster(run, secrets.passwords[adminRole])
    return secrets
  }
  const orphan = await clearOrphans(realpathSync(run.cluster))
  if (orphan === 'stopped') log.warn('PostgreSQL of an earlier run was still there and has been stopped')
  if (orphan === 'stale file') log.warn('The earlier run was killed; PostgreSQL recovers by itself')
  return secrets
}

async function startOnFreePort(
  run: ClusterRun,
  dataDir: string,
  secrets: Secrets,
  settings: string[],
): Promise<ChildProcess> {
  for (let attempt = 0; ; attempt++) {
    const port = await freePort(secrets.port)
    if (port !== secrets.port) {
      secrets.port = port
      saveSecrets(dataDir, secrets)
    }
    const child = startPostmaster(run, port, settings)
    const failure = await outcome(child, secrets)
    if (failure === 'ready') return child
    // Somebody may have taken the port between our look and the start.
    const portLost = lastLines(run.logFile, 6).some((line) => line.includes('could not bind'))
    if (!portLost || attempt === 4) throw failed('postgres', failure ?? 'exit', run)
  }
}

/** The same server once more, on the port that everybody already uses. */
async function restart(run: ClusterRun, secrets: Secrets, settings: string[]): Promise<ChildProcess> {
  await clearOrphans(realpathSync(run.cluster))
  const child = startPostmaster(run, secrets.port, settings)
  const failure = await outcome(child, secrets)
  if (failure !== 'ready') throw failed('postgres', failure ?? 'exit', run)
  return child
}

function outcome(child: ChildProcess, secrets: Secrets): Promise<string | undefined> {
  return Promise.race([exitOf(child), accepts(child, addressOf(secrets, adminRole, 'postgres'))])
}

/** Resolves when the server answers; while it recovers after a crash it may take as long as it needs. */
async function accepts(child: ChildProcess, url: string): Promise<'ready'> {
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return 'ready'
    } catch (error) {
      await client.end().catch(() => {})
      if ((error as { code?: string }).code === '28P01') {
        if (child.pid) process.kill(child.pid, 'SIGINT')
        throw new CannotStart(
          'secrets/postgres.json 中的密码与数据库不符。\nThe passwords in secrets/postgres.json are not those of the database.',
        )
      }
      if (child.exitCode !== null || child.signalCode !== null) await new Promise(() => {})
      await delay(30)
    }
  }
}

async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, ...Array.from({ length: 200 }, (_, i) => firstPort + i)]) {
    if (await isFree(port)) return port
  }
  throw new CannotStart('54320–54519 端口都被占用。\nAll ports from 54320 to 54519 are taken.')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
