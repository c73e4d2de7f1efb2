/** Owner and application are two logins: what is injected into the application's statements cannot become the owner. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loginFinding } from './cli/findings.ts'
import { openDatabase } from './database.ts'
import { readConfig } from './platform/config.ts'
import { createPool, sqlState } from './platform/db.ts'
import { createLog } from './platform/log.ts'
import { applicationRole } from './platform/migrate.ts'
import { type FreshDatabase, freshDatabase } from './platform/testing-database.ts'

async function withDatabase(work: (database: FreshDatabase) => Promise<void>): Promise<void> {
  const database = await freshDatabase()
  try {
    await work(database)
  } finally {
    await database.drop()
  }
}

const log = createLog('silent')

/** What the pool of a server with these settings lets through, as an injected statement would be sent. */
async function injected(settings: Record<string, string>, statement: string): Promise<string> {
  const database = await openDatabase(readConfig(settings).config, log)
  const pool = createPool({ url: database.appUrl, size: 1, role: applicationRole })
  try {
    await pool.query(statement)
    return 'done'
  } catch (error) {
    return sqlState(error) ?? String(error)
  } finally {
    await pool.end()
    await database.stop()
  }
}

test('with a login of its own the application cannot take the owner’s rights back', () =>
  withDatabase(async ({ ownerUrl, appUrl }) => {
    const settings = { DATABASE_URL: ownerUrl, DATABASE_APP_URL: appUrl }
    for (const before of [
      'reset role',
      'set role none',
      'set role yizhan_owner',
      'reset session authorization',
      'set session authorization yizhan_owner',
      "select set_config('role', 'yizhan_owner', false)",
    ])
      for (const table of ['platform.event', 'platform.audit', 'seal.ledger'])
        assert.equal(
          await injected(settings, `${before}; delete from ${table}`),
          '42501',
          `${before} ${table}`,
        )
    assert.equal(await injected(settings, 'select 1 from platform.event'), 'done')
    assert.equal((await loginFinding(appUrl)).ok, true)
  }))

test('with the owner’s login alone it could, and start and doctor both say so', () =>
  withDatabase(async ({ ownerUrl }) => {
    const settings = { DATABASE_URL: ownerUrl }
    assert.equal(await injected(settings, 'delete from platform.event'), '42501')
    assert.equal(await injected(settings, 'set role none; delete from platform.event'), 'done')
    const { notes } = await openDatabase(readConfig(settings).config, log)
    assert.match(notes.join(), /DATABASE_APP_URL/)
    const finding = await loginFinding(ownerUrl)
    assert.deepEqual([finding.ok, /DATABASE_APP_URL/.test(finding.advice ?? '')], [false, true])
  }))
