/** `npm start` as people meet it: a fresh folder, a second start, a taken port, Ctrl-C, a power cut. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { processStart } from '../apps/server/src/platform/postgres/process-table.ts'

const root = resolve(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'yizhan 一站 start '))
chmodSync(home, 0o755)
const running = new Set<ChildProcess>()

after(() => {
  for (const child of running) child.kill('SIGTERM')
  rmSync(home, { recursive: true, force: true })
})

type Start = {
  child: ChildProcess
  printed: () => string
  /** Resolves when a line matches; fails when the command ends before. */
  says: (pattern: RegExp) => Promise<RegExpMatchArray>
  ended: Promise<number | null>
}

/** In a process group of its own, as a terminal would run it. */
function start(data: string, port: number, args: string[] = []): Start {
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), '--members', '300', ...args], {
    cwd: home,
    env: { ...env, PORT: String(port), YIZHAN_DATA: join(home, data), YIZHAN_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      for (const listener of listeners) listener()
    })
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      running.delete(child)
      done(code)
    }),
  )
  const says = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((done, fail) => {
      const look = () => {
        const match = pattern.exec(text)
        if (match) done(match)
      }
      listeners.add(look)
      void ended.then((code) => fail(new Error(`ended with ${code} before ${pattern}:\n${text}`)))
      look()
    })
  return { child, printed: () => text, says, ended }
}

const ctrlC = ({ child }: Start) => process.kill(-(child.pid ?? 0), 'SIGINT')
const address = /address\s+(http:\S+)/
const holder = (data: string) =>
  JSON.parse(readFileSync(join(home, data, 'yizhan.lock'), 'utf8')).pid as number
const postmaster = (data: string) =>
  Number.parseInt(readFileSync(join(home, data, 'postgres', 'postmaster.pid'), 'utf8'), 10)

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => probe.once('listening', done))
  const at = probe.address()
  await new Promise((done) => probe.close(done))
  return typeof at === 'object' && at ? at.port : 0
}

async function get<T>(port: number, path: string): Promise<{ status: number; body: T }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, body: (await response.json()) as T }
}

test('a fresh folder, then twice at once, Ctrl-C, a quick second start, and a power cut', async () => {
  const port = await freePort()
  const first = start('数据 data', port)
  await first.says(/Ctrl-C/)
  assert.match(first.printed(), address)
  assert.match(first.printed(), /Weichuan-2026/, 'the demo accounts are shown')
  assert.ok(first.printed().includes(join(home, '数据 data')), 'so is where the data lives')
  assert.equal((await get(port, '/api/ready')).status, 200)

  const second = start('数据 data', await freePort())
  assert.equal(await second.ended, 1)
  assert.match(second.printed(), /held by process \d+/)

  const elsewhere = start('other', port)
  assert.equal(await elsewhere.ended, 1)
  assert.match(elsewhere.printed(), new RegExp(`Port ${port} is taken; choose another: PORT=`))

  const server = postmaster('数据 data')
  ctrlC(first)
  assert.equal(await first.ended, 0, first.printed())
  assert.equal(processStart(server), undefined, 'PostgreSQL has ended')
  assert.equal(existsSync(join(home, '数据 data', 'yizhan.lock')), false)

  const begun = performance.now()
  const again = start('数据 data', port)
  await again.says(/Ctrl-C/)
  const seconds = (performance.now() - begun) / 1000
  assert.ok(seconds < 8, `the second start took ${seconds.toFixed(1)} s`)

  for (const pid of [postmaster('数据 data'), holder('数据 data'), again.child.pid ?? 0])
    process.kill(pid, 'SIGKILL')
  await again.ended
  const recovered = start('数据 data', port)
  await recovered.says(/Ctrl-C/)
  const { body } = await get<{ demo: { accounts: unknown[] } }>(port, '/api/site')
  assert.ok(body.demo.accounts.length > 5)
  ctrlC(recovered)
  assert.equal(await recovered.ended, 0, recovered.printed())
})

test('--demo none: the first administrator is made with the printed code', async () => {
  const port = await freePort()
  const empty = start('empty', port, ['--demo', 'none'])
  const [, code] = await empty.says(/([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})/)
  await empty.says(/Ctrl-C/)
  assert.equal((await get<{ setupNeeded: boolean }>(port, '/api/site')).body.setupNeeded, true)
  const response = await fetch(`http://127.0.0.1:${port}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      code,
      university: { zh: '渭川大学', en: 'Weichuan University' },
      name: '何予安',
      number: '0001001',
      password: 'mogu-dengta-huoche-lanse',
    }),
  })
  const session = (await response.json()) as { abilities: string[] }
  assert.equal(response.status, 200, JSON.stringify(session))
  assert.ok(session.abilities.includes('people-admin'))
  assert.equal((await get<{ setupNeeded: boolean }>(port, '/api/site')).body.setupNeeded, false)
  ctrlC(empty)
  assert.equal(await empty.ended, 0, empty.printed())
})
