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

test('joiners pass; what turns text around or draws nothing on purpose is named', () => {
  const all = [{ has: (codePoint: number) => font.has(codePoint) }]
  const codes = (text: string) => missingGlyphs([{ where: 'x', text }], all).map(({ code }) => code)
  assert.deepEqual(codes('\u200d\u200c\u200b\ufeff\u2060\u00ad\ufe0f\t\n\u3000'), [])
  assert.deepEqual(codes('\u202e\u2066\u2069\u{e0041}\u0007\u{20bb7}'), [
    'U+202E',
    'U+2066',
    'U+2069',
    'U+E0041',
    'U+0007',
    ...(font.has(0x20bb7) ? [] : ['U+20BB7']),
  ])
})
