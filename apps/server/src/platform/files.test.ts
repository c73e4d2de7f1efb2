import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { attachmentTypes, createFileStore, safeName, tableTypes } from './files.ts'

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')

async function withStore(
  work: (store: Awaited<ReturnType<typeof createFileStore>>, folder: string) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-files-'))
  try {
    await work(await createFileStore(folder), folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('bytes are found again under their hash, and the same bytes are kept once', () =>
  withStore(async (store, folder) => {
    const first = await store.put(Readable.from([pdf]), { bytes: 1000, types: attachmentTypes })
    assert.ok(first.ok)
    assert.equal(first.type, 'application/pdf')
    assert.equal(first.sha256, createHash('sha256').update(pdf).digest('hex'))
    assert.deepEqual(Buffer.from(await store.read(first.sha256)), pdf)
    assert.equal(await store.putBytes(pdf), first.sha256)
    assert.deepEqual(await readdir(join(folder, 'incoming')), [])
  }))

test('a program named .pdf is refused by its bytes; too large is refused; nothing stays', () =>
  withStore(async (store, folder) => {
    const program = await store.put(
      Readable.from([Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0')]),
      { bytes: 1000, types: attachmentTypes },
    )
    assert.equal(program.ok === false && program.code, 'platform.upload-type')
    const large = await store.put(Readable.from([pdf, Buffer.alloc(5000, 32)]), {
      bytes: 1000,
      types: attachmentTypes,
    })
    assert.equal(large.ok === false && large.code, 'platform.upload-too-large')
    const binary = await store.put(Readable.from([Buffer.from([0, 1, 2, 3])]), {
      bytes: 1000,
      types: tableTypes,
    })
    assert.equal(binary.ok, false)
    assert.deepEqual(await readdir(join(folder, 'incoming')), [])
  }))

test('a safe name has no path, no control character and no half character', () => {
  assert.equal(safeName('../../etc/passwd'), 'passwd')
  assert.equal(safeName('C:\\我的\\录取函.pdf'), '录取函.pdf')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const safe = safeName(name)
      assert.ok(safe.length > 0 && !/[\\/\p{Cc}]/u.test(safe))
      assert.ok(safe.isWellFormed() || !name.isWellFormed())
    }),
  )
})
