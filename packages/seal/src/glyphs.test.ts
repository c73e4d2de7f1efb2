import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingGlyphs } from './glyphs.ts'
import { font } from './testing/sample.ts'

test('rare characters that the font has pass, one beyond the BMP that it lacks is named with its code point', () => {
  const missing = missingGlyphs(
    [
      { where: 'name', text: '䶮𬭎㛃 林\u00a0知夏\u200b' },
      { where: 'school', text: '𰻝学院𰻝' },
    ],
    [font],
  )
  assert.deepEqual(missing, [{ character: '𰻝', code: 'U+30EDD', where: 'school' }])
})

test('a character that one of several fonts has is not missing', () => {
  assert.deepEqual(
    missingGlyphs([{ where: 'x', text: 'Ж' }], [{ has: () => false }, { has: () => true }]),
    [],
  )
})
