import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { ConfigError } from '#platform/config'
import { examineAuthority } from './check-machine.ts'
import { createSeal } from './index.ts'
import { keyEncryptionKey, keyFile, unwrap, wrap } from './key-wrap.ts'
import { inFolder, withSeal } from './testing.ts'

const binding = { seal: 'university', version: 1, fingerprint: 'ab' }

test('a key opens under its own key-encryption key and binding, and under no other', () => {
  const [kek, key] = [randomBytes(32), randomBytes(138)]
  const wrapped = wrap(key, kek, binding)
  assert.deepEqual(Buffer.from(unwrap(wrapped, kek, binding)), key)
  assert.ok(!Buffer.from(wrapped).includes(key.subarray(0, 16)))
  assert.notDeepEqual(wrap(key, kek, binding), wrapped)
  assert.throws(() => unwrap(wrapped, randomBytes(32), binding), /university.*does not open/)
  for (const other of [{ seal: 'other' }, { version: 2 }, { fingerprint: 'ac' }])
    assert.throws(() => unwrap(wrapped, kek, { ...binding, ...other }))
  const broken = Uint8Array.from(wrapped)
  broken[40] = (broken[40] ?? 0) ^ 1
  assert.throws(() => unwrap(broken, kek, binding))
})

test('the file is made once, for its owner only, also when two nodes start at once', () =>
  inFolder(async (data) => {
    const keys = await Promise.all([1, 2, 3].map(() => keyEncryptionKey({ data, key: undefined })))
    assert.equal(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size, 1)
    assert.equal((await stat(keyFile({ data }))).mode & 0o777, 0o600)
    assert.deepEqual(await keyEncryptionKey({ data, key: undefined }), keys[0])
  }))

test('a key of another length is refused wherever it comes from', () =>
  inFolder(async (data) => {
    await assert.rejects(keyEncryptionKey({ data, key: 'c2hvcnQ=' }), /YIZHAN_KEY/)
    await keyEncryptionKey({ data, key: undefined })
    assert.match(await readFile(keyFile({ data }), 'utf8'), /^[A-Za-z0-9+/]{43}=\n$/)
    await writeFile(keyFile({ data }), 'c2hvcnQ=\n')
    await assert.rejects(keyEncryptionKey({ data, key: undefined }), /32/)
  }))

test('a wrong key and a lost one are told apart from a good one, in words, and nothing is made', () =>
  withSeal(async ({ platform }) => {
    const query = async (sql: string) => (await platform.pool.query(sql)).rows
    const { config } = platform
    assert.equal((await examineAuthority(config, query)).ok, true)
    const wrong = await examineAuthority({ ...config, key: randomBytes(32).toString('base64') }, query)
    assert.equal(wrong.ok, false)
    assert.match(wrong.detail, /打不开.*does not open/)
    await rm(keyFile(config))
    const lost = await examineAuthority(config, query)
    assert.equal(lost.ok, false)
    assert.match(lost.detail, /neither that file nor YIZHAN_KEY/)
    await assert.rejects(stat(keyFile(config)), /ENOENT/)
    await assert.rejects(
      createSeal(platform, { people: nobody, process: { service() {}, checkOpinions() {} } }),
      (error) => error instanceof ConfigError && /YIZHAN_KEY/.test(error.message),
    )
  }))

const nobody = { elementsOf: async () => [], mayReadElement: () => false, noteReading: async () => {} }
