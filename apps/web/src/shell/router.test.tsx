import { createMemoryHistory } from '@tanstack/react-router'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fakeServer, problems } from '../fake-server.ts'
import { App } from './app.tsx'
import { newRouter } from './router.tsx'
import { ownAddress } from './search.ts'
import { newQueryClient } from './session.ts'

const id = '01975f3e-0000-7000-8000-000000000001'
const site = {
  university: { zh: '渭川大学', en: 'Weichuan University' },
  setupNeeded: false,
  version: '0.1.0',
  zone: 'Asia/Shanghai',
}
const session = {
  member: { id, number: '2023310215', name: '林知夏', kind: 'student' },
  abilities: [],
  mustChangePassword: false,
  csrf: 'token',
  locale: 'zh-CN',
  openTasks: 0,
  runningCases: 0,
}

function open(path: string) {
  const queries = newQueryClient()
  const router = newRouter(queries, createMemoryHistory({ initialEntries: [path] }))
  render(<App queries={queries} router={router} />)
  return router
}

test('who is not signed in signs in and comes back to where they were going', async () => {
  let signedIn = false
  const server = fakeServer({
    'GET /api/site': { body: site },
    'GET /api/session': () => (signedIn ? { body: session } : problems.signIn),
    'POST /api/session': () => {
      signedIn = true
      return { body: session }
    },
    'GET /api/hall/cases': { body: { rows: [] } },
  })
  const router = open('/cases')
  fireEvent.change(await screen.findByLabelText('学号或工号'), { target: { value: '2023310215' } })
  expect(router.state.location.search).toEqual({ to: '/cases' })
  fireEvent.change(screen.getByLabelText('密码'), { target: { value: 'secret' } })
  fireEvent.click(screen.getByRole('button', { name: '登录' }))
  expect(await screen.findByRole('heading', { level: 1, name: '我的事' })).toBeDefined()
  expect(server.to('/api/session').find((one) => one.method === 'POST')?.body).toEqual({
    account: '2023310215',
    password: 'secret',
  })
  expect(document.title).toBe('我的事｜一站')
  expect(await screen.findByText('没有正在办的事')).toBeDefined()
})

test('a given password is changed before anything else', async () => {
  fakeServer({
    'GET /api/site': { body: site },
    'GET /api/session': { body: { ...session, mustChangePassword: true } },
  })
  const router = open('/cases')
  expect(await screen.findByRole('heading', { level: 1, name: '先换一个密码' })).toBeDefined()
  expect(router.state.location.pathname).toBe('/password')
})

test('without an administrator the first page is the set-up', async () => {
  fakeServer({
    'GET /api/site': { body: { ...site, setupNeeded: true } },
    'GET /api/session': problems.signIn,
  })
  open('/')
  expect(await screen.findByRole('heading', { level: 1, name: '设置一站' })).toBeDefined()
})

test('a wrong password is said in the page, and what was typed stays', async () => {
  fakeServer({
    'GET /api/site': { body: site },
    'GET /api/session': problems.signIn,
    'POST /api/session': problems.of(401, 'account.wrong', '账号或密码不对', { next: '看看大小写' }),
  })
  open('/sign-in')
  fireEvent.change(await screen.findByLabelText('学号或工号'), { target: { value: '2023310215' } })
  fireEvent.change(screen.getByLabelText('密码'), { target: { value: 'x' } })
  fireEvent.click(screen.getByRole('button', { name: '登录' }))
  expect((await screen.findByRole('alert')).textContent).toContain('账号或密码不对')
  expect(screen.getByLabelText<HTMLInputElement>('学号或工号').value).toBe('2023310215')
})

test('a case of somebody else, a missing one and a broken server each have their page', async () => {
  const answers: Record<string, ReturnType<typeof problems.of>> = {
    forbidden: problems.of(403, 'platform.forbidden', '这件事只有本人和经办人能看'),
    missing: problems.of(404, 'hall.case-unknown', '没有这件事'),
    broken: problems.of(500, 'platform.failed', '没存上，你写的还在', { facts: { request: 'r-42' } }),
  }
  for (const [name, answer] of Object.entries(answers)) {
    fakeServer({
      'GET /api/site': { body: site },
      'GET /api/session': { body: session },
      [`GET /api/hall/cases/${name}`]: answer,
    })
    open(`/cases/${name}`)
    await waitFor(() =>
      expect(screen.getAllByRole('heading', { level: 1 }).at(-1)?.textContent).toBe(answer.body.title),
    )
  }
  expect(screen.getByText('编号 r-42')).toBeDefined()
})

test('the sign-in page leads only to our own addresses', () => {
  expect(ownAddress('/cases/1')).toBe('/cases/1')
  expect(ownAddress('//evil.example')).toBe('/')
  expect(ownAddress('/\\evil.example')).toBe('/')
  expect(ownAddress('https://evil.example')).toBe('/')
  expect(ownAddress(undefined)).toBe('/')
})
