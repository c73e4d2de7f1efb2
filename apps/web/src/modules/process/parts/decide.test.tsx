import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { TaskDetail } from '@yizhan/contracts'
import { expect, test, vi } from 'vitest'
import { fakeServer, problems } from '../../../fake-server.ts'
import { Decide, lookOf } from './decide.tsx'

const id = '01975f3e-0000-7000-8000-000000000001'
const words = (zh: string) => ({ zh, en: zh })

function detail(change: Partial<TaskDetail> = {}): TaskDetail {
  return {
    task: {
      id,
      caseId: id,
      caseNumber: 'YZ-20261124-0042',
      service: words('本科生请销假'),
      serviceId: 'student-leave',
      step: words('辅导员审批'),
      applicant: { id, number: '2023310215', name: '林知夏', kind: 'student' },
      summary: '事假 2 天',
      openedAt: '2026-11-24T01:00:00Z',
      state: 'open',
      flags: 0,
    },
    version: 7,
    mayDecide: true,
    outcomes: ['approve', 'return', 'refuse'],
    opinionRequired: false,
    checks: [],
    sections: [],
    history: [],
    line: [],
    phrases: [words('材料齐全。')],
    ...change,
  }
}

function show(change: Partial<TaskDetail> = {}) {
  const onDecided = vi.fn()
  const onOvertaken = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Decide detail={detail(change)} onDecided={onDecided} onOvertaken={onOvertaken} />
    </QueryClientProvider>,
  )
  return { onDecided, onOvertaken }
}

const path = `/api/tasks/${id}/decision`
const ok = {
  body: {
    caseNumber: 'YZ-20261124-0042',
    outcome: 'approve',
    status: 'running',
    nextStep: words('学院审批'),
  },
}

test('approving is the loud choice only where every check passed', () => {
  expect(lookOf('approve', 0)).toBe('primary')
  expect(lookOf('approve', 1)).toBe('plain')
  show({ checks: [{ ok: false, text: words('学时少 12') }] })
  expect(screen.getByRole('button', { name: /^同意 ?A?$/ }).className).not.toContain('primary')
  expect(screen.getByRole('status').textContent).toContain('有 1 处要看')
})

test('one click approves with the version that was read', async () => {
  const server = fakeServer({ [`POST ${path}`]: ok })
  const { onDecided } = show()
  fireEvent.click(screen.getByRole('button', { name: /^同意/ }))
  await waitFor(() =>
    expect(onDecided).toHaveBeenCalledWith({
      outcome: 'approve',
      number: 'YZ-20261124-0042',
      step: words('学院审批'),
    }),
  )
  expect(server.to(path)[0]?.body).toEqual({ outcome: 'approve', opinion: '', version: 7 })
})

test('refusing and returning need a reason, and say so before anything is sent', async () => {
  const server = fakeServer({ [`POST ${path}`]: ok })
  show()
  fireEvent.click(screen.getByRole('button', { name: /^不同意/ }))
  expect(screen.getByRole('alert').textContent).toContain('写一句原因')
  expect(document.activeElement?.id).toBe('opinion')
  expect(server.asked).toHaveLength(0)
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '时间和考试冲突' } })
  fireEvent.click(screen.getByRole('button', { name: /^不同意/ }))
  await waitFor(() => expect(server.to(path)).toHaveLength(1))
})

test('the first A asks, the second approves; letters in the opinion stay letters', async () => {
  const server = fakeServer({ [`POST ${path}`]: ok })
  show()
  fireEvent.keyDown(screen.getByRole('textbox'), { key: 'a' })
  fireEvent.keyDown(document.body, { key: 'a' })
  expect(screen.getByRole('status').textContent).toContain('再按一次 A')
  expect(server.asked).toHaveLength(0)
  fireEvent.keyDown(document.body, { key: 'a' })
  await waitFor(() => expect(server.to(path)).toHaveLength(1))
})

test('when somebody else was faster, the refusal stands in the pane', async () => {
  fakeServer({
    [`POST ${path}`]: problems.of(409, 'process.gone', '周敏已经办了这件事', { next: '列表已更新' }),
  })
  const { onDecided, onOvertaken } = show()
  fireEvent.click(screen.getByRole('button', { name: /^同意/ }))
  expect((await screen.findByRole('alert')).textContent).toContain('周敏已经办了这件事')
  expect(onOvertaken).toHaveBeenCalledWith('周敏已经办了这件事')
  expect(onDecided).not.toHaveBeenCalled()
})
