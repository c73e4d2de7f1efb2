import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { isRefusal, type SessionView } from '@yizhan/contracts'
import { createPeople } from '#modules/people'
import { createServer } from '#platform/http/server'
import { withTestPlatform } from '#platform/testing'
import { createAccount } from './index.ts'

const files = {
  units: '单位代码,单位名称,英文名称,单位类型,上级单位\n000,渭川大学,Weichuan University,大学,\n',
  staff: '工号,姓名,单位\n0001001,何予安,000\n0002101,顾怀瑾,000\n',
}

test('after an import by the command line the first run takes the member of that number, if the name agrees', () =>
  withTestPlatform(async (platform) => {
    const people = createPeople(platform)
    for (const [kind, file] of Object.entries(files)) {
      const source = { name: `${kind}.csv`, open: () => Readable.from([Buffer.from(file)]) }
      assert.ok(!isRefusal(await people.importWithoutPermit({ kind: kind as 'units' | 'staff', source })))
    }
    const account = createAccount(platform, {
      people,
      process: { openTasksOf: async () => 0 },
      hall: { runningCasesOf: async () => 0 },
    })
    const app = await createServer(platform, account.sessionOf)
    account.routes(app)
    const code = await account.setupCode()
    const setUp = (number: string, name: string) =>
      app.inject({
        method: 'POST',
        url: '/api/setup',
        payload: {
          code,
          university: { zh: '渭川大学', en: 'Weichuan University' },
          name,
          number,
          password: 'mogu-dengta-huoche-lanse',
        },
      })
    const before = await people.memberByNumber('0001001')
    assert.ok(before)
    const wrong = await setUp('0001001', '别人')
    assert.deepEqual([wrong.statusCode, wrong.json().code], [409, 'account.setup-number'])
    await platform.pool.query("update people.member set departed_on = '2026-01-01' where number = '0002101'")
    assert.equal((await setUp('0002101', '顾怀瑾')).json().code, 'account.setup-number')
    const taken = await setUp('0001001', '何予安')
    assert.equal(taken.statusCode, 200, taken.body)
    assert.ok(taken.json<SessionView>().abilities.includes('people-admin'))
    assert.equal((await people.memberByNumber('0001001'))?.id, before.id)
    await app.close()
  }))

test('the first run against the real people: a university, its administrator, and what that one may do', () =>
  withTestPlatform(async (platform) => {
    const people = createPeople(platform)
    const account = createAccount(platform, {
      people,
      process: { openTasksOf: async () => 0 },
      hall: { runningCasesOf: async () => 0 },
    })
    const app = await createServer(platform, account.sessionOf)
    account.routes(app)
    const response = await app.inject({
      method: 'POST',
      url: '/api/setup',
      payload: {
        code: await account.setupCode(),
        university: { zh: '渭川大学', en: 'Weichuan University' },
        name: '何予安',
        number: '0001001',
        password: 'mogu-dengta-huoche-lanse',
      },
    })
    const view = response.json<SessionView>()
    assert.equal(response.statusCode, 200, response.body)
    assert.deepEqual(view.member.unit, { zh: '渭川大学', en: 'Weichuan University' })
    assert.ok(view.abilities.includes('people-admin') && view.abilities.includes('service-admin'))
    const cookie = response.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const session = await app.inject({ url: '/api/session', headers: { cookie } })
    assert.deepEqual(session.json<SessionView>().abilities, view.abilities)
    assert.equal(await account.setupCode(), undefined)
    await app.close()
  }))
