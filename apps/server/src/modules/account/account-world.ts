/** A university with three people, for the tests of accounts: the HTTP edge and a real database. Only the hashing is
 * replaced, so that a thousand tries take no minute. */
import { randomUUID } from 'node:crypto'
import { refuse, type SessionView } from '@yizhan/contracts'
import type { Hasher } from '#platform/argon2'
import type { SettingName } from '#platform/config'
import { createServer } from '#platform/http/server'
import type { Grant } from '#platform/permit/evaluate'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import { createAccount } from './index.ts'

export const student = '2023310215'
export const staff = '0004410'
export const gone = '0009999'
export const good = 'mogu-dengta-huoche-lanse'

type Answer<T> = { status: number; body: T; code: string; retry: number }
export type Browser = {
  call: <T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    more?: object,
  ) => Promise<Answer<T>>
  signIn: (account: string, password: string) => Promise<Answer<SessionView>>
  csrf: string
  jar: Map<string, string>
}
type World = {
  platform: TestPlatform
  account: ReturnType<typeof createAccount>
  browser: (address?: string) => Browser
  pass: (seconds: number) => void
  hashings: () => number
  /** While it is full, nothing new is hashed. */
  queue: { full: boolean }
  administrators: string[]
  /** What each member may do, by number; nobody may do anything before a test says so. */
  grants: Map<string, Omit<Grant, 'subject'>[]>
}

async function insertMembers(platform: TestPlatform): Promise<void> {
  const unit = randomUUID()
  await platform.pool.query(
    `insert into people.unit (id, code, name_zh, name_en, kind, path, as_of)
     values ($1, '000', '渭川大学', 'Weichuan University', 'university', '000.', now())`,
    [unit],
  )
  for (const [number, kind, name, departed] of [
    [student, 'student', '林知夏', null],
    [staff, 'staff', '周敏', null],
    [gone, 'staff', '钱去', '2026-01-01'],
  ]) {
    await platform.pool.query(
      `insert into people.member (id, number, kind, unit_id, name, pinyin, initials, source, as_of, departed_on)
       values ($1, $2, $3, $4, $5, '', '', 'test', now(), $6)`,
      [randomUUID(), number, kind, unit, name, departed],
    )
  }
}

export async function withWorld(
  work: (world: World) => Promise<void>,
  settings: Partial<Record<SettingName, string>> = { initialPassword: 'Weichuan-2026' },
): Promise<void> {
  let now = Temporal.Instant.from('2026-11-24T08:00:00Z')
  let hashings = 0
  const queue = { full: false }
  const hasher: Hasher = {
    hash: async (password) => (queue.full ? refuse('platform.busy') : `plain ${password}`),
    verify: async (password, phc) => {
      hashings += 1
      return phc === `plain ${password}`
    },
  }
  await withTestPlatform(
    async (platform) => {
      await insertMembers(platform)
      const administrators: string[] = []
      const grants: World['grants'] = new Map()
      const account = createAccount(platform, facesOf(platform, administrators, grants), hasher)
      const app = await createServer(platform, account.sessionOf)
      account.routes(app)
      try {
        await work({
          platform,
          account,
          browser: (address) => browserOf(app, address),
          pass: (seconds) => {
            now = now.add({ seconds })
          },
          hashings: () => hashings,
          queue,
          administrators,
          grants,
        })
      } finally {
        await app.close()
      }
    },
    { settings, clock: () => now },
  )
}

function facesOf(
  platform: TestPlatform,
  administrators: string[],
  grants: World['grants'],
): Parameters<typeof createAccount>[1] {
  return {
    people: {
      grantsOf: async (subject) => {
        const { rows } = await platform.pool.query('select number from people.member where id = $1', [
          subject,
        ])
        return (grants.get(rows[0]?.number) ?? []).map((grant) => ({ ...grant, subject }))
      },
      administratorExists: async () => administrators.length > 0,
      createAdministrator: async (tx, { number }) => {
        const { rows } = await platform.pool.query('select id from people.member where number = $1', [number])
        administrators.push(number)
        return tx.isTransaction ? rows[0].id : ''
      },
    },
    process: { openTasksOf: async () => 3 },
    hall: { runningCasesOf: async () => 1 },
  }
}

/** A browser keeps cookies and sends the csrf token that it was last given. */
function browserOf(app: Awaited<ReturnType<typeof createServer>>, address = '10.1.2.3'): Browser {
  const jar = new Map<string, string>()
  const browser: Browser = {
    jar,
    csrf: '',
    call: async (method, url, body, more = {}) => {
      const response = await app.inject({
        method,
        url,
        remoteAddress: address,
        headers: {
          'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/141.0',
          'idempotency-key': randomUUID(),
          'x-csrf': browser.csrf,
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...more,
        },
        ...(body ? { payload: body } : {}),
      })
      for (const { name, value } of response.cookies) value ? jar.set(name, value) : jar.delete(name)
      const answer = response.body ? response.json() : undefined
      if (answer?.csrf) browser.csrf = answer.csrf
      return {
        status: response.statusCode,
        body: answer,
        code: answer?.code ?? '',
        retry: Number(response.headers['retry-after'] ?? 0),
      }
    },
    signIn: (account, password) => browser.call('POST', '/api/session', { account, password }),
  }
  return browser
}
