import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHasher } from './argon2.ts'

test('a password fits its own hash only, composed or decomposed, and no two hashes are alike', async () => {
  const hasher = createHasher()
  const [one, other] = await Promise.all([hasher.hash('café 一站'), hasher.hash('café 一站')])
  assert.notEqual(one, other)
  assert.match(String(one), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.equal(await hasher.verify('café 一站'.normalize('NFD'), String(one)), true)
  assert.equal(await hasher.verify('cafe 一站', String(one)), false)
})

test('a hash made with other parameters still verifies', async () => {
  // argon2 of the reference implementation: `printf password | argon2 somesalt -id -t 1 -k 1024 -p 1`
  const { argon2Sync } = await import('node:crypto')
  const nonce = Buffer.from('somesaltsomesalt')
  const tag = argon2Sync('argon2id', {
    message: 'password',
    nonce,
    memory: 1024,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  })
  const b64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  assert.equal(
    await createHasher().verify('password', `$argon2id$v=19$m=1024,t=1,p=1$${b64(nonce)}$${b64(tag)}`),
    true,
  )
  await assert.rejects(createHasher().verify('password', '$2b$10$abc'), /PHC/)
})

test('a storm queues, and beyond the queue the answer is busy at once', async () => {
  const hasher = createHasher(1, 2)
  const answers = await Promise.all(Array.from({ length: 5 }, () => hasher.hash('x')))
  const busy = answers.filter((answer) => typeof answer !== 'string')
  assert.deepEqual(busy, [
    { ok: false, code: 'platform.busy' },
    { ok: false, code: 'platform.busy' },
  ])
  assert.equal(typeof (await hasher.hash('x')), 'string')
})
