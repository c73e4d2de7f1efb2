import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionView } from '@yizhan/contracts'
import { createPeople } from '#modules/people'
import { createServer } from '#platform/http/server'
import { withTestPlatform } from '#platform/testing'
import { createAccount } from './index.ts'

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
