import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { FormView } from '@yizhan/contracts'
import type { Form } from '@yizhan/forms/browser'
import { Suspense } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeServer, problems } from '../../../fake-server.ts'
import { useAnswers } from './application.ts'
import { DraftChoice } from './draft-choice.tsx'

const words = (zh: string) => ({ zh, en: zh })
const form: Form = {
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { what: { type: 'string' }, why: { type: 'string' } },
    required: ['what'],
    additionalProperties: false,
  },
  layout: {
    sections: [
      {
        id: 'one',
        title: words('一'),
        fields: [
          { id: 'what', widget: 'text', label: words('什么事') },
          { id: 'why', widget: 'text', label: words('为什么') },
        ],
      },
    ],
    summary: words('{what}'),
  },
}
const stamp = (n: number) => `01975f3e-0000-4000-8000-00000000000${n}`
const at = '2026-11-24T01:00:00Z'
const viewWith = (answers: Record<string, unknown> | undefined, by: number): FormView => ({
  service: {
    id: 'leave',
    name: words('请假'),
    short: words('请假'),
    category: 'life',
    summary: words(''),
    forMe: true,
  },
  version: 1,
  form: { ...form },
  validator: '/api/hall/validators/x.js',
  prefilled: {},
  ...(answers ? { draft: { answers, savedAt: at, stamp: stamp(by) } } : {}),
  files: [],
  names: {},
  member: {},
  line: [],
})

type Sent = { answers: Record<string, unknown>; seen: string[]; stamp: string }
const path = '/api/hall/services/leave/draft'
const formPath = '/api/hall/services/leave/form'

/** Keeps one draft by the server's rule. */
function draftServer(first: { answers: Record<string, unknown>; by: number } | undefined) {
  const kept: { draft?: { answers: Record<string, unknown>; stamp: string } } = first
    ? { draft: { answers: first.answers, stamp: stamp(first.by) } }
    : {}
  const next: { answer?: 'offline' } = {}
  const server = fakeServer({
    [`GET ${formPath}`]: () => ({
      body: { ...viewWith(undefined, 0), ...(kept.draft ? { draft: { ...kept.draft, savedAt: at } } : {}) },
    }),
    [`PUT ${path}`]: ({ body }) => {
      const sent = body as Sent
      if (kept.draft && ![...sent.seen, sent.stamp].includes(kept.draft.stamp))
        return problems.of(409, 'hall.draft-elsewhere', '这份草稿 11月24日 9:00 在别处改过')
      kept.draft = { answers: sent.answers, stamp: sent.stamp }
      const lost = next.answer
      delete next.answer
      return lost ?? { body: { savedAt: at, stamp: sent.stamp } }
    },
  })
  return { kept, next, saves: () => server.to(path).map(({ body }) => body as Sent) }
}

function Page({ view }: { view: FormView }) {
  const { answers, change, saving, keepMine, takeOther } = useAnswers('leave', view, true)
  return (
    <>
      <output>{saving.state}</output>
      {(['what', 'why'] as const).map((field) => (
        <input
          key={field}
          aria-label={field}
          value={String(answers[field] ?? '')}
          onChange={(event) => change(field, event.target.value)}
        />
      ))}
      {saving.state === 'elsewhere' ? (
        <DraftChoice id="leave" view={view} answers={answers} onMine={keepMine} onOther={takeOther} />
      ) : null}
    </>
  )
}

/** A device: its own memory of queries. Drawn again with another form it is the same page. */
async function open(view: FormView) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queries.setQueryData(['session'], { member: { id: 'me' } })
  const page = (shown: FormView) => (
    <QueryClientProvider client={queries}>
      <Suspense>
        <Page view={shown} />
      </Suspense>
    </QueryClientProvider>
  )
  const drawn = await act(async () => render(page(view)))
  return { ...drawn, again: (shown: FormView) => drawn.rerender(page(shown)) }
}

const type = (field: string, value: string) =>
  fireEvent.change(screen.getByLabelText(field), { target: { value } })
const read = (field: string) => screen.getByLabelText<HTMLInputElement>(field).value
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const state = () => screen.getByRole('status', { hidden: true }).textContent

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }))
afterEach(() => vi.useRealTimers())

test('a page never takes its own saves for another device’s, one after another or when the answer was lost', async () => {
  const { kept, next, saves } = draftServer(undefined)
  await open(viewWith(undefined, 0))
  type('what', '甲')
  await pass(1000)
  type('what', '甲乙')
  await pass(1000)
  expect(saves().map(({ answers }) => answers.what)).toEqual(['甲', '甲乙'])
  // It arrives, and nobody hears of it.
  next.answer = 'offline'
  type('what', '甲乙丙')
  await pass(1000)
  expect(kept.draft?.answers.what).toBe('甲乙丙')
  type('what', '甲乙丙丁')
  await pass(1000)
  expect(kept.draft?.answers.what).toBe('甲乙丙丁')
  expect(state()).toBe('saved')
  expect(localStorage.length).toBe(0)
})

test('changed on another device: what is typed here stays, the difference is shown, and mine is saved when I say so', async () => {
  const { kept, saves } = draftServer({ answers: { what: '手机写的', why: '同样' }, by: 2 })
  await open(viewWith({ what: '早先', why: '同样' }, 1))
  type('what', '电脑写的')
  await pass(1000)
  await screen.findByText(/在别处改过$/)
  expect(read('what')).toBe('电脑写的')
  type('what', '电脑接着写')
  await pass(3000)
  expect(saves()).toHaveLength(1)
  expect(kept.draft?.answers.what).toBe('手机写的')
  expect(localStorage.length).toBe(1)
  fireEvent.click(screen.getByRole('button', { name: '看看哪里不同' }))
  expect(screen.getByText('手机写的')).toBeDefined()
  expect(screen.queryByText('为什么')).toBeNull()
  fireEvent.click(screen.getAllByRole('button', { name: '用这里写的' })[0] as HTMLElement)
  await waitFor(() => expect(kept.draft?.answers.what).toBe('电脑接着写'))
  await waitFor(() => expect(screen.queryByText(/在别处改过$/)).toBeNull())
  type('what', '再写')
  await pass(1000)
  expect(kept.draft?.answers.what).toBe('再写')
})

test('the other one is loaded when I say so, and what I write then goes on from it', async () => {
  const { kept } = draftServer({ answers: { what: '手机写的', why: '手机的理由' }, by: 2 })
  await open(viewWith({ what: '早先' }, 1))
  type('what', '电脑写的')
  await pass(1000)
  fireEvent.click(await screen.findByRole('button', { name: '看看哪里不同' }))
  fireEvent.click(screen.getByRole('button', { name: '用那一份' }))
  await waitFor(() => expect([read('what'), read('why')]).toEqual(['手机写的', '手机的理由']))
  expect(localStorage.length).toBe(0)
  type('why', '补一句')
  await pass(1000)
  expect(kept.draft?.answers).toEqual({ what: '手机写的', why: '补一句' })
})

test('the same words on both are no question', async () => {
  const { kept } = draftServer({ answers: { what: '一样' }, by: 2 })
  await open(viewWith({ what: '早先' }, 1))
  type('what', '一样')
  await pass(1000)
  await waitFor(() => expect(state()).toBe('saved'))
  expect(screen.queryByText(/在别处改过$/)).toBeNull()
  expect(kept.draft?.stamp).not.toBe(stamp(2))
})

test('what was saved gives way to what another device made of it; what was never saved asks', async () => {
  const { saves } = draftServer({ answers: { what: '手机写的' }, by: 2 })
  const saved = await open(viewWith({ what: '早先' }, 1))
  saved.again(viewWith({ what: '手机写的' }, 2))
  await waitFor(() => expect(read('what')).toBe('手机写的'))
  expect(saves()).toHaveLength(0)
  saved.unmount()

  localStorage.setItem(
    'yizhan.draft.me.leave',
    JSON.stringify({ answers: { what: '没网时写的' }, seen: [stamp(1)], stamp: stamp(5) }),
  )
  await open(viewWith({ what: '手机写的' }, 2))
  await screen.findByText(/在别处改过$/)
  expect(read('what')).toBe('没网时写的')
  expect(saves()).toHaveLength(0)
})
