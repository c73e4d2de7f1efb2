import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts'
import { processStart, servesCluster } from './process-table.ts'

const home = mkdtempSync(join(tmpdir(), 'yizhan 一站 '))
chmodSync(home, 0o755)
const dataDir = join(home, '数据 data')
const said: string[] = []
const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) }
const settings = ['fsync=off']
const start = () => startEmbedded({ dataDir, log, settings })

after(() => rmSync(home, { recursive: true, force: true }))

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

function postmasterPid(server: EmbeddedPostgres): number {
  return Number.parseInt(readFileSync(join(server.cluster, 'postmaster.pid'), 'utf8'), 10)
}

/** Another process that starts the same folder and stays; resolves with its first line. */
async function startElsewhere(): Promise<{ pid: number; line: string; ended: Promise<unknown> }> {
  const face = fileURLToPath(new URL('./embedded.ts', import.meta.url))
  const program = `
    import { startEmbedded } from ${JSON.stringify(face)}
    const log = { info() {}, warn() {} }
    try {
      const server = await startEmbedded({ dataDir: process.argv[1], log, settings: ['fsync=off'] })
      console.log(server.ownerUrl)
      setInterval(() => {}, 1000)
    } catch (error) {
      console.log(error.name + ': ' + error.message)
      process.exit(1)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [chunk] = await once(child.stdout, 'data')
  return { pid: child.pid ?? 0, line: String(chunk), ended }
}

test('the first start makes a UTF-8 cluster with two roles, in a path with a space and Chinese characters', async () => {
  const server = await start()
  assert.deepEqual(
    await query(
      server.appUrl,
      `select current_user::text, datcollate, datlocale, pg_encoding_to_char(encoding), datdba::regrole::text,
              current_setting('synchronous_commit'), current_setting('listen_addresses')
         from pg_database where datname = current_database()`,
    ),
    ['yizhan_app', 'C', 'C.UTF-8', 'UTF8', 'yizhan_owner', 'on', '127.0.0.1'],
  )
  await assert.rejects(query(server.appUrl, 'create table public.t (a int)'), /permission denied/)
  await query(server.ownerUrl, 'create table kept (a int)')
  await query(server.ownerUrl, 'insert into kept values (7)')
  const secrets = statSync(join(dataDir, 'secrets', 'postgres.json'))
  assert.equal(secrets.mode & 0o077, 0, 'nobody else may read the passwords')
  await server.stop()
  assert.equal(said.length, 1, 'only the making of the cluster was told')
})

test('a taken port is left alone and the new one is remembered', async () => {
  const wanted = JSON.parse(readFileSync(join(dataDir, 'secrets', 'postgres.json'), 'utf8')).port as number
  const other = createServer().listen(wanted, '127.0.0.1')
  await once(other, 'listening')
  const server = await start()
  const port = Number(new URL(server.ownerUrl).port)
  assert.notEqual(port, wanted)
  await server.stop()
  other.close()
  const again = await start()
  assert.equal(Number(new URL(again.ownerUrl).port), port)
  await again.stop()
})

test('the second start of a folder names the holder and does no harm', async () => {
  const server = await start()
  const second = await startElsewhere()
  await second.ended
  assert.match(second.line, new RegExp(`^CannotStart: .*进程 ${process.pid} `))
  assert.deepEqual(await query(server.ownerUrl, 'select a from kept'), [7])
  await server.stop()
})

test('kill -9 of our process: the postmaster that lived on is stopped and the data are there', async () => {
  const killed = await startElsewhere()
  await query(killed.line.trim(), 'insert into kept values (8)')
  const orphan = Number.parseInt(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
  process.kill(killed.pid, 'SIGKILL')
  await killed.ended
  assert.equal(servesCluster(orphan, join(dataDir, 'postgres')), true)
  const server = await start()
  assert.notEqual(postmasterPid(server), orphan)
  assert.equal(processStart(orphan), undefined)
  assert.deepEqual(await query(server.ownerUrl, 'select a from kept order by a'), [7, 8])
  await server.stop()
})

test('a postmaster that dies while we run is started again under the same address', async () => {
  const server = await start()
  process.kill(postmasterPid(server), 'SIGKILL')
  const answer = async () => {
    for (;;) {
      try {
        return await query(server.ownerUrl, 'select a from kept order by a')
      } catch {
        await new Promise((done) => setImmediate(done))
      }
    }
  }
  assert.deepEqual(await answer(), [7, 8])
  await server.stop()
  assert.equal(existsSync(join(server.cluster, 'postmaster.pid')), false)
})

test('kill -9 of every process: a stale pid file does not stop the next start, even when its number lives again', async () => {
  const killed = await startElsewhere()
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  process.kill(killed.pid, 'SIGKILL')
  process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGKILL')
  await killed.ended
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)))
  const server = await start()
  assert.deepEqual(await query(server.ownerUrl, 'select a from kept order by a'), [7, 8])
  await server.stop()
  await server.stop()
})

// Only root lends PostgreSQL another account.
const ifRoot = process.getuid?.() === 0 ? test : () => {}
ifRoot('root with a private data folder: the cluster is sheltered, linked and told', async () => {
  const closed = join(home, 'private')
  mkdirSync(closed, { mode: 0o700 })
  const open = () => startEmbedded({ dataDir: join(closed, 'data'), log, settings })
  const server = await open()
  await query(server.ownerUrl, 'create table mine (a int)')
  assert.match(server.cluster, /^\/var\/lib\/yizhan\/[0-9a-f]{12}\/postgres$/)
  assert.equal(lstatSync(join(closed, 'data', 'postgres')).isSymbolicLink(), true)
  assert.equal(server.notes.length, 1)
  assert.ok(server.notes[0]?.includes(server.cluster))
  await server.stop()

  rmSync(join(closed, 'data'), { recursive: true })
  const anew = await open()
  assert.equal(
    anew.notes.length,
    2,
    'the cluster of the deleted folder was set aside, not used and not overwritten',
  )
  assert.deepEqual(await query(anew.ownerUrl, "select to_regclass('mine')"), [null])
  await anew.stop()
  rmSync(join(anew.cluster, '..'), { recursive: true })
  assert.equal(existsSync(anew.cluster), false)
})

test('a data folder that cannot be is said, not tried for ever', async () => {
  const file = join(home, 'a file')
  writeFileSync(file, '')
  for (const place of [file, join(file, 'data'), '/proc/nope/data'])
    await assert.rejects(startEmbedded({ dataDir: place, log, settings }), (error: Error) => {
      assert.match(error.message, /YIZHAN_DATA/)
      assert.ok(error.message.includes(place))
      return true
    })
})
