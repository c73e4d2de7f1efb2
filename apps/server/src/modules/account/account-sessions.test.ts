import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { SessionView } from '@yizhan/contracts'
import { type Browser, good, staff, student, withWorld } from './account-world.ts'

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
