import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { SessionContext } from '../auth.ts'
import { type TestPlatform, withTestPlatform } from '../testing.ts'
import { createServer } from './server.ts'
import { systemRoutes } from './system.ts'

const memberId = randomUUID()
const session: SessionContext = {
  actor: {
    memberId,
    sessionId: randomUUID(),
    number: 's1',
    name: '林知夏',
    kind: 'student',
    locale: 'zh-CN',
    grants: [],
  },
  csrf: 'token',
  mustChangePassword: false,
}

async function withSystem(
  work: (app: Awaited<ReturnType<typeof createServer>>, platform: TestPlatform) => Promise<void>,
) {
  await withTestPlatform(async (platform) => {
    const app = await createServer(platform, async () => session)
    systemRoutes(app, platform, [], [])
    await work(app, platform)
    await app.close()
  })
}

test('one person cannot fill the disk: beyond fifty of the largest files a day the next waits for tomorrow', () =>
  withSystem(async (app, platform) => {
    const upload = async () => {
      const form = new FormData()
      form.append('file', new File(['%PDF-1.4 a'], 'a.pdf'))
      const request = new Request('http://x', { method: 'POST', body: form })
      const answer = await app.inject({
        method: 'POST',
        url: '/api/files',
        headers: { 'x-csrf': 'token', 'content-type': request.headers.get('content-type') ?? '' },
        payload: Buffer.from(await request.arrayBuffer()),
      })
      return answer.statusCode === 200 ? 'kept' : answer.json().code
    }
    const uploaded = (hoursAgo: number, bytes: number) =>
      platform.db
        .insertInto('platform.file')
        .values({
          id: randomUUID(),
          owner: memberId,
          sha256: 'a'.repeat(64),
          name: 'a.pdf',
          type: 'application/pdf',
          bytes,
          at: platform.clock().subtract({ hours: hoursAgo }).toString(),
        })
        .execute()
    const most = 50 * platform.config.uploadMegabytes * 1024 * 1024
    await uploaded(25, most)
    await uploaded(1, most - 1)
    assert.equal(await upload(), 'kept')
    assert.equal(await upload(), 'platform.upload-enough')
  }))

test('metrics are for this machine, not for what a proxy on it passes on', () =>
  withSystem(async (app) => {
    assert.equal((await app.inject({ url: '/metrics' })).statusCode, 200)
    const passedOn = await app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.7' } })
    assert.equal(passedOn.statusCode, 404)
  }))

test('a storm of questions whether all is ready asks the database and the signer once', () =>
  withSystem(async (app, platform) => {
    let asked = 0
    platform.checks.push({ name: 'counted', check: async () => ({ ok: ++asked > 0 }) })
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.inject({ url: '/api/ready' })))
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]))
    assert.equal(asked, 1)
  }))
