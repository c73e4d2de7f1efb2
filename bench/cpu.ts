/**
 * Processor time from Linux's /proc, in milliseconds: on a machine that others use too it says more than throughput, for
 * the scheduler gives sixteen processes more of two cores than it gives one.
 */
import { readdirSync, readFileSync } from 'node:fs'

export type Cpu = { readonly client: number; readonly postgres: number }

/** Milliseconds a clock tick: USER_HZ is 100 on every Linux that Node runs on. */
const tick = 10

function stat(pid: number | string): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Of this process and of the children that it has waited for. */
function client(): number {
  const { user, system } = process.cpuUsage()
  const fields = stat('self')
  return (user + system) / 1000 + (Number(fields[13]) + Number(fields[14])) * tick
}

/** Of a server: its living children to the microsecond, those that have ended by the tick. */
function postgres(postmaster: number): number {
  const fields = stat(postmaster)
  let sum = (Number(fields[13]) + Number(fields[14])) * tick
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      if (Number(stat(pid)[1]) === postmaster)
        sum += Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
    } catch {
      // It ended while we looked; then the next look finds it in its parent's sum.
    }
  }
  return sum
}

/** Gives the time spent by `work` on both sides. */
export async function spent<T>(postmaster: number, work: () => Promise<T>): Promise<{ done: T; cpu: Cpu }> {
  const before = { client: client(), postgres: postgres(postmaster) }
  const done = await work()
  return {
    done,
    cpu: { client: client() - before.client, postgres: postgres(postmaster) - before.postgres },
  }
}
