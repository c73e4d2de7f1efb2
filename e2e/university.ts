/** A whole university for a journey: a fresh database, the demo people, and the real server as a process that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freshDatabase } from '../apps/server/src/platform/testing-database.ts'

const root = resolve(import.meta.dirname, '..')

export type University = {
  readonly url: string
  readonly data: string
  readonly databaseUrl: string
  /** What the server printed so far. */
  readonly printed: () => string
  /** Ends the process without warning, as a power cut would. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type UniversityOptions = {
  members?: number
  demo?: 'load' | 'none'
  settings?: Record<string, string>
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}

export async function openUniversity({
  members = 400,
  demo = 'load',
  settings = {},
}: UniversityOptions = {}): Promise<University> {
  const database = await freshDatabase()
  const data = await mkdtemp(join(tmpdir(), 'yizhan-e2e-'))
  const port = await freePort()
  const url = `http://localhost:${port}`
  let child: ChildProcess | undefined
  let printed = ''

  async function start(): Promise<void> {
    const env = {
      ...process.env,
      PORT: String(port),
      YIZHAN_DATA: data,
      DATABASE_URL: database.ownerUrl,
      YIZHAN_DEMO: demo,
      YIZHAN_DEMO_MEMBERS: String(members),
      YIZHAN_LOG: 'warn',
      ...settings,
    }
    const started = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'apps/server/src/cli.ts', 'serve'],
      { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    child = started
    for (const stream of [started.stdout, started.stderr])
      stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    let ended = false
    started.once('exit', () => (ended = true))
    await ready(url, () => {
      if (ended) throw new Error(`the server ended with ${started.exitCode}:\n${printed}`)
    })
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = child
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise<void>((done) => running.once('exit', () => done()))
    running.kill(signal)
    await gone
  }

  async function stop(): Promise<void> {
    await end('SIGTERM')
    await database.drop()
    await rm(data, { recursive: true, force: true })
  }

  await start().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    url,
    data,
    databaseUrl: database.ownerUrl,
    printed: () => printed,
    start,
    kill: () => end('SIGKILL'),
    stop,
  }
}

async function ready(url: string, stillRuns: () => void): Promise<void> {
  const deadline = performance.now() + 120_000
  while (performance.now() < deadline) {
    const answer = await fetch(`${url}/api/ready`).catch(() => undefined)
    if (answer?.ok) return
    stillRuns()
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('the server was not ready within two minutes')
}
