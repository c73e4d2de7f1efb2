import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { backUp, restore } from './backup.ts'
import { startEmbedded } from './embedded.ts'

const quiet = { info() {}, warn() {} }

test('the drill: back up while rows are written, restore elsewhere, every row acknowledged before is there', async () => {
  const home = mkdtempSync(join(tmpdir(), 'yizhan-backup-'))
  chmodSync(home, 0o755)
  const data = join(home, 'data')
  const there = join(home, 'there')
  const target = join(home, 'backup')
  try {
    const first = await startEmbedded({ dataDir: data, log: quiet })
    mkdirSync(join(data, 'files'))
    writeFileSync(join(data, 'files', 'a'), 'sealed')
    const client = new pg.Client({ connectionString: first.ownerUrl })
    await client.connect()
    await client.query('create table drill (n int primary key)')
    let written = 0
    let writing = true
    const writer = (async () => {
      while (writing) await client.query('insert into drill values ($1)', [++written])
    })()
    const before = written
    const manifest = await backUp(data, target, '2026-11-24T00:00:00Z')
    writing = false
    await writer
    await client.end()
    await first.stop()
    assert.equal(manifest.kind, 'online')
    await assert.rejects(backUp(data, target, 'x'), /overwrites nothing/)

    restore(target, there)
    assert.throws(() => restore(target, there), /not empty/)
    const second = await startEmbedded({ dataDir: there, log: quiet })
    const again = new pg.Client({ connectionString: second.ownerUrl })
    await again.connect()
    const { rows } = await again.query<{ count: number; max: number }>(
      'select count(*)::int as count, coalesce(max(n), 0) as max from drill',
    )
    await again.end()
    await second.stop()
    assert.ok(
      (rows[0]?.count ?? 0) >= before && rows[0]?.count === rows[0]?.max,
      JSON.stringify({ before, written, ...rows[0] }),
    )
    assert.ok(existsSync(join(there, 'files', 'a')))

    const cold = await backUp(there, join(home, 'cold'), '2026-11-24T00:00:00Z')
    assert.equal(cold.kind, 'cold')
    assert.throws(() => restore(home, join(home, 'x')), /not a whole backup/)
  } finally {
    // A restored folder is private: run by root, its cluster is sheltered outside.
    const sheltered = existsSync(join(there, 'postgres')) && dirname(realpathSync(join(there, 'postgres')))
    if (sheltered && sheltered !== realpathSync(there)) rmSync(sheltered, { recursive: true })
    rmSync(home, { recursive: true, force: true })
  }
})
