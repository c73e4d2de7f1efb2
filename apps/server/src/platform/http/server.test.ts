/** The HTTP edge against a real database, with a contract made for the purpose. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { defineApi, refuse } from '@yizhan/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { SessionContext } from '../auth.ts'
import { withTestPlatform } from '../testing.ts'
import { hashBody } from './idempotency.ts'
import { serve } from './serve.ts'
import { createServer } from './server.ts'

const api = defineApi({
  note: {
    method: 'POST',
    path: '/api/note',
    audience: 'member',
    summary: 'x',
    body: z.object({ text: z.string().max(20) }),
    ok: z.object({ id: z.string() }),
  },
  deny: {
    method: 'POST',
    path: '/api/deny',
    audience: 'member',
    summary: 'x',
    body: z.object({}),
    ok: z.object({}),
  },
  open: {
    method: 'GET',
    path: '/api/open',
    audience: 'public',
    summary: 'x',
    ok: z.object({ locale: z.string() }),
  },
  leak: {
    method: 'GET',
    path: '/api/leak',
    audience: 'public',
    summary: 'x',
    ok: z.object({ name: z.string() }),
  },
  secret: {
    method: 'POST',
    path: '/api/secret',
    audience: 'member',
    summary: 'x',
    body: z.object({ password: z.string() }),
    secretBody: true,
  },
  verify: { method: 'GET', path: '/api/verify', audience: 'public', summary: 'x', ok: z.object({}) },
  fail: { method: 'GET', path: '/api/fail', audience: 'public', summary: 'x', ok: z.object({}) },
  slow: { method: 'GET', path: '/api/slow', audience: 'public', summary: 'x', ok: z.object({}) },
})

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

async function withEdge(
  work: (edge: {
    app: Awaited<ReturnType<typeof createServer>>
    notes: () => Promise<number>
    bodyHashes: () => Promise<string[]>
  }) => Promise<void>,
  context: SessionContext = session,
) {
  await withTestPlatform(async (platform) => {
    const app = await createServer(platform, async (request) =>
      request.headers.cookie === 'in' ? context : undefined,
    )
    serve(api)(app, platform, {
      note: ({ command, body }) =>
        command(async (tx) => {
          const id = await platform.events.emit(tx, { name: 'note', actor: memberId, payload: body })
          return { id }
        }),
      deny: ({ command }) =>
        command(async (tx) => {
          await platform.events.emit(tx, { name: 'note', payload: {} })
          return refuse('process.not-yours')
        }),
      open: async ({ locale }) => ({ locale }),
      secret: ({ command }) => command(async () => undefined),
      verify: async () => ({}),
      leak: async () => ({ name: 'a', secret: 'b' }),
      fail: async () => {
        throw new Error('boom with 身份证')
      },
      slow: () =>
        platform.tx(async (tx) => {
          await sql`set local statement_timeout = '20ms'`.execute(tx)
          await sql`select pg_sleep(30)`.execute(tx)
          return {}
        }),
    })
    await work({
      app,
      notes: async () =>
        Number((await platform.pool.query('select count(*)::int as n from platform.event')).rows[0]?.n),
      bodyHashes: async () =>
        (await platform.pool.query('select body_hash from platform.idempotency')).rows.map((row) =>
          String(row.body_hash),
        ),
    })
    await app.close()
  })
}

const command = (key: string = randomUUID(), more: Record<string, string> = {}) => ({
  cookie: 'in',
  'x-csrf': 'token',
  'idempotency-key': key,
  ...more,
})

test('a repeated key gives the first answer and no second effect, also when both come at once', () =>
  withEdge(async ({ app, notes }) => {
    const key = randomUUID()
    const send = () =>
      app.inject({ method: 'POST', url: '/api/note', headers: command(key), payload: { text: 'once' } })
    const answers = await Promise.all([send(), send(), send(), send()])
    answers.push(await send())
    assert.deepEqual(new Set(answers.map((answer) => answer.statusCode)), new Set([200]))
    assert.equal(new Set(answers.map((answer) => answer.body)).size, 1)
    assert.equal(answers.filter((answer) => answer.headers['idempotency-replayed'] === 'true').length, 4)
    assert.equal(await notes(), 1)
    const other = await app.inject({
      method: 'POST',
      url: '/api/note',
      headers: command(key),
      payload: { text: 'other' },
    })
    assert.equal(other.statusCode, 422)
    assert.equal(other.json().code, 'platform.idempotency-reused')
  }))

test('a refusal leaves nothing behind and may be tried again with the same key', () =>
  withEdge(async ({ app, notes }) => {
    const key = randomUUID()
    for (const _ of [1, 2]) {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/deny',
        headers: command(key),
        payload: {},
      })
      assert.equal(answer.statusCode, 403)
      assert.equal(answer.json().code, 'process.not-yours')
    }
    assert.equal(await notes(), 0)
  }))

test('a command needs session, csrf token, key and our own origin', () =>
  withEdge(async ({ app, notes }) => {
    const cases: [Record<string, string>, number, string][] = [
      [{ 'idempotency-key': randomUUID() }, 401, 'platform.sign-in'],
      [{ ...command(), 'x-csrf': 'wrong' }, 403, 'platform.csrf'],
      [{ cookie: 'in', 'x-csrf': 'token' }, 400, 'platform.idempotency-missing'],
      [command(randomUUID(), { 'sec-fetch-site': 'cross-site' }), 403, 'platform.csrf'],
      [command(randomUUID(), { origin: 'https://evil.example' }), 403, 'platform.csrf'],
    ]
    for (const [headers, status, code] of cases) {
      const answer = await app.inject({ method: 'POST', url: '/api/note', headers, payload: { text: 'x' } })
      assert.deepEqual([answer.statusCode, answer.json().code], [status, code])
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    }
    assert.equal(await notes(), 0)
  }))

test('another spelling of an address meets the same guards', () =>
  withEdge(async ({ app, notes }) => {
    const post = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/%61pi/note', headers, payload: { text: 'x' } })
    const foreign = await post(command(randomUUID(), { 'sec-fetch-site': 'cross-site' }))
    assert.equal(foreign.json().code, 'platform.csrf')
    assert.equal((await post(command())).statusCode, 200)
    assert.equal(await notes(), 1)
    const statuses = await Promise.all(
      Array.from({ length: 80 }, async () => (await app.inject({ url: '/%61pi/verify' })).statusCode),
    )
    assert.equal(statuses.filter((status) => status === 200).length, 60)
    assert.ok(statuses.includes(429))
  }))

test('of a body with a secret nothing is kept that a guess could be checked against', () =>
  withEdge(async ({ app, bodyHashes }) => {
    const key = randomUUID()
    const send = (password: string) =>
      app.inject({ method: 'POST', url: '/api/secret', headers: command(key), payload: { password } })
    assert.equal((await send('qwerty')).statusCode, 204)
    assert.equal((await send('qwerty')).statusCode, 204)
    assert.equal((await send('other')).json().code, 'platform.idempotency-reused')
    const [kept, ...more] = await bodyHashes()
    assert.match(kept ?? '', /^[0-9a-f]{64}$/)
    assert.notEqual(kept, hashBody({ password: 'qwerty' }))
    assert.deepEqual(more, [])
  }))

test('bad input names each field in the reader’s language; what cannot be stored is refused', () =>
  withEdge(async ({ app }) => {
    const long = await app.inject({
      method: 'POST',
      url: '/api/note',
      headers: command(),
      payload: { text: 'x'.repeat(30) },
    })
    assert.equal(long.statusCode, 400)
    assert.equal(long.json().fields[0].path, 'body.text')
    assert.match(long.json().fields[0].message, /\p{Script=Han}/u)
    const english = await app.inject({
      method: 'POST',
      url: '/api/note',
      headers: { ...command(), 'accept-language': 'en' },
      payload: {},
    })
    assert.doesNotMatch(english.body, /\p{Script=Han}/u)
    for (const text of ['a\0b', 'half \ud800', '\udc00']) {
      const unstorable = await app.inject({
        method: 'POST',
        url: '/api/note',
        headers: { ...command(), 'content-type': 'application/json' },
        payload: JSON.stringify({ text }),
      })
      assert.equal(unstorable.statusCode, 400)
    }
  }))

test('what cannot even be parsed is named too, in the language that the answer says it has', () =>
  withEdge(async ({ app }) => {
    const send = async (type: string, payload: string, language: string) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/note',
        headers: { ...command(), 'content-type': type, 'accept-language': language },
        payload,
      })
      const { fields, facts } = answer.json()
      assert.deepEqual(
        [answer.statusCode, answer.headers['content-language'], facts],
        [400, language, undefined],
      )
      return fields
    }
    assert.deepEqual(await send('application/json', '{"text":', 'zh-CN'), [
      { path: 'body', message: '不是能读的 JSON' },
    ])
    assert.deepEqual(await send('application/json', '{"text":"a","__proto__":{}}', 'en'), [
      { path: 'body', message: 'Not readable as JSON' },
    ])
    assert.equal((await send('text/xml', '<a/>', 'en'))[0].path, 'headers.content-type')
    const address = await app.inject({ url: '/api/%ff' })
    assert.deepEqual([address.statusCode, address.headers['content-language']], [404, 'zh-CN'])
    assert.match(address.json().title, /\p{Script=Han}/u)
  }))

test('answers hold only what the contract names; errors say nothing of the inside', () =>
  withEdge(async ({ app }) => {
    const leak = await app.inject({ url: '/api/leak' })
    assert.deepEqual(leak.json(), { name: 'a' })
    const fail = await app.inject({ url: '/api/fail' })
    assert.equal(fail.statusCode, 500)
    assert.doesNotMatch(fail.body, /boom|身份证/)
    assert.equal(fail.json().instance, fail.headers['x-request-id'])
    const none = await app.inject({ url: '/api/none' })
    assert.equal(none.statusCode, 404)
  }))

test('a database that takes too long is a 503 that says to try again, not a fault', () =>
  withEdge(async ({ app }) => {
    const slow = await app.inject({ url: '/api/slow' })
    assert.deepEqual([slow.statusCode, slow.json().code], [503, 'platform.busy'])
  }))

test('the policy of the page forbids inline code and other origins', () =>
  withEdge(async ({ app }) => {
    const policies: string[] = []
    for (const url of ['/', '/', '/api/open']) {
      const { headers } = await app.inject({ url })
      policies.push(String(headers['content-security-policy']))
      assert.doesNotMatch(policies.at(-1) ?? '', /unsafe-inline|unsafe-eval|\*/)
      assert.match(policies.at(-1) ?? '', /frame-ancestors 'none'/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
    }
    const [page = '', again, data = ''] = policies
    assert.match(page, /default-src 'self'/)
    assert.notEqual(page, again, 'a nonce serves once')
    assert.match(data, /default-src 'none'/)
  }))

test('before the first password is changed nothing else is open', () =>
  withEdge(
    async ({ app }) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/note',
        headers: command(),
        payload: { text: 'x' },
      })
      assert.equal(answer.json().code, 'account.must-change')
    },
    { ...session, mustChangePassword: true },
  ))

test('behind TLS the browser is told to stay with it', () =>
  withTestPlatform(
    async (platform) => {
      const app = await createServer(platform, async () => undefined)
      serve({ open: api.open })(app, platform, { open: async ({ locale }) => ({ locale }) })
      const { headers } = await app.inject({ url: '/api/open' })
      assert.match(String(headers['strict-transport-security']), /max-age=31536000/)
      await app.close()
    },
    { settings: { publicUrl: 'https://yizhan.example' } },
  ))

test('closing waits for the request that is under way', () =>
  withTestPlatform(async (platform) => {
    const app = await createServer(platform, async () => undefined)
    const arrived = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    serve({ open: api.open })(app, platform, {
      open: async ({ locale }) => {
        arrived.resolve()
        await go.promise
        return { locale }
      },
    })
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    const answer = fetch(`${address}/api/open`)
    await arrived.promise
    const closed = app.close()
    go.resolve()
    assert.equal((await answer).status, 200)
    await closed
    await assert.rejects(fetch(`${address}/api/open`))
  }))
