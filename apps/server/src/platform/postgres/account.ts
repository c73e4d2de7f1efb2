import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The account that runs the server; undefined means our own, because we are not root. */
export interface Account {
  name: string
  uid: number
  gid: number
}

/**
 * PostgreSQL refuses to run as root, so root lends it an account: the owner of a cluster that exists already,
 * else `postgres`, else `yizhan` (made here), else `nobody`.
 */
export function chooseAccount(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (existsSync(join(cluster, 'PG_VERSION'))) {
    const { uid, gid } = statSync(cluster)
    if (uid !== 0) return { name: nameOf(uid), uid, gid }
  }
  return find('postgres') ?? find('yizhan') ?? create('yizhan') ?? find('nobody') ?? nobody
}

const nobody: Account = { name: 'nobody', uid: 65534, gid: 65534 }

function passwd(): string[][] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}

function find(name: string): Account | undefined {
  const line = passwd().find((fields) => fields[0] === name)
  return line ? { name, uid: Number(line[2]), gid: Number(line[3]) } : undefined
}

function nameOf(uid: number): string {
  return passwd().find((fields) => fields[2] === String(uid))?.[0] ?? String(uid)
}

function create(name: string): Account | undefined {
  const { status } = spawnSync(
    'useradd',
    ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', name],
    { stdio: 'ignore' },
  )
  return status === 0 ? find(name) : undefined
}

/** Asks the kernel, not the mode bits: access lists, mounts and supplementary groups count too. */
export function accountCan(account: Account | undefined, right: '-x' | '-r' | '-w', path: string): boolean {
  const as = account ? { uid: account.uid, gid: account.gid } : {}
  return spawnSync('test', [right, path], { ...as, cwd: '/', stdio: 'ignore' }).status === 0
}
