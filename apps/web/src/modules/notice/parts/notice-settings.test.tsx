import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fakeServer, problems } from '../../../fake-server.ts'
import { NoticeSettingsPart } from './notice-settings.tsx'

const settings = {
  on: {
    'task-opened': ['app'],
    'case-supplement': ['app'],
    'case-returned': ['app'],
    'case-finished': ['app', 'mail'],
    'case-refused': ['app'],
  },
  quiet: { from: '22:00', to: '07:00' },
  digest: 'soon',
  channels: ['app', 'mail'],
  urgent: ['case-supplement'],
  zone: 'Asia/Shanghai',
}
const path = '/api/notices/settings'

function show() {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <NoticeSettingsPart />
    </QueryClientProvider>,
  )
}

test('each choice is sent, one after the other, and the last one stays', async () => {
  const server = fakeServer({
    [`GET ${path}`]: { body: settings },
    [`PUT ${path}`]: ({ body }) => ({ body: { ...settings, ...(body as object) } }),
  })
  show()
  const mail = await screen.findByRole('checkbox', { name: '我的事办好了，邮件' })
  fireEvent.click(mail)
  fireEvent.click(screen.getByRole('checkbox', { name: '有事等我办，邮件' }))
  fireEvent.click(screen.getByRole('checkbox', { name: '这段时间不发邮件和消息' }))
  await waitFor(() => expect(server.asked.at(-1)?.body).toMatchObject({ quiet: null }))
  expect(server.asked.at(-1)?.body).toMatchObject({
    on: { 'case-finished': ['app'], 'task-opened': ['app', 'mail'] },
    digest: 'soon',
  })
  expect((mail as HTMLInputElement).checked).toBe(false)
  await screen.findByText('存好了')
})

test('without chat there is no column for it; what could not be saved is said', async () => {
  fakeServer({
    [`GET ${path}`]: { body: settings },
    [`PUT ${path}`]: problems.of(400, 'platform.invalid', '有几处要改'),
  })
  show()
  fireEvent.click(await screen.findByRole('checkbox', { name: '我的事办好了，站内' }))
  await screen.findByText('没存上，再选一次')
  expect(screen.queryByRole('columnheader', { name: '消息' })).toBeNull()
  screen.getByText('人事库里没有你的邮箱，发不了邮件。')
})
