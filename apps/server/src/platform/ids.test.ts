import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { uuidv7 } from './ids.ts'

test('a UUIDv7 carries version, variant and the time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (millis) => {
      const id = uuidv7(millis)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), millis)
    }),
  )
})

test('later ids sort after earlier ones', () => {
  assert.ok(uuidv7(1000) < uuidv7(1001))
})
