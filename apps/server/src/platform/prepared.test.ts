import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Reader, Tx } from './db.ts'
import { prepared } from './prepared.ts'
import { withTestPlatform } from './testing.ts'

const at = '2026-11-24T01:00:00Z'
let built = 0
const save = prepared<Tx, { name: string; value: number }>()((tx, value) => {
  built += 1
  return tx
    .insertInto('platform.setting')
    .values({ name: value('name'), value: sql`to_jsonb(${value('value')}::int)`, at })
})
const between = prepared<Reader, { least: string; most: string; except: readonly string[] }>()((db, value) =>
  db
    .selectFrom('platform.setting')
    .select(['name', 'value', sql<string>`${value('least')}::text`.as('asked')])
    .where('name', '>=', value('least'))
    .where('name', '<=', value('most'))
    .where('at', '=', at)
    .where('name', '!=', sql<string>`all(${value('except')}::text[])`)
    .orderBy('name'),
)

test('values go where they belong, however often and from wherever it is called', () =>
  withTestPlatform(async (platform) => {
    await platform.tx(async (tx) => {
      for (const [value, name] of ['a', 'b', 'c', 'd'].entries()) await save(tx, { name, value })
    })
    assert.equal(built, 1)
    const [bc, ac, none] = await Promise.all([
      between(platform.read(), { least: 'b', most: 'c', except: [] }),
      between(platform.read(), { least: 'a', most: 'c', except: ['b'] }),
      between(platform.read(), { least: "x' or true --", most: 'z', except: [] }),
    ])
    assert.deepEqual(bc, [
      { name: 'b', value: 1, asked: 'b' },
      { name: 'c', value: 2, asked: 'b' },
    ])
    assert.deepEqual(
      ac?.map(({ name }) => name),
      ['a', 'c'],
    )
    assert.deepEqual(none, [])
  }))

test('in a transaction it sees what the transaction wrote, and goes with it', () =>
  withTestPlatform(async (platform) => {
    await assert.rejects(
      platform.tx(async (tx) => {
        await save(tx, { name: 'x', value: 1 })
        assert.equal((await between(tx, { least: 'x', most: 'x', except: [] })).length, 1)
        throw new Error('no')
      }),
      /no/,
    )
    assert.deepEqual(await between(platform.read(), { least: 'x', most: 'x', except: [] }), [])
  }))
