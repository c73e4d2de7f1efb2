/** Migrations run once, in order, whoever starts them and however often. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { isMigrated, MigrationError, migrate, migrationFiles } from './migrate.ts'
import { freshDatabase } from './testing-database.ts'

type Ask = (sql: string, values?: unknown[]) => Promise<Record<string, unknown>[]>

async function withOwner(work: (ownerUrl: string, ask: Ask) => Promise<void>): Promise<void> {
  const database = await freshDatabase()
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    await work(database.ownerUrl, async (sql, values) => (await client.query(sql, values)).rows)
  } finally {
    await client.end()
    await database.drop()
  }
}

/** Takes the database back to before its first migration. */
async function makeEmpty(ask: Ask): Promise<void> {
  const schemas = await ask(
    `select nspname as name from pg_namespace where nspowner = current_user::regrole and nspname <> 'public'`,
  )
  for (const { name } of schemas) await ask(`drop schema ${name} cascade`)
}

const migrated = (ask: Ask) => isMigrated((sql) => ask(sql) as Promise<{ name: string; hash: string }[]>)
const names = () => migrationFiles().map(({ name }) => name)

test('files are numbered, each number once', () => {
  const numbers = names().map((name) => name.slice(0, 4))
  assert.ok(numbers.length > 0)
  assert.deepEqual(numbers, [...new Set(numbers)].sort())
})

test('a second run does nothing', () =>
  withOwner(async (ownerUrl, ask) => {
    const before = await ask('select name, hash, ran_at::text from platform.migration order by name')
    assert.deepEqual(await migrate(ownerUrl), [])
    assert.deepEqual(
      await ask('select name, hash, ran_at::text from platform.migration order by name'),
      before,
    )
    assert.equal(await migrated(ask), true)
  }))

test('two at once over an empty database: one runs every file, the other none', () =>
  withOwner(async (ownerUrl, ask) => {
    await makeEmpty(ask)
    const ran = await Promise.all([migrate(ownerUrl), migrate(ownerUrl)])
    assert.deepEqual(
      ran.toSorted((a, b) => a.length - b.length),
      [[], names()],
    )
    assert.equal(await migrated(ask), true)
  }))

test('a file that changed after it ran is refused by name, and nothing runs', () =>
  withOwner(async (ownerUrl, ask) => {
    const [first, ...rest] = names()
    await ask('update platform.migration set hash = $1 where name = $2', ['0'.repeat(64), first])
    assert.equal(await migrated(ask), false)
    await assert.rejects(
      migrate(ownerUrl),
      (error) => error instanceof MigrationError && error.message.includes(first ?? '?'),
    )
    assert.deepEqual(
      (await ask('select name from platform.migration order by name')).map(({ name }) => name),
      [first, ...rest],
    )
  }))

test('a missing file runs alone, and a file that fails leaves nothing behind', () =>
  withOwner(async (ownerUrl, ask) => {
    const last = names().at(-1) ?? ''
    await ask('delete from platform.migration where name = $1', [last])
    assert.equal(await migrated(ask), false)
    // Its tables are still there, so running it again must fail, name the file and roll back whole.
    await assert.rejects(
      migrate(ownerUrl),
      (error) => error instanceof MigrationError && error.message.startsWith(`${last}: `),
    )
    assert.deepEqual(await ask('select 1 from platform.migration where name = $1', [last]), [])
    await makeEmpty(ask)
    assert.deepEqual(await migrate(ownerUrl), names())
  }))
