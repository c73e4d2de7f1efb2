/**
 * Backup and restore of a university with the embedded server: the cluster (an online base backup by PostgreSQL's
 * low-level API, §25.3.3 of its manual), the content-addressed files and the secrets, in one folder.
 */
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import pg from 'pg'
import { type Account, chooseAccount } from './account.ts'
import { lockFolder } from './lock.ts'
import { choosePlace } from './place.ts'
import { CannotStart } from './refusal.ts'
import { addressOf, adminRole, loadSecrets, secretsExist } from './secrets.ts'

export type Manifest = { readonly format: 1; readonly takenAt: string; readonly kind: 'online' | 'cold' }

/** What a base backup leaves out: PostgreSQL makes it anew (manual, same section). */
const leftOut =
  /^(postmaster\.(pid|opts)|pg_wal\/.+|pg_(dynshmem|notify|serial|snapshots|stat_tmp|subtrans|replslot)\/.+|(.*\/)?(pgsql_tmp|t\d+_).*)$/

/**
 * Writes everything that a university is into `target`, which must not exist.
 * The server may run: readers and writers go on.
 */
export async function backUp(dataDir: string, target: string, at: string): Promise<Manifest> {
  if (existsSync(target))
    throw new CannotStart(`${target} 已存在，备份不会覆盖。\n${target} exists; a backup overwrites nothing.`)
  if (!secretsExist(dataDir))
    throw new CannotStart(
      `${dataDir} 里没有内置数据库。外部数据库用 pg_dump 备份。\n${dataDir} holds no embedded database; back an external one up with pg_dump.`,
    )
  const draft = `${target}.partial`
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  const cluster = realpathSync(join(dataDir, 'postgres'))
  const kind = await copyCluster(dataDir, cluster, join(draft, 'postgres'))
  // Files come after the database: bytes are stored before the row that names them, so none can be missing.
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith('postgres') && !name.startsWith('yizhan.lock'))
      cpSync(join(dataDir, name), join(draft, name), { recursive: true })
  }
  const manifest: Manifest = { format: 1, takenAt: at, kind }
  writeFileSync(join(draft, 'backup.json'), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true })
  renameSync(draft, target)
  return manifest
}

async function copyCluster(dataDir: string, cluster: string, target: string): Promise<Manifest['kind']> {
  const client = new pg.Client({
    connectionString: addressOf(loadSecrets(dataDir, 0), adminRole, 'postgres'),
    connectionTimeoutMillis: 3000,
  })
  const running = await client.connect().then(
    () => true,
    () => false,
  )
  if (!running) {
    const lock = lockFolder(dataDir)
    try {
      cpSync(cluster, target, {
        recursive: true,
        filter: (path) => !/^postmaster\./.test(relative(cluster, path)),
      })
      return 'cold'
    } finally {
      lock.release()
    }
  }
  try {
    // A temporary slot keeps the WAL that the copy will need.
    await client.query(
      `select pg_create_physical_replication_slot('yizhan_backup_' || pg_backend_pid(), true, true)`,
    )
    await client.query(`select pg_backup_start('yizhan', true)`)
    copyTolerant(cluster, target)
    const { rows } = await client.query<{ labelfile: string; spcmapfile: string }>(
      'select labelfile, spcmapfile from pg_backup_stop(false)',
    )
    writeFileSync(join(target, 'backup_label'), rows[0]?.labelfile ?? '', { flush: true })
    // The server goes on renaming segments that the slot does not hold.
    copyTolerant(join(cluster, 'pg_wal'), join(target, 'pg_wal'))
    return 'online'
  } finally {
    await client.end()
  }
}

/** A file that vanishes while we copy belonged to a dropped table; replay of the WAL knows. */
function copyTolerant(from: string, to: string): void {
  const walk = (folder: string): void => {
    mkdirSync(join(to, folder), { recursive: true, mode: 0o700 })
    for (const entry of readdirSync(join(from, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (leftOut.test(path)) continue
      if (entry.isDirectory()) walk(path)
      else {
        try {
          cpSync(join(from, path), join(to, path))
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        }
      }
    }
  }
  walk('')
}

/** Puts a backup into an empty data folder; nothing that is there is overwritten. */
export function restore(source: string, dataDir: string): Manifest {
  const manifestFile = join(source, 'backup.json')
  if (!existsSync(manifestFile))
    throw new CannotStart(
      `${source} 不是完整的备份（缺 backup.json）。\n${source} is not a whole backup (backup.json is missing).`,
    )
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const real = realpathSync(dataDir)
  if (readdirSync(real).length > 0)
    throw new CannotStart(
      `${real} 不是空的，恢复不会覆盖。\n${real} is not empty; a restore overwrites nothing.`,
    )
  const lock = lockFolder(real)
  try {
    for (const name of readdirSync(source)) {
      if (name !== 'backup.json' && name !== 'postgres')
        cpSync(join(source, name), join(real, name), { recursive: true })
    }
    const account = chooseAccount(join(real, 'postgres'))
    const { cluster } = choosePlace(real, account)
    mkdirSync(dirname(cluster), { recursive: true })
    cpSync(resolve(source, 'postgres'), cluster, { recursive: true })
    if (account) giveTo(account, cluster)
    return manifest
  } finally {
    lock.release()
  }
}

function giveTo(account: Account, path: string): void {
  chownSync(path, account.uid, account.gid)
  for (const entry of readdirSync(path, { recursive: true }))
    chownSync(join(path, String(entry)), account.uid, account.gid)
}
