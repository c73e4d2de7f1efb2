import { fireEvent, render, screen } from '@testing-library/react'
import type { Unit } from '@yizhan/contracts'
import { expect, test } from 'vitest'
import { openRows, UnitTree } from './unit-tree.tsx'

const unit = (id: string, parentId?: string): Unit => ({
  id,
  code: id,
  name: { zh: `单位${id}`, en: `Unit ${id}` },
  kind: 'school',
  members: 3,
  active: true,
  ...(parentId ? { parentId } : {}),
})
const units = [unit('1'), unit('2', '1'), unit('3', '2'), unit('4', '1')]

test('only open branches show, and a search opens the way to what it finds', () => {
  const ids = (rows: ReturnType<typeof openRows>) => rows.map((row) => row.unit.id)
  expect(ids(openRows(units, new Set()))).toEqual(['1'])
  expect(ids(openRows(units, new Set(['1'])))).toEqual(['1', '2', '4'])
  expect(ids(openRows(units, new Set(), (one) => one.id === '3'))).toEqual(['1', '2', '3'])
})

test('arrow keys open a branch and Enter chooses it', () => {
  let chosen: string | undefined
  render(<UnitTree units={units} chosen={undefined} onChoose={(id) => (chosen = id)} />)
  const second = screen.getByRole('treeitem', { name: /单位2/ })
  fireEvent.keyDown(second, { key: 'ArrowRight' })
  expect(screen.getByRole('treeitem', { name: /单位3/ })).toBeDefined()
  fireEvent.keyDown(second, { key: 'Enter' })
  expect(chosen).toBe('2')
})
