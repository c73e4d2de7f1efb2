import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { openTable } from './import-table.ts'
import { unfoldsWithin } from './import-zip.ts'
import { xlsx } from './testing.ts'

/** One part that says that it is small. */
function part(content: Buffer): Buffer {
  const data = deflateRawSync(content)
  const header = Buffer.alloc(30)
  header.write('PK\x03\x04', 'latin1')
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(8, 8)
  header.writeUInt32LE(data.length, 18)
  header.writeUInt32LE(10, 22)
  header.writeUInt16LE(5, 26)
  return Buffer.concat([header, Buffer.from('a.xml'), data])
}
const zeros = (bytes: number) => part(Buffer.alloc(bytes))

test('what unfolds to more than the limit is seen, whatever its headers say, alone or together', async () => {
  assert.equal(await unfoldsWithin(zeros(100_000), 100_000), true)
  assert.equal(await unfoldsWithin(zeros(100_001), 100_000), false)
  assert.equal(await unfoldsWithin(Buffer.concat([zeros(60_000), zeros(60_000)]), 100_000), false)
  assert.equal(await unfoldsWithin(Buffer.concat([zeros(60_000), zeros(30_000)]), 100_000), true)
  assert.equal(
    await unfoldsWithin(Buffer.from(xlsx([['学号', '姓名']])), 0),
    true,
    'stored parts do not grow',
  )
  assert.equal(await unfoldsWithin(zeros(100_000).subarray(0, 33), 100), true, 'cut off')
})

test('a small workbook that would unfold to hundreds of megabytes is refused in words', async () => {
  const bomb = zeros(140 * 1024 * 1024)
  assert.ok(bomb.length < 1024 * 1024)
  async function* open() {
    yield bomb
  }
  const table = await openTable({ name: 'students.xlsx', open })
  assert.ok(!table.ok)
  assert.match(table.zh, /展开/)
})
