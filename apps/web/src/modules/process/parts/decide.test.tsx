import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { TaskDetail } from '@yizhan/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeServer } from '../../../fake-server.ts'
import { Decide, lookOf } from './decide.tsx'
import { heldFor, sendNow, undo } from './held.ts'
import { keepWords } from './kept-words.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  undo()
  localStorage.clear()
  vi.useRealTimers()
})

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
  const onHeld = vi.fn()
  render(<Decide detail={detail(change)} member={id} onHeld={onHeld} />)
  act(() => void vi.advanceTimersByTime(700))
  return { onHeld }
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

test('one click holds the decision for ten seconds, then sends it with the version that was read', async () => {
  const server = fakeServer({ [`POST ${path}`]: ok })
  const { onHeld } = show()
  fireEvent.click(screen.getByRole('button', { name: /^同意/ }))
  expect(onHeld).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(heldFor - 1)
  expect(server.asked).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(server.to(path).map((one) => one.body)).toEqual([{ outcome: 'approve', opinion: '', version: 7 }])
})

test('the second half of a double click decides nothing', () => {
  const { onHeld } = show()
  fireEvent.click(screen.getByRole('button', { name: /^同意/ }), { detail: 2 })
  expect(onHeld).not.toHaveBeenCalled()
})

test('a decision taken back leaves its words in the form', () => {
  const { onHeld } = show()
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '材料齐全' } })
  fireEvent.click(screen.getByRole('button', { name: /^同意/ }))
  expect(onHeld).toHaveBeenCalledOnce()
  undo()
  cleanup()
  show()
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('材料齐全')
  expect(screen.queryByText(/上次的决定没有送到/)).toBeNull()
})

test('words that may not have arrived say so', () => {
  keepWords(id, id, { opinion: '材料齐全', undone: false })
  show()
  expect(screen.getByText(/上次的决定没有送到/)).toBeTruthy()
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('材料齐全')
})

test('refusing and returning need a reason, and say so before anything is held', () => {
  const server = fakeServer({ [`POST ${path}`]: ok })
  const { onHeld } = show()
  fireEvent.click(screen.getByRole('button', { name: /^不同意/ }))
  expect(screen.getByRole('alert').textContent).toContain('写一句原因')
  expect(document.activeElement?.id).toBe('opinion')
  expect(server.asked).toHaveLength(0)
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '时间和考试冲突' } })
  fireEvent.click(screen.getByRole('button', { name: /^不同意/ }))
  expect(onHeld).toHaveBeenCalledOnce()
  sendNow()
  expect(server.to(path)).toHaveLength(1)
})

test('A decides; letters in the opinion stay letters, and a key held down decides nothing', () => {
  const { onHeld } = show()
  fireEvent.keyDown(screen.getByRole('textbox'), { key: 'a' })
  fireEvent.keyDown(document.body, { key: 'a', repeat: true })
  expect(onHeld).not.toHaveBeenCalled()
  fireEvent.keyDown(document.body, { key: 'a' })
  expect(onHeld).toHaveBeenCalledOnce()
})

test('a key that still belongs to the task before decides nothing', () => {
  const onHeld = vi.fn()
  render(<Decide detail={detail()} member={id} onHeld={onHeld} />)
  fireEvent.keyDown(document.body, { key: 'a' })
  expect(onHeld).not.toHaveBeenCalled()
})

test('where a check is flagged the first A asks, the second approves', () => {
  const { onHeld } = show({ checks: [{ ok: false, text: words('学时少 12') }] })
  fireEvent.keyDown(document.body, { key: 'a' })
  expect(screen.getByRole('status').textContent).toContain('再按一次 A')
  expect(onHeld).not.toHaveBeenCalled()
  fireEvent.keyDown(document.body, { key: 'a' })
  expect(onHeld).toHaveBeenCalledOnce()
})
