import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { copyFrom, copyText, longTransaction } from './copy.ts'
import { type TestPlatform, withTestPlatform } from './testing.ts'

const into = 'people.stage_record (number, element, value, source, as_of)'
const line = (text: string | null) =>
  `${['n', 'e', '1', text, '2026-11-24T00:00:00Z'].map(copyText).join('\t')}\n`

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const stored = async ({ pool }: TestPlatform) =>
  (await pool.query('select source from people.stage_record')).rows.map((row) => row.source)

test('property: every text that PostgreSQL can hold comes back as it went, however it is cut', () =>
  withTestPlatform(async (platform) => {
    const text = fc.string({
      unit: fc.constantFrom('a', '\\', '\t', '\n', '\r', '张', '𬭎', '.', '\\N', ' '),
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (texts, size) => {
          await longTransaction(platform.pool, async (_tx, client) => {
            await client.query('truncate people.stage_record')
            assert.equal(await copyFrom(client, into, pieces(texts.map(line).join(''), size)), texts.length)
          })
          assert.deepEqual((await stored(platform)).toSorted(), texts.toSorted())
        },
      ),
      { numRuns: 20 },
    )
  }))

test('a source that throws, a line that does not fit and a column that is not there keep nothing and leave the connection usable', () =>
  withTestPlatform(async (platform) => {
    const broken = async function* () {
      yield Buffer.from(line('kept?'))
      throw new Error('the disk is gone')
    }
    await longTransaction(platform.pool, async (_tx, client) => {
      const tried = async (work: () => Promise<unknown>, error: RegExp) => {
        await client.query('savepoint before')
        await assert.rejects(work, error)
        await client.query('rollback to before')
      }
      await tried(() => copyFrom(client, into, broken()), /the disk is gone/)
      await tried(() => copyFrom(client, into, pieces('too\tfew\n', 4)), /missing data/)
      await tried(() => copyFrom(client, 'people.stage_record (nothing)', pieces('1\n', 2)), /does not exist/)
      const large = `${line('x'.repeat(1000)).repeat(5000)}too\tfew\n`
      await tried(() => copyFrom(client, into, pieces(large, 65_536)), /missing data/)
      assert.equal(await copyFrom(client, into, pieces(line(null).replace('\\N', 's'), 3)), 1)
    })
    assert.deepEqual(await stored(platform), ['s'])
  }))

test('an error inside a long transaction rolls it back', () =>
  withTestPlatform(async (platform) => {
    const work = longTransaction(platform.pool, async (_tx, client) => {
      await copyFrom(client, into, pieces(line('gone'), 7))
      throw new Error('no')
    })
    await assert.rejects(work, /no/)
    assert.deepEqual(await stored(platform), [])
  }))
