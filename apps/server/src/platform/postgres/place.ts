import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, accountCan } from './account.ts'
import { CannotStart } from './refusal.ts'
import { secretsExist } from './secrets.ts'

export interface Place {
  /** the cluster's folder; it may not exist yet */
  cluster: string
  /** a folder that the account reaches, for binaries that it cannot reach in place */
  refuge: string
  /** what people should be told, one sentence in each language a line */
  notes: string[]
}

const shelter = '/var/lib/yizhan'

/**
 * Where the cluster lies: `data/postgres`, or, when the account cannot pass through the folders above it
 * (a checkout under a private home), a sheltered folder to which `data/postgres` is then a link.
 */
export function choosePlace(dataDir: string, account: Account | undefined): Place {
  const inData = join(dataDir, 'postgres')
  const linked = linkTarget(inData)
  if (linked && !linked.startsWith(shelter)) return { cluster: linked, refuge: dirname(linked), notes: [] }
  if (!linked && (existsSync(inData) || accountCan(account, '-x', dataDir))) {
    return { cluster: inData, refuge: dataDir, notes: [] }
  }
  const home = linked ? dirname(linked) : join(shelter, hash(dataDir))
  const cluster = join(home, 'postgres')
  mkdirSync(home, { recursive: true, mode: 0o755 })
  claim(home, dataDir, inData)
  const notes = [sheltered(cluster, account)]
  if (existsSync(cluster) && !secretsExist(dataDir)) notes.push(setAside(cluster))
  if (!linked) symlinkSync(cluster, inData)
  return { cluster, refuge: home, notes }
}

function sheltered(cluster: string, account: Account | undefined): string {
  return [
    `数据目录在私有文件夹内，PostgreSQL 以 ${account?.name} 的身份运行，无法进入，因此数据库放在 ${cluster}。`,
    `The data folder is private and PostgreSQL, run as ${account?.name}, cannot enter it, so the database lies in ${cluster}.`,
  ].join('\n')
}

/** The data folder was deleted and begins anew; the cluster that it left here is kept, never overwritten. */
function setAside(cluster: string): string {
  const stamp = Temporal.Now.plainDateTimeISO().toString({ smallestUnit: 'second' }).replaceAll(':', '')
  const aside = `${cluster}.${stamp}`
  renameSync(cluster, aside)
  return [
    `数据目录是新的，此前留下的数据库已移到 ${aside}。`,
    `The data folder is new; the database left by an earlier one was moved to ${aside}.`,
  ].join('\n')
}

/** A copied data folder carries the link along: two folders must not share one cluster. */
function claim(home: string, dataDir: string, inData: string): void {
  const mark = join(home, 'data-folder.txt')
  const owner = existsSync(mark) ? readFileSync(mark, 'utf8').trim() : dataDir
  if (owner !== dataDir && linkTarget(join(owner, 'postgres')) === join(home, 'postgres')) {
    throw new CannotStart(
      [
        `${inData} 指向 ${owner} 的数据库（数据目录是复制来的）。删除该链接，或用备份恢复。`,
        `${inData} points to the database of ${owner} (the data folder is a copy). Remove the link, or restore from a backup.`,
      ].join('\n'),
    )
  }
  writeFileSync(mark, `${dataDir}\n`)
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}

function hash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12)
}
