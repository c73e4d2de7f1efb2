/** Accounts through the HTTP edge and a real database. Only the hashing is replaced, so that a thousand tries take no minute. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { SessionView, SiteView } from '@yizhan/contracts'
import type { Hasher } from '#platform/argon2'
import type { SettingName } from '#platform/config'
import { createServer } from '#platform/http/server'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import { createAccount } from './index.ts'

const student = '2023310215'
const staff = '0004410'
const gone = '0009999'
const good = 'mogu-dengta-huoche-lanse'

type Answer<T> = { status: number; body: T; code: string; retry: number }
type Browser = {
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
  administrators: string[]
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

async function withWorld(
  work: (world: World) => Promise<void>,
  settings: Partial<Record<SettingName, string>> = { initialPassword: 'Weichuan-2026' },
): Promise<void> {
  let now = Temporal.Instant.from('2026-11-24T08:00:00Z')
  let hashings = 0
  const hasher: Hasher = {
    hash: async (password) => `plain ${password}`,
    verify: async (password, phc) => {
      hashings += 1
      return phc === `plain ${password}`
    },
  }
  await withTestPlatform(
    async (platform) => {
      await insertMembers(platform)
      const administrators: string[] = []
      const account = createAccount(platform, facesOf(platform, administrators), hasher)
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
          administrators,
        })
      } finally {
        await app.close()
      }
    },
    { settings, clock: () => now },
  )
}

function facesOf(platform: TestPlatform, administrators: string[]): Parameters<typeof createAccount>[1] {
  return {
    people: {
      grantsOf: async () => [],
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

test('the first sign-in, the forced change, and the sessions of the other devices', () =>
  withWorld(async ({ browser }) => {
    const laptop = browser()
    const phone = browser('10.9.9.9')
    const first = await laptop.signIn(` ${student} `, 'Weichuan-2026')
    assert.equal(first.status, 200)
    assert.equal(first.body.mustChangePassword, true)
    assert.deepEqual(first.body.member.unit, { zh: '渭川大学', en: 'Weichuan University' })
    assert.equal((await phone.signIn(student, 'Weichuan-2026')).status, 200)
    assert.equal((await laptop.call('GET', '/api/account/sessions')).code, 'account.must-change')

    const change = (next: string, current = 'Weichuan-2026') =>
      laptop.call<SessionView>('POST', '/api/account/password', { current, next })
    assert.equal((await change(good, 'wrong')).code, 'account.old-wrong')
    assert.equal((await change('Weichuan-2026')).code, 'account.same')
    const weak = await change('linzhixia2003')
    assert.equal(weak.code, 'account.weak')
    assert.match((weak.body as unknown as { title: string }).title, /姓名的拼音/)
    const changed = await change(good)
    assert.equal(changed.body.mustChangePassword, false)

    assert.equal((await phone.call('GET', '/api/session')).code, 'platform.sign-in', 'other sessions ended')
    const { body } = await laptop.call<{ rows: { current: boolean; device: string }[] }>(
      'GET',
      '/api/account/sessions',
    )
    assert.deepEqual(
      body.rows.map(({ current, device }) => [current, device]),
      [[true, 'Chrome · Windows']],
    )
    assert.equal((await phone.signIn(student, 'Weichuan-2026')).code, 'account.wrong')
    assert.equal((await phone.signIn(student, good)).status, 200)
  }))

test('an unknown account, a wrong password, a member without a password and one who left cost and say the same', () =>
  withWorld(async ({ browser, hashings, platform }) => {
    const seen: unknown[] = []
    for (const account of [student, 'nobody-1', gone]) {
      const before = hashings()
      const { status, body } = await browser().signIn(account, 'not the password')
      const { instance: _, ...said } = body as unknown as Record<string, unknown>
      seen.push([status, said, hashings() - before])
    }
    assert.deepEqual(seen[1], seen[0])
    assert.deepEqual(seen[2], seen[0])
    assert.equal((await browser().signIn(gone, 'Weichuan-2026')).code, 'account.not-active')
    const { rows } = await platform.pool.query('select count(*) from account.session')
    assert.equal(rows[0].count, 0)
  }))

test('guessing waits longer and longer, a hundred tries at once count as a hundred, and time heals', () =>
  withWorld(async ({ browser, pass, hashings }) => {
    const guesser = browser()
    const answers = await Promise.all(Array.from({ length: 40 }, () => guesser.signIn(student, 'guess')))
    assert.equal(hashings(), 5)
    assert.equal(answers.filter(({ code }) => code === 'account.wrong').length, 5)
    assert.ok(
      answers.every(
        ({ code, retry }) => code === 'account.wrong' || (code === 'account.slow-down' && retry === 4),
      ),
    )
    const waits: number[] = []
    for (let i = 0; i < 10; i++) {
      const { retry } = await guesser.signIn(student, 'guess')
      waits.push(retry)
      pass(retry)
      assert.equal((await guesser.signIn(student, 'guess')).code, 'account.wrong')
    }
    assert.deepEqual(waits, [4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    pass(900)
    assert.equal((await guesser.signIn(student, 'Weichuan-2026')).status, 200)
  }))

test('an attacker cannot lock the owner out: not from elsewhere, not from a thousand networks, not from the next desk', () =>
  withWorld(async ({ browser, pass }) => {
    const owner = browser('10.1.2.3')
    assert.equal((await owner.signIn(student, 'Weichuan-2026')).status, 200)
    pass(9 * 3600)
    for (let i = 0; i < 150; i++) await browser(`172.16.${i}.1`).signIn(student, 'guess')
    assert.equal(
      (await browser('172.20.1.1').signIn(student, 'guess')).code,
      'account.slow-down',
      'strangers wait',
    )
    for (let i = 0; i < 8; i++) await browser('10.1.2.77').signIn(student, 'guess')
    assert.equal(
      (await browser('10.1.2.77').signIn(student, 'guess')).code,
      'account.slow-down',
      'the next desk waits',
    )
    owner.jar.delete('yz')
    assert.equal((await owner.signIn(student, 'wrong once')).code, 'account.wrong')
    assert.equal(
      (await owner.signIn(student, 'Weichuan-2026')).status,
      200,
      'the own device has a lane of its own',
    )

    pass(9 * 3600)
    for (let i = 0; i < 150; i++) await browser(`172.17.${i}.1`).signIn(student, 'guess')
    const newPhone = browser('10.1.2.9')
    assert.equal((await newPhone.signIn(student, 'Weichuan-2026')).status, 200, 'so has the own network')
  }))

test('sessions end: idle, after the absolute limit, by sign-out, by revoking, and when the member leaves', () =>
  withWorld(async ({ browser, pass, platform }) => {
    const alive = async (one: Browser) => (await one.call('GET', '/api/session')).status === 200
    const one = browser()
    await one.signIn(staff, 'Weichuan-2026')
    await one.call('POST', '/api/account/password', { current: 'Weichuan-2026', next: good })
    for (let i = 0; i < 16; i++) {
      pass(29 * 60)
      assert.equal(await alive(one), true, `in use after ${i * 29} minutes`)
    }
    pass(29 * 60)
    assert.equal(await alive(one), false, 'eight hours are over')
    await one.signIn(staff, good)
    pass(30 * 60)
    assert.equal(await alive(one), false, 'idle for half an hour')

    const [a, b, c] = [browser(), browser(), browser()]
    for (const each of [a, b, c]) await each.signIn(staff, good)
    const stolen = new Map(a.jar)
    assert.equal((await a.call('DELETE', '/api/session')).status, 204)
    for (const [name, value] of stolen) a.jar.set(name, value)
    assert.equal(await alive(a), false, 'the cookie of an ended session opens nothing')
    const { body } = await b.call<{ rows: { id: string; current: boolean }[] }>(
      'GET',
      '/api/account/sessions',
    )
    assert.equal(body.rows.length, 2)
    for (const row of body.rows.filter(({ current }) => !current)) {
      assert.equal((await b.call('DELETE', `/api/account/sessions/${row.id}`)).status, 204)
    }
    assert.deepEqual([await alive(b), await alive(c)], [true, false])

    await platform.pool.query(`update people.member set departed_on = '2026-11-24' where number = $1`, [
      staff,
    ])
    assert.equal(await alive(b), false, 'who left is nobody at once')
    const left = await platform.pool.query(
      'select 1 from account.session s join people.member m on m.id = s.member where m.number = $1',
      [staff],
    )
    assert.equal(left.rowCount, 0)
  }))

test('a session cannot be ended by somebody else, and its token is not in the database', () =>
  withWorld(async ({ browser, platform }) => {
    const [mine, other] = [browser(), browser()]
    await mine.signIn(staff, 'Weichuan-2026')
    await other.signIn(student, 'Weichuan-2026')
    await other.call('POST', '/api/account/password', { current: 'Weichuan-2026', next: good })
    const { rows } = await platform.pool.query(
      `select s.* from account.session s join people.member m on m.id = s.member where m.number = $1`,
      [staff],
    )
    await other.call('DELETE', `/api/account/sessions/${rows[0].id}`)
    assert.equal((await mine.call('GET', '/api/session')).status, 200)
    const token = mine.jar.get('yz') ?? ''
    assert.equal(token.length, 43)
    assert.ok(!JSON.stringify(rows).includes(token))
    assert.notEqual(mine.csrf, token)
  }))

test('a command without the csrf token of this very session, or from another origin, is refused', () =>
  withWorld(async ({ browser }) => {
    const [one, other] = [browser(), browser()]
    await one.signIn(staff, 'Weichuan-2026')
    await other.signIn(student, 'Weichuan-2026')
    const put = (more: object) => one.call('PUT', '/api/account/locale', { locale: 'en' }, more)
    assert.equal((await put({ 'x-csrf': '' })).code, 'platform.csrf')
    assert.equal((await put({ 'x-csrf': other.csrf })).code, 'platform.csrf')
    assert.equal((await put({ 'sec-fetch-site': 'cross-site' })).code, 'platform.csrf')
    assert.equal((await put({ origin: 'https://evil.example' })).code, 'platform.csrf')
    assert.equal((await put({})).status, 204)
    assert.equal((await one.call<SessionView>('GET', '/api/session')).body.locale, 'en')
  }))

test('a repeated change of password gets its first answer, and a new sign-in ends the browser’s old session', () =>
  withWorld(async ({ browser, platform }) => {
    const one = browser()
    await one.signIn(staff, 'Weichuan-2026')
    const again = { 'idempotency-key': randomUUID() }
    const body = { current: 'Weichuan-2026', next: good }
    assert.equal((await one.call('POST', '/api/account/password', body, again)).status, 200)
    assert.equal((await one.call('POST', '/api/account/password', body, again)).status, 200)
    assert.equal((await one.signIn(staff, good)).status, 200)
    const { rows } = await platform.pool.query('select count(*) from account.session')
    assert.equal(rows[0].count, 1)
  }))

test('the first run: one administrator, by the printed code, once', () =>
  withWorld(async ({ browser, account, administrators }) => {
    const page = browser()
    assert.equal((await page.call<SiteView>('GET', '/api/site')).body.setupNeeded, true)
    const stale = await account.setupCode()
    const code = await account.setupCode()
    assert.match(code ?? '', /^([2-9A-Z]{4}-){2}[2-9A-Z]{4}$/)
    const form = {
      university: { zh: '渭川大学', en: 'Weichuan University' },
      name: '周敏',
      number: staff,
      password: good,
    }
    const setUp = (more: object) => browser().call<SessionView>('POST', '/api/setup', { ...form, ...more })
    assert.equal((await setUp({ code: stale })).code, 'account.setup-code')
    assert.equal((await setUp({ code, password: '12345678' })).code, 'account.weak')
    const answers = await Promise.all([setUp({ code: code?.toLowerCase() }), setUp({ code })])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
    assert.deepEqual(administrators, [staff])
    assert.equal(await account.setupCode(), undefined)
    const site = (await page.call<SiteView>('GET', '/api/site')).body
    assert.deepEqual([site.setupNeeded, site.university.zh], [false, '渭川大学'])
    assert.equal((await page.signIn(staff, good)).body.mustChangePassword, false)
  }, {}))

test('the demo password is no secret and need not be changed; a given password must', () =>
  withWorld(async ({ browser, account, platform }) => {
    const demo = {
      password: 'Weichuan-2026',
      accounts: [{ account: student, name: '林知夏', role: { zh: '学生', en: 'student' } }],
    }
    await platform.tx((tx) => account.describeDemo(tx, demo))
    assert.deepEqual((await browser().call<SiteView>('GET', '/api/site')).body.demo, demo)
    const signedIn = await browser().signIn(student, demo.password)
    assert.deepEqual([signedIn.status, signedIn.body.mustChangePassword], [200, false])
    const { rows } = await platform.pool.query('select id from people.member where number = $1', [staff])
    await platform.tx((tx) => account.giveInitialPassword(tx, rows[0].id, 'given by hand'))
    assert.equal((await browser().signIn(staff, demo.password)).code, 'account.wrong')
    assert.equal((await browser().signIn(staff, 'given by hand')).body.mustChangePassword, true)
  }, {}))

test('GB/T 22239: after ninety days the password must be changed', () =>
  withWorld(
    async ({ browser, pass }) => {
      const one = browser()
      await one.signIn(staff, 'Weichuan-2026')
      const next = 'Mogu-dengta-7-huoche'
      assert.equal(
        (await one.call('POST', '/api/account/password', { current: 'Weichuan-2026', next: good })).code,
        'account.weak',
      )
      assert.equal(
        (await one.call('POST', '/api/account/password', { current: 'Weichuan-2026', next })).status,
        200,
      )
      pass(89 * 86_400)
      assert.equal((await browser().signIn(staff, next)).body.mustChangePassword, false)
      pass(2 * 86_400)
      assert.equal((await browser().signIn(staff, next)).body.mustChangePassword, true)
    },
    { initialPassword: 'Weichuan-2026', passwordProfile: 'gbt22239' },
  ))
