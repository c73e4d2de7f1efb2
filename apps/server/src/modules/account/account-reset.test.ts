/** One-time passwords that somebody else gives: who may, whose not, and what becomes of sessions. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Grant } from '#platform/permit/evaluate'
import { gone, good, staff, student, withWorld } from './account-world.ts'

const grant = (role: string, more: Partial<Grant> = {}) => ({
  id: randomUUID(),
  effect: 'allow' as const,
  role,
  unit: '000.',
  categories: 'all' as const,
  from: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  ...more,
})
const form = /^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/

test('a one-time password opens once, must be changed, ends the sessions, and the old password is void', () =>
  withWorld(async ({ browser, platform, grants }) => {
    const { rows } = await platform.pool.query('select id, number from people.member')
    const id = (number: string) => rows.find((row) => row.number === number)?.id
    const [admin, theirs] = [browser(), browser()]
    await theirs.signIn(student, 'Weichuan-2026')
    await theirs.call('POST', '/api/account/password', { current: 'Weichuan-2026', next: good })
    await admin.signIn(staff, 'Weichuan-2026')
    await admin.call('POST', '/api/account/password', { current: 'Weichuan-2026', next: good })
    const reset = (member: string) =>
      admin.call<{ password: string }>('POST', `/api/account/members/${member}/password`)
    const before = await reset(id(student))
    assert.deepEqual([before.status, before.code], [403, 'platform.forbidden'])
    const right = grant('people-admin')
    grants.set(staff, [right])
    const given = await reset(id(student))
    assert.equal(given.status, 200)
    assert.match(given.body.password, form)
    assert.equal((await theirs.call('GET', '/api/session')).status, 401, 'sessions end')
    assert.equal((await theirs.signIn(student, good)).code, 'account.wrong')
    const entered = await theirs.signIn(student, given.body.password)
    assert.deepEqual([entered.status, entered.body.mustChangePassword], [200, true])
    assert.equal((await theirs.call('GET', '/api/account/sessions')).code, 'account.must-change')
    const next = 'xiangjiao-huoche-lanse-mogu'
    const { password } = given.body
    assert.equal(
      (await theirs.call('POST', '/api/account/password', { current: password, next })).status,
      200,
    )
    assert.equal((await theirs.signIn(student, password)).code, 'account.wrong', 'once only')
    const audited = await platform.pool.query('select actor, action, target, grant_id from platform.audit')
    assert.deepEqual(audited.rows, [
      { actor: id(staff), action: 'account.reset', target: id(student), grant_id: right.id },
    ])
    const kept = await platform.pool.query('select answer from platform.idempotency')
    assert.ok(!JSON.stringify(kept.rows).includes(password), 'no table holds the password')
  }))

test('not one’s own, not who left, nobody outside one’s units, nobody who may do more', () =>
  withWorld(async ({ browser, platform, grants }) => {
    const { rows } = await platform.pool.query('select id, number from people.member')
    const id = (number: string) => rows.find((row) => row.number === number)?.id
    const admin = browser()
    await admin.signIn(staff, 'Weichuan-2026')
    await admin.call('POST', '/api/account/password', { current: 'Weichuan-2026', next: good })
    const code = async (member: string) =>
      (await admin.call('POST', `/api/account/members/${member}/password`)).code
    grants.set(staff, [grant('people-admin')])
    assert.equal(await code(id(staff)), 'account.reset-own')
    assert.equal(await code(id(gone)), 'account.not-active')
    assert.equal(await code(randomUUID()), 'people.member-unknown')
    grants.set(staff, [grant('people-admin', { unit: '000.031.' })])
    assert.equal(await code(id(student)), 'people.member-unknown', 'not of one’s units')
    grants.set(staff, [grant('people-admin'), grant('people-admin', { effect: 'deny' })])
    assert.equal(await code(id(student)), 'people.member-unknown', 'denied')
    await platform.pool.query("update people.unit set campus = 'XQ'")
    grants.set(staff, [grant('people-admin', { campus: 'XQ' })])
    grants.set(student, [grant('seal-manager')])
    assert.equal(await code(id(student)), 'account.reset-higher', 'theirs reaches all campuses')
    grants.set(student, [grant('seal-manager', { campus: 'XQ' })])
    assert.equal(await code(id(student)), '')
    assert.equal((await platform.pool.query('select 1 from platform.audit')).rowCount, 1)
  }))

test('a stranger’s turn may be held by an attacker; a one-time password frees it for the owner’s new place', () =>
  withWorld(async ({ browser, account, pass }) => {
    const elsewhere = browser('192.168.7.7')
    for (let i = 0; i < 150; i++) await browser(`172.16.${i}.1`).signIn(student, 'guess')
    for (let minute = 0; minute < 3; minute++) {
      pass(60)
      assert.equal((await browser(`172.18.${minute}.1`).signIn(student, 'guess')).code, 'account.wrong')
      assert.equal((await elsewhere.signIn(student, 'Weichuan-2026')).code, 'account.slow-down')
    }
    const given = await account.resetWithoutPermit(student)
    assert.ok('password' in given)
    assert.equal((await elsewhere.signIn(student, given.password)).status, 200)
  }))
