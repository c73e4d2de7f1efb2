import { expect, test } from 'vitest'
import { shapeOf, wordOf } from './status.ts'

test('a case that ended with a skipped step is not called done, in word and shape', () => {
  const done = { status: 'finished', skipped: false } as const
  const without = { status: 'finished', skipped: true } as const
  expect([wordOf(done), shapeOf(done)]).toEqual(['finished', 'done'])
  expect([wordOf(without), shapeOf(without)]).toEqual(['without', 'stopped'])
  expect(wordOf({ status: 'returned', skipped: false })).toBe('returned')
})
