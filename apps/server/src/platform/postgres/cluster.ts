import { type ChildProcess, spawn } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { clusterProcesses, servesCluster } from './process-table.ts'
import { CannotStart } from './refusal.ts'
import { adminRole } from './secrets.ts'

export interface ClusterRun {
  binaries: Binaries
  account: Account | undefined
  /** real path of the data directory */
  cluster: string
  /** file that takes initdb's and the server's own words */
  logFile: string
}

/** Neither the caller's locale nor its PG* variables may steer the server. */
const environment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
const longestLog = 10 * 1024 * 1024

/** initdb in a draft folder, renamed when complete. */
export async function makeCluster(run: ClusterRun, adminPassword: string): Promise<void> {
  const draft = `${run.cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  const passwordFile = join(draft, 'password')
  writeFileSync(passwordFile, `${adminPassword}\n`, { mode: 0o600 })
  if (run.account) {
    for (const path of [draft, passwordFile]) chownSync(path, run.account.uid, run.account.gid)
  }
  const made = join(draft, 'cluster')
  const child = launch(run, run.binaries.initdb, [
    `--pgdata=${made}`,
    `--username=${adminRole}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ])
  const failure = await exitOf(child)
  if (failure !== undefined) throw failed('initdb', failure, run)
  renameSync(made, run.cluster)
  rmSync(draft, { recursive: true, force: true })
}

/**
 * Starts the postmaster in a process group of its own, so that a Ctrl-C meant for us does not reach it.
 * @param settings `name=value`, over what is set here
 */
export function startPostmaster(run: ClusterRun, port: number, settings: string[]): ChildProcess {
  const all = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'synchronous_commit=on',
    'timezone=UTC',
    'log_timezone=UTC',
    'max_connections=100',
    'jit=off',
    // Statements and details carry personal data: the log keeps the error's own words only.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...settings,
  ]
  return launch(run, run.binaries.postgres, ['-D', run.cluster, ...all.flatMap((pair) => ['-c', pair])])
}

function launch(run: ClusterRun, command: string, args: string[]): ChildProcess {
  const { account } = run
  keepLogShort(run.logFile)
  const log = openSync(run.logFile, 'a', 0o600)
  try {
    return spawn(command, args, {
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
      cwd: '/',
      detached: true,
      env: environment,
      stdio: ['ignore', log, log],
    })
  } finally {
    closeSync(log)
  }
}

function keepLogShort(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > longestLog) renameSync(logFile, `${logFile}.1`)
}

/** Resolves with undefined after exit code 0, else with what happened; at once when it is over already. */
export function exitOf(child: ChildProcess): Promise<string | undefined> {
  const said = (code: number | null, signal: string | null) =>
    code === 0 ? undefined : (signal ?? `code ${code}`)
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve(said(child.exitCode, child.signalCode))
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(said(code, signal)))
  })
}

export function failed(what: string, failure: string, run: ClusterRun): CannotStart {
  const tail = lastLines(run.logFile, 8)
  return new CannotStart(
    [
      `内置 PostgreSQL 未能启动（${what}: ${failure}）。日志见 ${run.logFile}。也可以用 DATABASE_URL 指定其他 PostgreSQL。`,
      `The embedded PostgreSQL did not start (${what}: ${failure}). Its log is ${run.logFile}. DATABASE_URL can name another PostgreSQL.`,
      ...tail,
    ].join('\n'),
  )
}

/** The end of the server's log. */
export function lastLines(file: string, count: number): string[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count)
}

/** A postmaster that outlived a killed run is stopped; a pid file that names nobody of this cluster is removed. */
export async function clearOrphans(cluster: string): Promise<'none' | 'stale file' | 'stopped'> {
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : undefined
  const alive = pid !== undefined && servesCluster(pid, cluster)
  if (alive) await stopPostmaster(pid, () => servesCluster(pid, cluster))
  // Backends of a killed postmaster hold its shared memory until they notice.
  for (let i = 0; i < 200 && clusterProcesses(cluster).length > 0; i++) await delay(50)
  if (alive) return 'stopped'
  if (pid === undefined) return 'none'
  rmSync(pidFile, { force: true })
  return 'stale file'
}

/** Fast shutdown, then an immediate one, then the end. The cluster is consistent after each of them. */
export async function stopPostmaster(pid: number, alive: () => boolean): Promise<void> {
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 8],
    ['SIGKILL', 2],
  ] as const) {
    if (!alive()) return
    process.kill(pid, signal)
    for (let i = 0; i < seconds * 40 && alive(); i++) await delay(25)
  }
}
