import { fireEvent, render, screen } from '@testing-library/react'
import type { ImportView } from '@yizhan/contracts'
import { expect, test } from 'vitest'
import { ImportResult } from './import-result.tsx'

const refused: ImportView = {
  id: '019abcde-0000-7000-8000-000000000001',
  kind: 'students',
  fileName: '学生.csv',
  dryRun: false,
  state: 'bad',
  linesRead: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  departed: 0,
  errors: [{ line: 1, column: '', value: '', reason: { zh: '一行也没有导入', en: 'Nothing was imported' } }],
  errorCount: 1,
  mustConfirm: { departed: 1200, of: 3000 },
  startedAt: '2026-11-24T01:00:00Z',
}

test('a file that is too small shows how many would leave, and asks for that very number', () => {
  const confirmed: number[] = []
  render(<ImportResult view={refused} onConfirm={(departed) => confirmed.push(departed)} />)
  expect(screen.getByText(/1200.*3000/)).toBeDefined()
  expect(screen.queryByRole('table')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: /1200/ }))
  expect(confirmed).toEqual([1200])
})

test('once it is confirmed and done nothing more is asked', () => {
  render(<ImportResult view={{ ...refused, state: 'done', errors: [], errorCount: 0, departed: 1200 }} />)
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.getByText(/按确认的数/)).toBeDefined()
})
