import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { describeSchema } from './schema.ts'
import { freshDatabase } from './testing-database.ts'

const file = join(resolve(import.meta.dirname, '../..'), 'db/schema.sql')

test('db/schema.sql is the schema that the migrations leave', async () => {
  const database = await freshDatabase()
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    const text = await describeSchema(async (sql) => (await client.query(sql)).rows)
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(file, text)
    assert.equal(
      text,
      readFileSync(file, 'utf8'),
      'UPDATE_SCHEMA=1 node --test apps/server/src/platform/schema.test.ts writes it anew',
    )
  } finally {
    await client.end()
    await database.drop()
  }
})

test('history, ledgers and logs can only grow', () => {
  const text = readFileSync(file, 'utf8')
  const granted = new Map(
    [...text.matchAll(/^create table (\S+) \( -- yizhan_app: (.*)$/gm)].map(([, name = '', rights = '']) => [
      name,
      rights,
    ]),
  )
  assert.ok(granted.size > 25, `only ${granted.size} tables`)
  for (const name of [
    'platform.event',
    'platform.audit',
    'process.history',
    'seal.ledger',
    'people.access_log',
    'people.unit_history',
    'hall.rating',
  ]) {
    assert.equal(granted.get(name), 'insert, select', name)
  }
})
