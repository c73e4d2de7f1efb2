import assert from 'node:assert/strict'
import { stat, utimes } from 'node:fs/promises'
import { test } from 'node:test'
import { forgetFiles } from './forget-files.ts'
import { type TestPlatform, withTestPlatform } from './testing.ts'

const eightDays = 8 * 24 * 3600

/** Written eight days ago. */
async function old(platform: TestPlatform, text: string): Promise<string> {
  const sha256 = await platform.files.putBytes(Buffer.from(text))
  const then = platform.clock().epochMilliseconds / 1000 - eightDays
  await utimes(platform.files.path(sha256), then, then)
  return sha256
}

async function upload(platform: TestPlatform, sha256: string, seconds: number): Promise<string> {
  const id = platform.newId()
  const at = platform.clock().subtract({ seconds }).toString()
  const row = { id, owner: id, sha256, name: 'a.pdf', type: 'application/pdf', bytes: 1, at }
  await platform.db.insertInto('platform.file').values(row).execute()
  return id
}

test('after a week an upload that nothing names is forgotten, and bytes only when no row names them', () =>
  withTestPlatform(async (platform) => {
    const bytes = {
      unused: await old(platform, 'unused'),
      attached: await old(platform, 'attached'),
      twice: await old(platform, 'named by an old upload and by a young one'),
      sealed: await old(platform, 'sealed'),
      nobody: await old(platform, 'left by a refused import'),
      young: await platform.files.putBytes(Buffer.from('young')),
    }
    const rows = {
      unused: await upload(platform, bytes.unused, eightDays),
      attached: await upload(platform, bytes.attached, eightDays),
      twice: await upload(platform, bytes.twice, eightDays),
      again: await upload(platform, bytes.twice, 60),
    }
    const keepers = [
      {
        uploads: async (uploads: readonly { id: string }[]) =>
          uploads.map(({ id }) => id).filter((id) => id === rows.attached),
      },
      { bytes: async (sha256s: readonly string[]) => sha256s.filter((one) => one === bytes.sealed) },
    ]
    const failing = { bytes: () => Promise.reject(new Error('no answer')) }
    await assert.rejects(forgetFiles(platform, [...keepers, failing]), /no answer/)
    await forgetFiles(platform, keepers)
    await forgetFiles(platform, keepers)
    const left = await platform.db.selectFrom('platform.file').select('id').execute()
    assert.deepEqual(left.map(({ id }) => id).sort(), [rows.attached, rows.again].sort())
    const there = async (sha256: string) =>
      stat(platform.files.path(sha256)).then(
        () => true,
        () => false,
      )
    const kept = await Promise.all(
      Object.entries(bytes).map(async ([name, sha256]) => [name, await there(sha256)]),
    )
    assert.deepEqual(Object.fromEntries(kept), {
      unused: false,
      attached: true,
      twice: true,
      sealed: true,
      nobody: false,
      young: true,
    })
  }))

test('bytes that come again are young again', () =>
  withTestPlatform(async (platform) => {
    const sha256 = await old(platform, 'again')
    await platform.files.putBytes(Buffer.from('again'))
    await forgetFiles(platform, [])
    assert.equal(Buffer.from(await platform.files.read(sha256)).toString(), 'again')
  }))
