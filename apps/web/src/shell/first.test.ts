import { afterEach, expect, test, vi } from 'vitest'
import { fakeServer, problems } from '../fake-server.ts'
import { forgetFirst, takeFirst } from './first.ts'
import { account } from './session.ts'

afterEach(() => {
  forgetFirst()
  vi.unstubAllGlobals()
})

const came = () => ({
  answers: { '/api/session': { status: 401, body: problems.signIn.body } },
  asked: { '/api/hall/home': Promise.resolve(new Response('{"today":"2026-11-25"}')) },
})

test('what came with the page is taken once, and the next asks the server', async () => {
  globalThis.yizhanFirst = came()
  const server = fakeServer({ 'GET /api/session': { body: { csrf: 'later' } } })
  await expect(account.session({})).rejects.toMatchObject({ status: 401 })
  expect(server.asked).toEqual([])
  expect(await account.session({})).toEqual({ csrf: 'later' })
  expect(await (await takeFirst('/api/hall/home'))?.json()).toEqual({ today: '2026-11-25' })
  expect(takeFirst('/api/hall/home')).toBeUndefined()
})

test('after a command nothing that came before it counts', async () => {
  globalThis.yizhanFirst = came()
  fakeServer({ 'DELETE /api/session': {} })
  await account.signOut({})
  expect(takeFirst('/api/hall/home')).toBeUndefined()
})

test('a page that stood open for long asks again', () => {
  globalThis.yizhanFirst = came()
  vi.stubGlobal('performance', { now: () => 30_001 })
  expect(takeFirst('/api/session')).toBeUndefined()
})
