import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRefusal } from '@yizhan/contracts'
import { verifyPdf } from '@yizhan/seal'
import { sql } from 'kysely'
import { keyFile } from './key-wrap.ts'
import { nodeCrypto } from './node-crypto.ts'
import { asOwner, documentTyp, documentYaml, insertTemplate, sealedFile, withSeal } from './testing.ts'

test('a case ends in a sealed document, a ledger row and a card', () =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    const result = await world.issue({ caseId, facts: { purpose: '签证' } })
    assert.ok(!isRefusal(result))
    const [card, ...more] = await world.cards(caseId)
    assert.equal(more.length, 0)
    assert.equal(card?.title.zh, '在读证明')
    assert.equal(card?.number, 'YZ-20261124-0042')
    assert.equal(card?.state, 'valid')
    assert.equal(card?.sealName.zh, '教务处学籍专用章')
    assert.equal(card?.validUntil, '2027-02-22')
    assert.match(card?.verifyId ?? '', /^[0-9A-HJKMNP-TV-Z]{26}$/)
    const root = await readFile(join(await world.seal.publish(), 'authority.pem'), 'utf8')
    const trust = [Buffer.from(root.replace(/-----.*-----|\s/g, ''), 'base64')]
    const file = await sealedFile(world, caseId)
    const verdict = verifyPdf(file, {
      trust,
      crls: [await readFile(join(world.platform.config.data, 'seal', 'revoked.crl'))],
      at: Temporal.Instant.from('2026-11-24T02:00:00Z'),
      crypto: nodeCrypto,
    })
    assert.deepEqual(verdict.signatures[0]?.findings, [])
    assert.equal(verdict.valid, true)
    assert.equal(verdict.signatures[0]?.signer, '渭川大学教务处学籍专用章')
    assert.deepEqual(await world.seal.checkLedger(), { rows: 1 })
  }))

test('the same step twice makes one document, also when both runs were under way', () =>
  withSeal(async (world) => {
    const call = world.call()
    const first = await world.handler(call)
    const second = await world.handler(call)
    assert.ok(!isRefusal(first) && !isRefusal(second) && first.save && second.save)
    await world.platform.tx(first.save)
    await assert.rejects(world.platform.tx(second.save), /document_task_id_key/)
    const third = await world.handler(call)
    assert.ok(!isRefusal(third))
    assert.equal(third.save, undefined)
    assert.deepEqual(third.results, first.results)
    assert.equal((await world.cards(call.caseId)).length, 1)
    assert.deepEqual(await world.seal.checkLedger(), { rows: 1 })
  }))

test('a seal that seals.yaml names for another university is not stamped', () =>
  withSeal(async (world) => {
    const { platform } = world
    const row = {
      name: 'university',
      value: JSON.stringify({ zh: '测试大学', en: 'Test University' }),
      at: '2026-11-24T00:00:00Z',
    }
    await platform.db.insertInto('platform.setting').values(row).execute()
    const caseId = randomUUID()
    const result = await world.issue({ caseId })
    assert.ok(isRefusal(result))
    assert.deepEqual(
      [result.code, result.facts],
      ['seal.other-university', { seals: '渭川大学', site: '测试大学' }],
    )
    assert.deepEqual(await world.cards(caseId), [])
  }))

test('a newer document of the same case supersedes the older one', () =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    await world.issue({ caseId })
    world.at('2026-11-24T03:00:00Z')
    await world.issue({ caseId })
    assert.deepEqual(
      (await world.cards(caseId)).map(({ state }) => state),
      ['valid', 'superseded'],
    )
    assert.deepEqual(await world.seal.checkLedger(), { rows: 3 })
  }))

test('what is superseded stands in the ledger with the seal that it bears, not with the new one', () =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    await world.issue({ caseId })
    const other = documentYaml.replace('academic-enrolment', 'academic-transcript')
    await insertTemplate(world.platform, 2, other, documentTyp)
    const second = await world.issue({ caseId, service: { ...world.call().service, version: 2 } })
    assert.ok(!isRefusal(second), JSON.stringify(second))
    const { rows } = await sql<{ kind: string; key: string; written: string }>`
      select ledger.kind, seal.key, ledger.entry::json ->> 3 as written from seal.ledger
      join seal.seal on seal.id = ledger.seal_id order by ledger.seq`.execute(world.platform.db)
    const line = (kind: string, key: string) => ({ kind, key, written: key })
    assert.deepEqual(rows, [
      line('stamp', 'academic-enrolment'),
      line('stamp', 'academic-transcript'),
      line('supersede', 'academic-enrolment'),
    ])
    assert.deepEqual(await world.seal.checkLedger(), { rows: 3 })
  }))

test('a seal that is stopped while the paper is being set stamps nothing', () =>
  withSeal(async (world) => {
    const call = world.call()
    const made = await world.handler(call)
    assert.ok(!isRefusal(made) && made.save)
    await world.seal.stopSealUnchecked('academic-enrolment', { by: randomUUID(), reason: '改名' })
    const refused = await world.platform.tx(made.save)
    assert.ok(isRefusal(refused) && refused.code === 'seal.stopped')
    assert.deepEqual(await world.cards(call.caseId), [])
    assert.deepEqual(await world.seal.checkLedger(), { rows: 0 })
  }))

test('a character that the fonts lack stops the document and is named', () =>
  withSeal(async (world) => {
    world.record.set('person.name', '林\u{31350}夏')
    const result = await world.issue()
    assert.ok(isRefusal(result))
    assert.equal(result.code, 'seal.glyph-missing')
    assert.deepEqual(
      [result.facts?.character, result.facts?.code, result.facts?.where],
      ['\u{31350}', 'U+31350', 'name'],
    )
    const rows = await sql<{ n: number }>`select count(*)::int as n from seal.ledger`.execute(
      world.platform.db,
    )
    assert.equal(rows.rows[0]?.n, 0)
  }))

test('rare characters that the fonts have are sealed', () =>
  withSeal(async (world) => {
    // The last one only the sans serif has; the layout engine takes it from there.
    for (const name of ['方𬭎', '㛃', '䶮', '\u{30EDD}']) {
      world.record.set('person.name', name)
      assert.ok(!isRefusal(await world.issue()), name)
    }
  }))

test('a record without a needed value, and a seal that nobody has, are said', () =>
  withSeal(async (world) => {
    world.record.delete('student.number')
    const missing = await world.issue()
    assert.ok(isRefusal(missing))
    assert.equal(missing.code, 'seal.field-missing')
    assert.equal(missing.facts?.field, '学号')
    world.record.set('student.number', '2023310215')
    // The applicant belongs to no school, so no school's seal fits.
    await insertTemplate(world.platform, 2, documentYaml.replace('academic-enrolment', 'school'), documentTyp)
    const none = await world.issue({ service: { ...world.call().service, version: 2 } })
    assert.ok(isRefusal(none))
    assert.equal(none.code, 'seal.no-seal')
  }))

test('a template that does not compile is a defect, thrown for the job to try again', () =>
  withSeal(async (world) => {
    await insertTemplate(
      world.platform,
      3,
      documentYaml,
      '#import "/prelude.typ": *\n#show: sheet\n#nothing()',
    )
    await insertTemplate(
      world.platform,
      4,
      documentYaml,
      '#import "/prelude.typ": *\n#show: sheet\n没有签章处',
    )
    const service = (version: number) => ({ ...world.call().service, version })
    await assert.rejects(world.issue({ service: service(3) }), /document\.typ: .*nothing/)
    await assert.rejects(world.issue({ service: service(4) }), /0 places for the seal/)
  }))

test('twenty stamps at once chain without a gap, and a changed or cut ledger is found', () =>
  withSeal(async (world) => {
    const results = await Promise.all(Array.from({ length: 20 }, () => world.issue()))
    assert.ok(results.every((result) => !isRefusal(result)))
    assert.deepEqual(await world.seal.checkLedger(), { rows: 20 })
    const after = async (statement: string) => {
      await asOwner(world, statement)
      return world.seal.checkLedger()
    }
    const changed = await after(`update seal.ledger set entry = replace(entry, 'YZ-', 'YX-') where seq = 7`)
    assert.deepEqual(changed, { rows: 6, brokenAt: 7 })
    await after(`update seal.ledger set entry = replace(entry, 'YX-', 'YZ-') where seq = 7`)
    const renamed = await after(`update seal.ledger set kind = 'withdraw' where seq = 3`)
    assert.deepEqual(renamed, { rows: 2, brokenAt: 3 })
    await after(`update seal.ledger set kind = 'stamp' where seq = 3`)
    const gone = await after(`update seal.ledger set entry = 'not json' where seq = 4`)
    assert.deepEqual(gone, { rows: 3, brokenAt: 4 })
    // A row taken out and the next one given its number: the hash before still tells.
    await after(`delete from seal.ledger where seq = 4`)
    await after(`update seal.ledger set seq = 4 where seq = 5`)
    assert.deepEqual(await world.seal.checkLedger(), { rows: 3, brokenAt: 4 })
  }))

test('rows cut off at the end are missed, because the head names the last', () =>
  withSeal(async (world) => {
    for (let i = 0; i < 4; i++) await world.issue()
    await asOwner(world, 'delete from seal.ledger where seq > 2')
    assert.deepEqual(await world.seal.checkLedger(), { rows: 2, brokenAt: 3 })
  }))

test('a document that says something else than the ledger is named', () =>
  withSeal(async (world) => {
    for (const end of ['1', '2', '3']) await world.issue({ caseNumber: `YZ-20261124-000${end}` })
    assert.deepEqual(await world.seal.checkLedger(), { rows: 3 })
    // What the application's role may write it may also write wrongly: a state without its row.
    await world.platform.pool.query(
      `update seal.document set state = 'withdrawn', state_at = now(), reason = 'x' where number like '%0002'`,
    )
    assert.deepEqual(await world.seal.checkLedger(), { rows: 3, stray: 'YZ-20261124-0002' })
    await asOwner(
      world,
      `update seal.document set state = 'valid', state_at = null, reason = null where number like '%0002'`,
    )
    await asOwner(world, `update seal.document set sha256 = repeat('0', 64) where number like '%0003'`)
    assert.deepEqual(await world.seal.checkLedger(), { rows: 3, stray: 'YZ-20261124-0003' })
  }))

test('a stopped seal stamps no more; its papers are told apart by what our own ledger knows', () =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    await world.issue({ caseId })
    world.at('2026-11-25T01:00:00Z')
    const stop = () =>
      world.seal.stopSealUnchecked('academic-enrolment', { by: randomUUID(), reason: '改名' })
    assert.deepEqual(await stop(), { ok: true })
    const ask = { by: randomUUID(), reason: '改名' }
    const never = await world.seal.stopSealUnchecked('academic-transcript', ask)
    assert.ok(isRefusal(never) && never.code === 'seal.never-used')
    const twice = await stop()
    assert.ok(isRefusal(twice) && twice.code === 'seal.stopped')
    const refused = await world.issue()
    assert.ok(isRefusal(refused) && refused.code === 'seal.stopped')
    const folder = await world.seal.publish()
    const root = await readFile(join(folder, 'authority.pem'), 'utf8')
    const options = {
      trust: [Buffer.from(root.replace(/-----.*-----|\s/g, ''), 'base64')],
      crls: [await readFile(join(folder, 'revoked.crl'))],
      at: Temporal.Instant.from('2026-11-25T02:00:00Z'),
      crypto: nodeCrypto,
    }
    const file = await sealedFile(world, caseId)
    assert.equal(verifyPdf(file, options).valid, false)
    const known = verifyPdf(file, { ...options, knownSince: Temporal.Instant.from('2026-11-24T01:00:00Z') })
    assert.deepEqual(
      known.signatures[0]?.findings.map(({ code }) => code),
      ['revoked-later'],
    )
    assert.equal(known.valid, true)
  }))

test('a certificate near its end is renewed; old papers keep theirs', () =>
  withSeal(async (world) => {
    const serials = async () =>
      (
        await sql<{ version: number }>`select version from seal.key order by version`.execute(
          world.platform.db,
        )
      ).rows
    await world.issue()
    world.at('2031-06-01T00:00:00Z')
    await world.issue()
    assert.deepEqual(await serials(), [{ version: 1 }])
    world.at('2031-10-01T00:00:00Z')
    await world.issue()
    await world.issue()
    assert.deepEqual(await serials(), [{ version: 1 }, { version: 2 }])
  }))

test('the application cannot change or delete what only grows', () =>
  withSeal(async (world) => {
    await world.issue()
    const forbidden = [
      'update seal.ledger set hash = hash',
      'delete from seal.ledger',
      'delete from seal.document',
      "update seal.document set sha256 = repeat('0', 64)",
      'update seal.key set wrapped_key = wrapped_key',
      'delete from seal.authority',
    ]
    for (const statement of forbidden)
      await assert.rejects(world.platform.pool.query(statement), /permission denied/, statement)
  }))

test('keys lie wrapped, under a file that only the owner may read, bound to their row', () =>
  withSeal(async (world) => {
    await world.issue()
    assert.equal((await stat(keyFile(world.platform.config))).mode & 0o777, 0o600)
    const rows = await sql<{ wrapped_key: Buffer }>`select wrapped_key from seal.key`.execute(
      world.platform.db,
    )
    // An unwrapped PKCS #8 key would name the curve in the clear.
    assert.ok(!rows.rows[0]?.wrapped_key.includes(Buffer.from('2a8648ce3d030107', 'hex')))
  }))

test('the list of revoked certificates is written anew every day', () =>
  withSeal(async (world) => {
    const list = join(world.platform.config.data, 'seal', 'revoked.crl')
    await rm(list)
    const daily = world.seal.jobs?.find(({ cron }) => cron !== undefined)
    await daily?.handle({}, { attempt: 1, maxAttempts: 8, jobId: '1' })
    assert.ok((await readFile(list)).length > 0)
  }))
