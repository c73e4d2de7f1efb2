import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * When a process started, as an opaque text that no later process with the same number shares
 * (boot id and clock ticks on Linux, `ps` elsewhere); undefined when there is no such process.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The command name stands in brackets and may hold anything; the fields after it are plain (proc(5): 3 state, 22 start).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (fields[0] === 'Z') return undefined
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
    } catch {
      return undefined
    }
  }
  return ps(pid, 'lstart=')
}

/** Whether this process is a postmaster of the cluster: a postmaster's working directory is its data directory. */
export function servesCluster(pid: number, cluster: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster && processStart(pid) !== undefined
    } catch {
      return false
    }
  }
  return ps(pid, 'command=')?.includes(cluster) ?? false
}

/**
 * The cluster's processes that outlived their postmaster; they leave by themselves within moments.
 * Known on Linux only: elsewhere PostgreSQL's own check of the shared memory block has the word.
 */
export function clusterProcesses(cluster: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && servesCluster(pid, cluster))
}

function ps(pid: number, column: string): string | undefined {
  const { stdout, status } = spawnSync('ps', ['-p', String(pid), '-o', column], { encoding: 'utf8' })
  return status === 0 && stdout.trim() ? stdout.trim() : undefined
}
