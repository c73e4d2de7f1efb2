import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import { hallApi } from '@yizhan/contracts'
import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import { fakeServer, problems } from '../fake-server.ts'
import { client } from './client.ts'
import { useCommand } from './command.ts'

const id = '01975f3e-0000-7000-8000-000000000001'
const path = `/api/hall/cases/${id}/withdraw`

function withQueries({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
}

test('a command without an answer is sent again under its key; an answered one gets a new key', async () => {
  let tries = 0
  const server = fakeServer({
    [`POST ${path}`]: () => {
      tries += 1
      return tries === 1
        ? 'offline'
        : tries === 2
          ? problems.of(409, 'process.changed', '这件事刚刚有变化')
          : {}
    },
  })
  const queries = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  )
  const { result } = renderHook(() => useCommand(client(hallApi).withdraw), { wrapper })
  const send = async (times: number) => {
    act(() => result.current.mutate({ params: { id }, body: { reason: '' } }))
    await waitFor(() => expect(server.asked.length).toBe(times))
    await waitFor(() => expect(result.current.isPending).toBe(false))
  }
  await send(1)
  await send(2)
  await send(3)
  const keys = server.asked.map((one) => one.headers['idempotency-key'])
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[1])
})

test('other content is another intention', async () => {
  const server = fakeServer({ [`POST ${path}`]: 'offline' })
  const { result } = renderHook(() => useCommand(client(hallApi).withdraw), { wrapper: withQueries })
  act(() => result.current.mutate({ params: { id }, body: { reason: 'a' } }))
  await waitFor(() => expect(result.current.isError).toBe(true))
  act(() => result.current.mutate({ params: { id }, body: { reason: 'b' } }))
  await waitFor(() => expect(server.asked.length).toBe(2))
  expect(server.asked[0]?.headers['idempotency-key']).not.toBe(server.asked[1]?.headers['idempotency-key'])
})
