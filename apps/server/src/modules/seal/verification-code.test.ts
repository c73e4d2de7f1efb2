import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { codeFrom, grouped, normalized } from './verification-code.ts'

test('a code keeps all 128 bits, and comes back however it is typed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.boolean(), (bytes, lower) => {
      const code = codeFrom(bytes)
      assert.match(code, /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
      const typed = grouped(code)
        .replaceAll(' ', lower ? '-' : ' ')
        .replaceAll('0', 'o')
        .replaceAll('1', 'l')
      assert.equal(normalized(lower ? typed.toLowerCase() : typed), code)
    }),
  )
  assert.notEqual(
    codeFrom(new Uint8Array(16)),
    codeFrom(Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0))),
  )
  assert.equal(grouped('3HT8W6RN5C0J7KQ4M2XD9P1V00'), '3HT8 W6RN 5C0J 7KQ4 M2XD 9P1V 00')
})

test('what cannot be a code is refused before the database is asked', () => {
  for (const typed of ['', '3HT8', 'U'.repeat(26), `${'0'.repeat(25)}'`, '0'.repeat(27), '查验码'])
    assert.equal(normalized(typed), undefined)
})
