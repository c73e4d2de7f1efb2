import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Asked, fakeServer, problems } from '../../../fake-server.ts'
import { type Decision, dismiss, heldFor, hold, sendNow, undo, useDecisions } from './held.ts'
import { keptWords } from './kept-words.ts'

const member = '01975f3e-0000-7000-8000-00000000000a'
const idOf = (n: number) => `01975f3e-0000-7000-8000-00000000000${n}`
const path = (n: number) => `/api/tasks/${idOf(n)}/decision`
const decision = (n: number): Decision => ({
  member,
  id: idOf(n),
  number: `YZ-20261124-000${n}`,
  outcome: 'approve',
  opinion: '同意',
  version: n,
})
const ok = (n: number) => ({
  body: { caseNumber: `YZ-20261124-000${n}`, outcome: 'approve', status: 'running' },
})
const keyOf = (asked: Asked | undefined) => asked?.headers['idempotency-key']
const now = () => renderHook(() => useDecisions()).result.current
const settle = () => act(async () => void (await vi.advanceTimersByTimeAsync(0)))

beforeEach(() => void vi.useFakeTimers())
afterEach(async () => {
  undo()
  await vi.advanceTimersByTimeAsync(60_000)
  for (const one of now().ended) dismiss(one)
  localStorage.clear()
  vi.useRealTimers()
})

test('taken back in time, nothing is ever sent', async () => {
  const server = fakeServer({ [`POST ${path(1)}`]: ok(1) })
  hold(decision(1))
  await vi.advanceTimersByTimeAsync(heldFor - 1)
  expect(undo()?.id).toBe(idOf(1))
  expect(undo()).toBeUndefined()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.asked).toHaveLength(0)
  expect(keptWords(member, idOf(1))).toEqual({ opinion: '同意', undone: true })
})

test('the next decision sends the one before at once, each exactly once', async () => {
  const server = fakeServer({ [`POST ${path(1)}`]: ok(1), [`POST ${path(2)}`]: ok(2) })
  hold(decision(1))
  hold(decision(2))
  await settle()
  expect(server.asked.map((one) => one.path)).toEqual([path(1)])
  expect(now().held?.id).toBe(idOf(2))
  await vi.advanceTimersByTimeAsync(heldFor)
  expect(server.asked.map((one) => one.path)).toEqual([path(1), path(2)])
  expect(keptWords(member, idOf(2))).toBeUndefined()
})

test('a tab that closes or is hidden sends what it holds, and the request outlives it', async () => {
  fakeServer({ [`POST ${path(1)}`]: ok(1) })
  const sent = vi.spyOn(globalThis, 'fetch')
  hold(decision(1))
  dispatchEvent(new Event('pagehide'))
  dispatchEvent(new Event('pagehide'))
  await settle()
  expect(sent).toHaveBeenCalledOnce()
  expect(sent.mock.calls[0]?.[1]?.keepalive).toBe(true)
  await vi.advanceTimersByTimeAsync(heldFor)
  expect(sent).toHaveBeenCalledOnce()
})

test('what was not answered is sent again under the same key until it is', async () => {
  let down = true
  const server = fakeServer({ [`POST ${path(1)}`]: () => (down ? 'offline' : ok(1)) })
  hold(decision(1))
  sendNow()
  await settle()
  expect(now().sent.map((one) => one.unanswered)).toEqual([true])
  expect(undo()).toBeUndefined()
  down = false
  await vi.advanceTimersByTimeAsync(5000)
  expect(server.asked).toHaveLength(2)
  expect(keyOf(server.asked[0])).toBeTruthy()
  expect(keyOf(server.asked[1])).toBe(keyOf(server.asked[0]))
  expect(now().sent).toHaveLength(0)
})

test('a refusal is kept until it is read, whatever is decided meanwhile', async () => {
  fakeServer({
    [`POST ${path(1)}`]: problems.of(409, 'process.gone', '周敏已经办了这件事'),
    [`POST ${path(2)}`]: ok(2),
  })
  hold(decision(1))
  hold(decision(2))
  await vi.advanceTimersByTimeAsync(heldFor + 30_000)
  const [refused, ...others] = now().ended
  expect(refused?.problem?.problem.title).toBe('周敏已经办了这件事')
  expect(others).toHaveLength(0)
  if (refused) act(() => dismiss(refused))
  expect(now().ended).toHaveLength(0)
})

test('a session that ended sends nothing more; the words wait on the device', async () => {
  const server = fakeServer({ [`POST ${path(1)}`]: problems.signIn })
  hold(decision(1))
  sendNow()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.asked).toHaveLength(1)
  expect(keptWords(member, idOf(1))).toEqual({ opinion: '同意', undone: false })
})
