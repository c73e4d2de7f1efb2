import { accountApi, hallApi, peopleApi, platformApi, processApi, sealApi } from '@yizhan/contracts'
import { expect, test } from 'vitest'
import { fakeServer, problems } from '../fake-server.ts'
import { addressOf, client, isProblem, keepCsrf, newKey, onSessionGone, ProblemError } from './client.ts'

const id = '01975f3e-0000-7000-8000-000000000001'

test('contracts load without Zod, with every method and address', () => {
  const endpoints = [accountApi, hallApi, peopleApi, platformApi, processApi, sealApi].flatMap((api) =>
    Object.values(api),
  )
  expect(endpoints.length).toBeGreaterThan(50)
  for (const endpoint of endpoints) expect(endpoint.path).toMatch(/^\/api\//)
})

test('parameters and query stand in the address; what is not given is left out', () => {
  expect(addressOf(processApi.tasks, { query: { list: 'mine', q: '林知夏', due: undefined } })).toBe(
    `/api/tasks?list=mine&q=${encodeURIComponent('林知夏')}`,
  )
  expect(addressOf(hallApi.guide, { params: { id: 'a/b' } })).toBe('/api/hall/services/a%2Fb')
})

test('a command carries the CSRF token and a fresh idempotency key; a read carries neither', async () => {
  const server = fakeServer({
    [`POST /api/hall/cases/${id}/withdraw`]: {},
    [`GET /api/hall/cases/${id}`]: { body: { ok: true } },
  })
  keepCsrf('token-1')
  const hall = client(hallApi)
  await hall.withdraw({ params: { id }, body: { reason: '' } })
  await hall.withdraw({ params: { id }, body: { reason: '' } }, { key: 'kept' })
  await hall.case({ params: { id } })
  const [first, second, read] = server.asked
  expect(first?.headers['x-csrf']).toBe('token-1')
  expect(first?.headers['idempotency-key']).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  expect(second?.headers['idempotency-key']).toBe('kept')
  expect(read?.headers['x-csrf']).toBeUndefined()
  expect(read?.headers['idempotency-key']).toBeUndefined()
  expect(newKey()).not.toBe(newKey())
})

test('saving a draft needs no idempotency key', async () => {
  const server = fakeServer({
    'PUT /api/hall/services/x/draft': { body: { savedAt: '2026-11-24T00:00:00Z' } },
  })
  await client(hallApi).saveDraft({ params: { id: 'x' }, body: { version: 1, answers: {} } })
  expect(server.asked[0]?.headers['idempotency-key']).toBeUndefined()
})

test('an upload is one multipart file', async () => {
  const server = fakeServer({
    'POST /api/files': { body: { id, name: 'a.pdf', type: 'application/pdf', bytes: 1 } },
  })
  await client(platformApi).uploadFile({ file: new File(['x'], 'a.pdf') })
  const form = server.asked[0]?.body
  expect(form).toBeInstanceOf(FormData)
  expect((form as FormData).get('file')).toBeInstanceOf(File)
})

test('a problem becomes an error that knows its fields', async () => {
  fakeServer({
    'POST /api/hall/services/x/cases': problems.of(422, 'hall.answers', '有几处要改', {
      fields: [{ path: 'mobile', message: '手机号码要 11 位' }],
    }),
  })
  const failed = await client(hallApi)
    .apply({ params: { id: 'x' }, body: { version: 1, answers: {} } })
    .catch((error: unknown) => error)
  expect(isProblem(failed, 'hall.answers')).toBe(true)
  expect(failed instanceof ProblemError && failed.fields.get('mobile')).toBe('手机号码要 11 位')
})

test('no network is a problem of its own', async () => {
  fakeServer({ 'GET /api/session': 'offline' })
  const failed = await client(accountApi)
    .session({})
    .catch((error: unknown) => error)
  expect(failed instanceof ProblemError && failed.status).toBe(0)
})

test('an old CSRF token is renewed once, and the command goes on under its key', async () => {
  const seen: string[] = []
  const server = fakeServer({
    'GET /api/session': { body: { csrf: 'new' } },
    [`POST /api/hall/cases/${id}/withdraw`]: (asked) => {
      seen.push(asked.headers['x-csrf'] ?? '')
      return asked.headers['x-csrf'] === 'new' ? {} : problems.of(403, 'platform.csrf', '页面放得太久了')
    },
  })
  keepCsrf('old')
  await client(hallApi).withdraw({ params: { id }, body: { reason: '' } }, { key: 'kept' })
  expect(seen).toEqual(['old', 'new'])
  expect(server.to(`/api/hall/cases/${id}/withdraw`).map((one) => one.headers['idempotency-key'])).toEqual([
    'kept',
    'kept',
  ])
})

test('a session that ended is said to the shell, but signing in is not', async () => {
  fakeServer({ 'GET /api/hall/home': problems.signIn, 'GET /api/session': problems.signIn })
  let gone = 0
  const stop = onSessionGone(() => {
    gone += 1
  })
  await client(accountApi)
    .session({})
    .catch(() => undefined)
  expect(gone).toBe(0)
  await client(hallApi)
    .home({})
    .catch(() => undefined)
  expect(gone).toBe(1)
  stop()
})
