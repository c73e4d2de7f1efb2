import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cursorOf, cursorText } from './paging.ts'

const id = '019a0000-0000-7000-8000-00000000000a'

test('a cursor reads as what it was made of, a task without a due time included', () => {
  for (const at of ['2026-11-24 08:00:00.123456+08', '2026-11-24 00:00:00+00', 'infinity'])
    assert.deepEqual(cursorOf(cursorText(at, id)), [at, id])
})

test('a cursor that somebody made up reads as the first page', () => {
  const made = [
    ['2026-99-99 00:00:00+00', id],
    ['0000-01-01 00:00:00+00', id],
    ['2026-11-24 00:00:00', id],
    ['2026-11-24 00:00:00+00', '-'.repeat(36)],
  ].map(([at = '', of = '']) => cursorText(at, of))
  for (const text of [...made, 'x', '', undefined]) assert.equal(cursorOf(text), undefined)
})
