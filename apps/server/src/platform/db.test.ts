/** What the application's role may not do, and how a transaction behaves when others are in the way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { createPool, inTransaction, sqlState, violated } from './db.ts'
import { applicationRole } from './migrate.ts'
import { type TestPlatform, withTestPlatform } from './testing.ts'

const at = '2026-11-24T01:00:00Z'
const setting = (name: string, value: unknown = 0) => ({ name, value: JSON.stringify(value), at })

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.fail('it went through'),
    (error: unknown) => error,
  )
}

test('history is append-only for the application: events, audit, and every history or ledger table', () =>
  withTestPlatform(async (platform) => {
    await platform.tx((tx) => platform.events.emit(tx, { name: 'x', payload: {} }))
    for (const table of ['platform.event', 'platform.audit']) {
      for (const statement of [
        `update ${table} set id = gen_random_uuid()`,
        `delete from ${table}`,
        `truncate ${table}`,
        `drop table ${table}`,
        `alter table ${table} disable trigger all`,
      ])
        assert.equal(sqlState(await failure(platform.pool.query(statement))), '42501', statement)
    }
    const { rows } = await platform.pool.query<{ name: string; open: boolean }>(
      `select format('%s.%s', n.nspname, c.relname) as name,
              has_table_privilege($1, c.oid, 'update') or has_any_column_privilege($1, c.oid, 'update')
                or has_table_privilege($1, c.oid, 'delete') or has_table_privilege($1, c.oid, 'truncate') as open
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and c.relname ~ '(^|_)(history|ledger|event|audit)$'
          and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker')`,
      [applicationRole],
    )
    assert.ok(rows.length >= 2, 'the query must find tables, or it checks nothing')
    assert.deepEqual(
      rows.filter((row) => row.open).map((row) => row.name),
      [],
    )
  }))

test('the application owns nothing and may make nothing', () =>
  withTestPlatform(async ({ pool }) => {
    for (const statement of ['create schema own', 'create table platform.own ()', 'create role own'])
      assert.equal(sqlState(await failure(pool.query(statement))), '42501', statement)
  }))

/** Adds one to a counter under REPEATABLE READ; `between` runs after the read, before the write. */
function addOne({ db }: TestPlatform, between: (attempt: number) => Promise<void>): Promise<number> {
  let attempt = 0
  return inTransaction(db, async (tx) => {
    attempt += 1
    await sql`set transaction isolation level repeatable read`.execute(tx)
    const { value } = await tx
      .selectFrom('platform.setting')
      .select('value')
      .where('name', '=', 'counter')
      .executeTakeFirstOrThrow()
    await between(attempt)
    await tx
      .updateTable('platform.setting')
      .set({ value: JSON.stringify(Number(value) + 1) })
      .where('name', '=', 'counter')
      .execute()
    return attempt
  })
}

async function counter({ db }: TestPlatform): Promise<unknown> {
  const row = await db
    .selectFrom('platform.setting')
    .select('value')
    .where('name', '=', 'counter')
    .executeTakeFirst()
  return row?.value
}

test('a serialisation failure is tried again and loses no write', () =>
  withTestPlatform(async (platform) => {
    await platform.db.insertInto('platform.setting').values(setting('counter')).execute()
    const attempts = await addOne(platform, async (attempt) => {
      if (attempt === 1) await addOne(platform, async () => {})
    })
    assert.equal(attempts, 2)
    assert.equal(await counter(platform), 2)
  }))

test('the third serialisation failure is the caller’s, and other errors are not tried again', () =>
  withTestPlatform(async (platform) => {
    await platform.db.insertInto('platform.setting').values(setting('counter')).execute()
    let last = 0
    const lost = await failure(
      addOne(platform, async (attempt) => {
        last = attempt
        await addOne(platform, async () => {})
      }),
    )
    assert.equal(sqlState(lost), '40001')
    assert.equal(last, 3)
    assert.equal(await counter(platform), 3)
    let runs = 0
    await failure(
      platform.tx(async () => {
        runs += 1
        throw new Error('a bug')
      }),
    )
    assert.equal(runs, 1)
  }))

test('a deadlock is tried again: both transactions end', () =>
  withTestPlatform(async (platform) => {
    await platform.db
      .insertInto('platform.setting')
      .values([setting('a'), setting('b')])
      .execute()
    const holds = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() }
    let attempts = 0
    const both = (one: 'a' | 'b', other: 'a' | 'b') => {
      let again = false
      return platform.tx(async (tx) => {
        attempts += 1
        const add = (name: string) =>
          sql`update platform.setting set value = to_jsonb(value::int + 1) where name = ${name}`.execute(tx)
        // The server may have broken both; a second time they keep to one order.
        const [first, second] = again ? (['a', 'b'] as const) : [one, other]
        again = true
        await add(first)
        holds[one].resolve()
        await holds[other].promise
        await add(second)
      })
    }
    await Promise.all([both('a', 'b'), both('b', 'a')])
    assert.ok(attempts > 2)
    const rows = await platform.db
      .selectFrom('platform.setting')
      .select(['name', 'value'])
      .orderBy('name')
      .execute()
    assert.deepEqual(rows, [
      { name: 'a', value: 2 },
      { name: 'b', value: 2 },
    ])
  }))

test('violated() names the constraint, and nothing for other errors', () =>
  withTestPlatform(async (platform) => {
    const insert = () => platform.db.insertInto('platform.setting').values(setting('once')).execute()
    await insert()
    assert.equal(violated(await failure(insert())), 'setting_pkey')
    const file = {
      id: platform.newId(),
      owner: platform.newId(),
      name: 'x',
      type: 'text/plain',
      bytes: 1,
      at,
    }
    const badHash = platform.db
      .insertInto('platform.file')
      .values({ ...file, sha256: 'no' })
      .execute()
    assert.equal(violated(await failure(badHash)), 'file_sha256_check')
    assert.equal(violated(await failure(platform.pool.query('select no_such_column'))), undefined)
    assert.equal(violated(new Error('setting_pkey')), undefined)
  }))

test('dates stay text, instants are ISO text, and large integers are numbers', () =>
  withTestPlatform(async ({ pool }) => {
    const { rows } = await pool.query(
      `select date '2026-02-28' as day, timestamptz '2026-11-24 09:00:00.25+08' as at, 9007199254740991::int8 as n,
              timestamptz '1905-05-24 00:00:00+08' as old, timestamptz '2026-11-24 01:00:00' as utc`,
    )
    assert.deepEqual(rows, [
      {
        day: '2026-02-28',
        at: '2026-11-24T01:00:00.25Z',
        n: Number.MAX_SAFE_INTEGER,
        old: '1905-05-23T16:00:00Z',
        utc: '2026-11-24T01:00:00Z',
      },
    ])
  }))

test('a statement with values is parsed once a connection', () =>
  withTestPlatform(async ({ ownerUrl }) => {
    const pool = createPool({ url: ownerUrl, size: 1 })
    try {
      // White space in front, as in a template of several lines.
      const text = '\n  select $1::int as n'
      for (let i = 0; i < 3; i += 1) await pool.query(text, [i])
      const { rows } = await pool.query(
        `select (generic_plans + custom_plans)::int as runs from pg_prepared_statements where statement = $1`,
        [text],
      )
      assert.deepEqual(rows, [{ runs: 3 }])
    } finally {
      await pool.end()
    }
  }))

test('a statement that takes too long is cut, and the connection lives on', () =>
  withTestPlatform(async ({ ownerUrl }) => {
    const pool = createPool({ url: ownerUrl, size: 1, statementTimeoutMs: 500 })
    try {
      assert.equal(sqlState(await failure(pool.query('select pg_sleep(30)'))), '57014')
      assert.equal((await pool.query('select 1 as one')).rows[0]?.one, 1)
    } finally {
      await pool.end()
    }
  }))

test('connections of the application take its role', () =>
  withTestPlatform(async ({ pool }) => {
    assert.ok(pool instanceof pg.Pool)
    assert.equal((await pool.query('select current_user as who')).rows[0]?.who, applicationRole)
  }))
