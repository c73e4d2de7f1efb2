/** The whole server over a demo university of 400, with people signed in: for tests of the API as it is served. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { DeviceSession, SessionView } from '@yizhan/contracts'
import { pino } from 'pino'
import { loadDemo } from '../../../demo/index.ts'
import { demoPassword } from '../../../demo/personas.ts'
import { type Running, start } from './main.ts'
import { readConfig } from './platform/config.ts'
import { freshDatabase } from './platform/testing-database.ts'

/** Personas of the demo, and a student of another school. */
export const someone = {
  undergraduate: '2023310215',
  graduate: '3125310042',
  counsellor: '0004410',
  secretary: '0002107',
  registrar: '0005021',
  peopleAdmin: '0001001',
  serviceAdmin: '0001002',
  sealManager: '0001003',
  auditor: '0001004',
} as const
export type Who = keyof typeof someone | 'elsewhere'

export type Session = {
  readonly id: string
  readonly cookie: string
  readonly csrf: string
  /** Everybody comes from a network of their own: what one tries does not count against another. */
  readonly address: string
}
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Answer = {
  readonly status: number
  /** The refusal's code, or an empty string. */
  readonly code: string
  readonly text: string
  readonly body: Record<string, unknown>
}
export type Sent = {
  readonly method: Method
  readonly url: string
  /** JSON, or a file's bytes that go as multipart `file`. */
  readonly body?: unknown
  readonly file?: { readonly name: string; readonly bytes: Buffer }
}

export type University = {
  readonly running: Running
  /** What the server logged as an error: the reason of a 500. */
  readonly faults: readonly string[]
  readonly members: Readonly<Record<Who, { readonly id: string; readonly number: string }>>
  readonly signIn: (number: string) => Promise<Session>
  /** As that person, or as nobody. */
  readonly call: (session: Session | undefined, sent: Sent) => Promise<Answer>
}

/** Starts a university, gives it to `work`, and takes everything away. Each call takes a minute of its clock. */
export async function withUniversity(
  work: (university: University) => Promise<void>,
  members = 400,
): Promise<void> {
  const database = await freshDatabase()
  const data = await mkdtemp(join(tmpdir(), 'yizhan-university-'))
  const { config } = readConfig(
    {},
    {
      data,
      catalogue: join(import.meta.dirname, '../../../catalogue'),
      logLevel: 'silent',
      sessionIdleMinutes: '1440',
      sessionHours: '168',
    },
  )
  let now = Temporal.Instant.from('2026-11-24T01:00:00Z')
  const faults: string[] = []
  const running = await start({
    config,
    log: pino({ level: 'error', base: null }, { write: (line) => faults.push(line) }),
    appUrl: database.appUrl,
    clock: () => now,
  })
  let networks = 0
  const pass = () => {
    now = now.add({ minutes: 1 })
  }
  try {
    await loadDemo(running, members)
    await work({
      running,
      faults,
      members: await membersOf(running),
      signIn: (number) => {
        pass()
        networks += 1
        return signIn(running, number, `10.0.${networks}.1`)
      },
      call: (session, sent) => {
        pass()
        return call(running, session, sent)
      },
    })
  } finally {
    await running.stop()
    await database.drop()
    await rm(data, { recursive: true, force: true })
  }
}

async function membersOf({ platform }: Running): Promise<University['members']> {
  const { rows } = await platform.pool.query<{ id: string; number: string }>(
    `select card.id, card.number from people.member_card as card
      where card.number = any($1)
         or card.number = (select min(other.number) from people.member_card as other
              join people.relation on relation.member_id = other.id and relation.kind = 'counsellor'
             where other.kind = 'student' and other.level = '本科' and other.study_status = '在读' and other.school_code <> '031')`,
    [Object.values(someone)],
  )
  const named = new Map<string, Who>(Object.entries(someone).map(([who, number]) => [number, who as Who]))
  const found = Object.fromEntries(rows.map((row) => [named.get(row.number) ?? 'elsewhere', row]))
  if (Object.keys(found).length !== Object.keys(someone).length + 1)
    throw new Error(`the demo lacks people: ${Object.keys(found).join(', ')}`)
  return found as University['members']
}

async function signIn({ app }: Running, number: string, address: string): Promise<Session> {
  const payload = { account: number, password: demoPassword }
  const answer = await app.inject({ method: 'POST', url: '/api/session', payload, remoteAddress: address })
  if (answer.statusCode !== 200) throw new Error(`${number} cannot sign in: ${answer.body}`)
  const cookie = `yz=${answer.cookies.find(({ name }) => name === 'yz')?.value}`
  const { csrf }: SessionView = answer.json()
  const list = await app.inject({ url: '/api/account/sessions', headers: { cookie } })
  const { rows }: { rows: DeviceSession[] } = list.json()
  return { id: rows.find(({ current }) => current)?.id ?? '', cookie, csrf, address }
}

async function call({ app }: Running, session: Session | undefined, sent: Sent): Promise<Answer> {
  const { method, url, body, file } = sent
  const command = method !== 'GET'
  const form = file === undefined ? undefined : multipart(file.name, file.bytes)
  const answer = await app.inject({
    method,
    url,
    ...(session ? { remoteAddress: session.address } : {}),
    headers: {
      ...(session ? { cookie: session.cookie } : {}),
      ...(session && command ? { 'x-csrf': session.csrf } : {}),
      ...(command ? { 'idempotency-key': randomUUID() } : {}),
      ...(form ? { 'content-type': form.type } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(form ? { payload: form.bytes } : body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const json = /json/.test(String(answer.headers['content-type'])) && answer.body !== ''
  const parsed: Record<string, unknown> = json ? answer.json() : {}
  const code = answer.statusCode >= 400 && typeof parsed.code === 'string' ? parsed.code : ''
  return { status: answer.statusCode, code, text: answer.body, body: parsed }
}

function multipart(name: string, bytes: Buffer): { type: string; bytes: Buffer } {
  const boundary = `yz${randomUUID()}`
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

/** Asks until the answer suits; jobs run after commit, so what they make comes a little later. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = performance.now() + 60_000; ; ) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > deadline) throw new Error(`waited a minute for ${what}`)
    await delay(30)
  }
}
