import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { exitOf, stopPostmaster } from './cluster.ts'

export type Supervised = { stop(): Promise<void> }

type Watch = {
  /** starts the same server again on the same port; resolves when it answers, rejects when it does not start */
  restart: () => Promise<ChildProcess>
  /** lets go of the data folder */
  release: () => void
  log: { warn(text: string): void }
}

const longestPause = 30_000

/**
 * Keeps a postmaster alive: one that ended by itself (a full disk, the kernel's memory killer) is started again with
 * growing pauses. One way to stop, however often it is asked; a process that ends without asking takes the server along.
 */
export function supervise(first: ChildProcess, { restart, release, log }: Watch): Supervised {
  let child = first
  let stopping: Promise<void> | undefined
  const alive = () => child.exitCode === null && child.signalCode === null
  const last = () => {
    if (alive()) process.kill(child.pid ?? 0, 'SIGINT')
    release()
  }
  process.once('exit', last)

  const asked = new AbortController()
  const keep = async () => {
    for (let pause = 250; ; pause = Math.min(pause * 2, longestPause)) {
      const how = (await exitOf(child)) ?? 'code 0'
      if (asked.signal.aborted) return
      log.warn(`PostgreSQL ended by itself (${how}) and is started again`)
      await delay(pause, undefined, { signal: asked.signal }).catch(() => {})
      if (asked.signal.aborted) return
      child = await restart().catch(() => child)
      if (alive()) pause = 250
    }
  }
  const kept = keep()
  return {
    stop: () => {
      stopping ??= end()
      return stopping
    },
  }

  async function end(): Promise<void> {
    asked.abort()
    // Twice: a restart that was under way when the stop was asked has made another server.
    await stopPostmaster(child.pid ?? 0, alive)
    await Promise.race([kept, delay(1000)])
    await stopPostmaster(child.pid ?? 0, alive)
    process.off('exit', last)
    release()
  }
}
