import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionView, SiteView } from '@yizhan/contracts'
import { gone, good, staff, student, withWorld } from './account-world.ts'

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

test('while hashing is busy a right password is told so, not that it is wrong, and the try does not count', () =>
  withWorld(async ({ browser, queue, hashings }) => {
    queue.full = true
    for (let i = 0; i < 8; i++) {
      const busy = await browser('10.5.5.5').signIn('2023310215', 'Weichuan-2026')
      assert.deepEqual([busy.status, busy.code], [503, 'platform.busy'])
    }
    assert.equal(hashings(), 0)
    queue.full = false
    assert.equal((await browser('10.5.5.5').signIn('2023310215', 'Weichuan-2026')).status, 200)
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
    const { body } = await browser().call<SiteView>('GET', '/api/site')
    assert.deepEqual([body.demo, body.zone], [demo, 'Asia/Shanghai'])
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
