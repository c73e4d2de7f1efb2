import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processStart } from './process-table.ts'
import { CannotStart } from './refusal.ts'

/** Who holds a data folder. `start` tells a process from a later one that got the same number. */
export interface Holder {
  pid: number
  start: string
  since: string
}

export interface Lock {
  release(): void
}

const lockName = 'yizhan.lock'

/**
 * Takes the data folder for this process.
 * @throws CannotStart when another living process holds it
 */
export function lockFolder(dataDir: string): Lock {
  const path = join(dataDir, lockName)
  const own: Holder = {
    pid: process.pid,
    start: processStart(process.pid) ?? '',
    since: Temporal.Now.zonedDateTimeISO().toPlainDateTime().toString({ smallestUnit: 'second' }),
  }
  const text = JSON.stringify(own)
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o644 })
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (link(draft, path)) return { release: () => releaseOwn(path, text) }
      clearStale(path, dataDir)
    }
  } finally {
    unlinkSync(draft)
  }
  throw new CannotStart(
    `数据目录 ${dataDir} 正被另一个进程占用。/ The data folder ${dataDir} is being taken by another process.`,
  )
}

/** A hard link either appears whole or not at all, so two starters cannot both win. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function clearStale(path: string, dataDir: string): void {
  const text = readIfThere(path)
  if (text === undefined) return
  const holder = parse(text)
  if (holder && processStart(holder.pid) === holder.start) throw busy(dataDir, holder)
  // Moved aside before it is removed: if another starter was quicker, what we moved is its fresh lock, and we put it back.
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (readIfThere(aside) !== text) link(aside, path)
  unlinkSync(aside)
}

function busy(dataDir: string, holder: Holder): CannotStart {
  const since = holder.since.replace('T', ' ')
  return new CannotStart(
    [
      `数据目录 ${dataDir} 正被进程 ${holder.pid} 使用（${since} 起）。先停止它，或用 YIZHAN_DATA 指定另一个目录。`,
      `The data folder ${dataDir} is held by process ${holder.pid} (since ${since}). Stop it first, or name another folder with YIZHAN_DATA.`,
    ].join('\n'),
  )
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>
    if (typeof value.pid !== 'number' || typeof value.start !== 'string') return undefined
    return { pid: value.pid, start: value.start, since: value.since ?? '?' }
  } catch {
    return undefined
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function releaseOwn(path: string, text: string): void {
  if (readIfThere(path) === text) unlinkSync(path)
}
