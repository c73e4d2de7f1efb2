import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { inFolder, sealedFile, withSeal, written } from './testing.ts'
import { type SealVerifyAsk, sealVerify } from './verify-command.ts'

const at = Temporal.Instant.from('2026-11-24T02:00:00Z')

async function verify(ask: Partial<SealVerifyAsk>) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await sealVerify(
    { file: '', trust: [], crl: [], json: false, at, data: '/nowhere', ...ask },
    { out: (text) => out.push(text), err: (text) => err.push(text), env: {} },
  )
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test('0 for a good file, 1 for a bad one, 2 for what cannot be read', () =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    await world.issue({ caseId })
    const pdf = await sealedFile(world, caseId)
    const { data } = world.platform.config
    const root = join(data, 'seal', 'authority.pem')
    const list = join(data, 'seal', 'revoked.crl')
    await inFolder(async (folder) => {
      const file = await written(folder, '文件 a.pdf', pdf)
      const good = await verify({ file, trust: [root], crl: [list] })
      assert.equal(good.code, 0)
      assert.match(good.out, /✓ 有效 valid/)
      assert.match(good.out, /渭川大学教务处学籍专用章 {2}2026-11-24 01:00:00Z/)
      // Without --trust: the root in the data folder.
      assert.equal((await verify({ file, data })).code, 0)
      const json = JSON.parse((await verify({ file, trust: [root], json: true })).out)
      assert.deepEqual([json.valid, json.signatures.length], [true, 1])

      const bad = await verify({
        file: await written(folder, 'b.pdf', Buffer.concat([pdf, Buffer.from('x')])),
        data,
      })
      assert.equal(bad.code, 1)
      assert.match(bad.out, /✗ 盖章后文件又被改动或追加过/)
      const plain = await verify({ file: await written(folder, 'c.pdf', '%PDF-1.7\n%%EOF\n'), data })
      assert.equal(plain.code, 1)

      assert.equal((await verify({ file: join(folder, 'none.pdf'), trust: [root] })).code, 2)
      assert.equal((await verify({ file })).code, 2)
      assert.equal((await verify({ file, trust: [file] })).code, 2)
      assert.equal((await verify({ file, trust: [root], crl: [root] })).code, 2)
    })
  }))

test('the verb of the command line, in a process of its own without a database', () =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    await world.issue({ caseId })
    const cli = join(world.platform.config.root, 'apps/server/src/cli.ts')
    await inFolder(async (folder) => {
      const file = await written(folder, 'a.pdf', await sealedFile(world, caseId))
      const run = (...args: string[]) =>
        promisify(execFile)(process.execPath, [cli, 'seal', 'verify', ...args], {
          env: { PATH: process.env.PATH, YIZHAN_DATA: world.platform.config.data },
        }).then(
          ({ stdout }) => ({ code: 0, stdout }),
          (error: { code: number; stdout: string }) => error,
        )
      const good = await run(file, '--json')
      // The document claims a time at which the test's clock stands; the certificate may not be valid at the real one.
      const { signatures } = JSON.parse(good.stdout)
      assert.equal(signatures[0].signer, '渭川大学教务处学籍专用章')
      assert.equal((await run()).code, 2)
      assert.equal((await run(file, '--nonsense')).code, 2)
    })
  }))
