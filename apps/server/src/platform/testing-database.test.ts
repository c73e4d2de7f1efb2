import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { freshDatabase } from './testing-database.ts'

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

test('each fresh database is migrated, its own, and gone after drop', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
  assert.notEqual(one.appUrl, other.appUrl)
  assert.deepEqual(await rows(one.appUrl, `select to_regclass('platform.event')::text`), ['platform.event'])
  await rows(one.ownerUrl, 'create table platform.only_here (a int)')
  assert.deepEqual(await rows(other.ownerUrl, `select to_regclass('platform.only_here')`), [null])
  await one.drop()
  await other.drop()
  await assert.rejects(rows(one.appUrl, 'select 1'), /does not exist/)
})
