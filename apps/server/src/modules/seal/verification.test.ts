import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as soon } from 'node:timers/promises'
import { isRefusal } from '@yizhan/contracts'
import type { Grant } from '#platform/permit/evaluate'
import type { Category } from '#platform/permit/roles'
import { type Ask, actor, asOwner, grant, sealedFile, type World, withEdge, withSeal } from './testing.ts'
import { comparison, type VerificationDeps } from './verification.ts'

const withSealed = (
  work: (given: { world: World; ask: Ask; caseId: string; code: string; id: string }) => Promise<void>,
) =>
  withSeal(async (world) => {
    const caseId = randomUUID()
    await world.issue({ caseId })
    const [card] = await world.cards(caseId)
    assert.ok(card)
    await withEdge(world, (ask) => work({ world, ask, caseId, code: card.verifyId, id: card.id }))
  })

function upload(bytes: Uint8Array): { payload: Buffer; headers: Record<string, string> } {
  const line = '----yizhan'
  const head = `--${line}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n`
  return {
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${line}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${line}` },
  }
}

test('anybody with the code sees the decisive facts, partly covered, and nothing else', () =>
  withSealed(async ({ world, ask, caseId, code }) => {
    const typed = [code, code.toLowerCase(), (code.match(/.{1,4}/g) ?? []).join('-')]
    for (const one of typed) {
      const { status, body } = await ask(undefined, 'GET', `/api/verify/${encodeURIComponent(one)}`)
      assert.equal(status, 200)
      assert.equal(body.state, 'valid')
    }
    const { body } = await ask(undefined, 'GET', `/api/verify/${code}`)
    const fields = body.fields as { label: { zh: string }; text: string; note?: object }[]
    assert.deepEqual(
      fields.map(({ label, text, note }) => [label.zh, text, note !== undefined]),
      [
        ['姓名', '林*夏', true],
        ['学号', '******0215', true],
        ['学院', '机械学院', false],
      ],
    )
    assert.ok(!JSON.stringify(body).includes('林知夏'))
    assert.ok(!JSON.stringify(body).includes('2023310215'))
    assert.equal(body.selfMadeAuthority, true)
    const file = await sealedFile(world, caseId)
    assert.equal(body.sha256, createHash('sha256').update(file).digest('hex'))
    const english = await ask(undefined, 'GET', `/api/verify/${code}`, undefined, { 'accept-language': 'en' })
    assert.equal((english.body.fields as { text: string }[])[2]?.text, 'School of Mechanical Engineering')
  }))

test('a code that is not one and a code that nobody has are told the same', () =>
  withSealed(async ({ ask, code }) => {
    const other = (code.startsWith('0') ? '1' : '0') + code.slice(1)
    const answers = await Promise.all(
      [other, 'x'.repeat(26), '12345678'].map((one) => ask(undefined, 'GET', `/api/verify/${one}`)),
    )
    for (const { status, body } of answers) {
      assert.equal(status, 404)
      assert.equal(body.code, 'seal.document-unknown')
    }
  }))

test('two slow files of one network leave places for others, and are given up', () =>
  withSealed(async ({ world, ask, caseId, code }) => {
    const { platform } = world
    const deps = { platform } as unknown as VerificationDeps
    const slow = [new PassThrough(), new PassThrough()]
    const held = slow.map((stream) => comparison(deps, code, { name: 'a.pdf', stream }, '10.9.9', 1500))
    while (slow.some((stream) => stream.listenerCount('data') === 0)) await soon()
    const third = await comparison(deps, code, { name: 'a.pdf', stream: new PassThrough() }, '10.9.9')
    assert.ok(isRefusal(third) && third.code === 'platform.busy')
    const { payload, headers } = upload(await sealedFile(world, caseId))
    const other = await ask(undefined, 'POST', `/api/verify/${code}/compare`, payload, headers)
    assert.deepEqual([other.status, other.body.same], [200, true])
    for (const given of await Promise.all(held))
      assert.ok(isRefusal(given) && given.code === 'platform.upload-slow')
    const again = await ask(undefined, 'POST', `/api/verify/${code}/compare`, payload, headers)
    assert.equal(again.status, 200)
  }))

test('guessing codes is slowed down', () =>
  withSealed(async ({ ask }) => {
    let slowed = 0
    for (let i = 0; i < 70; i++) {
      const { status } = await ask(undefined, 'GET', `/api/verify/${String(i).padStart(26, '0')}`)
      if (status === 429) slowed++
    }
    assert.ok(slowed >= 5)
  }))

test('expired from the day after its last day', () =>
  withSealed(async ({ world, ask, code }) => {
    const stateAt = async (instant: string) => {
      world.at(instant)
      return (await ask(undefined, 'GET', `/api/verify/${code}`)).body.state
    }
    // 2027-02-22 is the last day; midnight in Shanghai is 16:00 UTC.
    assert.equal(await stateAt('2027-02-22T15:59:59Z'), 'valid')
    assert.equal(await stateAt('2027-02-22T16:00:00Z'), 'expired')
  }))

test('compare: the sealed file, a changed one, another document, no PDF', () =>
  withSealed(async ({ world, ask, caseId, code }) => {
    const compare = async (bytes: Uint8Array) => {
      const { payload, headers } = upload(bytes)
      return ask(undefined, 'POST', `/api/verify/${code}/compare`, payload, headers)
    }
    const file = await sealedFile(world, caseId)
    const same = await compare(file)
    assert.equal(same.status, 200)
    assert.deepEqual([same.body.same, same.body.valid, same.body.reasons], [true, true, []])
    const changed = file.slice()
    changed[600] = (changed[600] ?? 0) ^ 1
    const bad = await compare(changed)
    assert.deepEqual([bad.body.same, bad.body.valid], [false, false])
    const otherCase = randomUUID()
    await world.issue({ caseId: otherCase })
    const other = await compare(await sealedFile(world, otherCase))
    assert.deepEqual([other.body.same, other.body.valid], [false, true])
    assert.match(JSON.stringify(other.body.reasons), /章是真的/)
    assert.equal((await compare(Buffer.from('GIF89a'))).body.code, 'seal.not-pdf')
  }))

test('the file is for the applicant and for those who read the unit’s cases; others cannot tell that it exists', () =>
  withSealed(async ({ world, ask, id }) => {
    const url = `/api/documents/${id}/file`
    const staff = randomUUID()
    const own = await ask(actor(world.applicantId), 'GET', url)
    assert.equal(own.status, 200)
    assert.equal(own.raw.subarray(0, 5).toString(), '%PDF-')
    for (const role of ['registrar', 'seal-manager', 'clerk'])
      assert.equal((await ask(actor(staff, grant(role, staff, '000.305.')), 'GET', url)).status, 200, role)
    for (const [role, unit] of [
      ['registrar', '000.306.'],
      ['people-admin', '000.'],
    ] as const)
      assert.equal((await ask(actor(staff, grant(role, staff, unit)), 'GET', url)).status, 404, role)
    assert.equal((await ask(actor(staff), 'GET', url)).status, 404)
    assert.equal((await ask(undefined, 'GET', url)).status, 401)
    assert.equal((await ask(actor(staff), 'GET', `/api/documents/${randomUUID()}/file`)).status, 404)
  }))

test('the file needs a right over every category that it shows, and its reading is noted', () =>
  withSeal(async (world) => {
    const plain = randomUUID()
    const withId = randomUUID()
    await world.issue({ caseId: plain, facts: { purpose: '签证' } })
    await world.issue({ caseId: withId, facts: { idNumber: '610113200411260021' } })
    const staff = randomUUID()
    const open = async (caseId: string, ...grants: readonly Grant[]) => {
      const who = actor(staff, ...grants)
      const [card] = await world.cards(caseId, who)
      const { status, body } = await ask(who, 'GET', `/api/documents/${card?.id}/file`)
      assert.equal(card?.open, status === 200)
      return status === 200 ? 'open' : body.code
    }
    let ask!: Ask
    await withEdge(world, async (asking) => {
      ask = asking
      const may = (role: string, ...held: readonly Category[]) => grant(role, staff, '000.', held)
      const closed = 'seal.document-closed'
      assert.equal(await open(plain, may('service-admin', 'none', 'identity')), closed)
      assert.equal(await open(plain, may('seal-manager', 'none')), closed)
      assert.equal(await open(plain, may('clerk', 'identity', 'academic')), 'open')
      assert.equal(await open(plain, may('auditor', 'identity'), may('clerk', 'academic')), 'open')
      assert.equal(await open(withId, may('clerk', 'identity', 'academic')), closed)
      assert.equal(await open(withId, may('registrar', 'identity', 'academic', 'id-number')), 'open')
      const denied = { ...may('registrar', 'id-number'), effect: 'deny' as const }
      assert.equal(await open(withId, grant('registrar', staff, '000.'), denied), 'seal.document-unknown')
      assert.equal(await open(plain), 'seal.document-unknown')
      const [own] = await world.cards(withId)
      assert.equal((await ask(actor(world.applicantId), 'GET', `/api/documents/${own?.id}/file`)).status, 200)
      assert.deepEqual([...new Set(world.readings.map((one) => Object.values(one).length))], [5])
      assert.deepEqual(
        world.readings.map((one) => (one as { elements: string[] }).elements.includes('person.id-number')),
        [false, false, true, true],
      )
    })
  }))

test('a document of which nobody noted what it shows needs a right over every category', () =>
  withSealed(async ({ world, ask, id }) => {
    // As the owner: the application's role may not.
    await asOwner(world, 'update seal.document set elements = null')
    const staff = randomUUID()
    const url = `/api/documents/${id}/file`
    const some = grant('registrar', staff, '000.305.', ['none', 'identity', 'academic', 'id-number'])
    const refused = await ask(actor(staff, some), 'GET', url)
    assert.deepEqual([refused.status, refused.body.code], [403, 'seal.document-closed'])
    assert.equal((await ask(actor(staff, grant('registrar', staff, '000.305.')), 'GET', url)).status, 200)
    assert.equal((await ask(actor(world.applicantId), 'GET', url)).status, 200)
  }))

test('withdrawing: by a manager of the unit, with a reason, once; the page and the ledger say so', () =>
  withSealed(async ({ world, ask, id, code }) => {
    const url = `/api/documents/${id}/withdraw`
    const manager = randomUUID()
    const reason = '专业名称写错，已更正'
    assert.equal((await ask(actor(world.applicantId), 'POST', url, { reason })).status, 403)
    const elsewhere = actor(manager, grant('seal-manager', manager, '000.306.'))
    assert.equal((await ask(elsewhere, 'POST', url, { reason })).status, 404)
    const keeper = actor(manager, grant('seal-manager', manager, '000.305.'))
    assert.equal((await ask(keeper, 'POST', url, { reason: '  ' })).status, 400)
    const done = await ask(keeper, 'POST', url, { reason })
    assert.deepEqual([done.status, done.body.state], [200, 'withdrawn'])
    const again = await ask(keeper, 'POST', url, { reason })
    assert.deepEqual([again.status, again.body.code], [409, 'seal.already-withdrawn'])
    const { body } = await ask(undefined, 'GET', `/api/verify/${code}`)
    assert.deepEqual([body.state, body.reason, typeof body.withdrawnAt], ['withdrawn', reason, 'string'])
    assert.deepEqual(await world.seal.checkLedger(), { rows: 2 })
    const audited = await world.platform.pool.query('select action, target, actor from platform.audit')
    assert.deepEqual(audited.rows, [{ action: 'seal.withdraw', target: id, actor: manager }])
  }))

test('a superseded document says so, tells nothing of the newer one, and cannot be withdrawn', () =>
  withSealed(async ({ world, ask, id, caseId, code }) => {
    world.at('2026-11-24T03:00:00Z')
    await world.issue({ caseId })
    const [newer] = await world.cards(caseId)
    const { body } = await ask(undefined, 'GET', `/api/verify/${code}`)
    assert.equal(body.state, 'superseded')
    // All that a stranger learns; what is added here must be argued for.
    assert.deepEqual(Object.keys(body).sort(), [
      'checkedAt',
      'fields',
      'number',
      'seal',
      'sealedAt',
      'selfMadeAuthority',
      'sha256',
      'state',
      'title',
      'university',
      'validUntil',
      'verifyId',
    ])
    assert.ok(newer && !JSON.stringify(body).replaceAll(' ', '').includes(newer.verifyId))
    const keeper = randomUUID()
    const manager = actor(keeper, grant('seal-manager', keeper, '000.'))
    const refused = await ask(manager, 'POST', `/api/documents/${id}/withdraw`, { reason: '写错' })
    assert.deepEqual([refused.status, refused.body.code], [409, 'seal.already-withdrawn'])
  }))

test('lists: documents and seals of the units that one may read, by number or code, in pages', () =>
  withSealed(async ({ world, ask, code }) => {
    for (let i = 1; i <= 3; i++) await world.issue({ caseNumber: `YZ-20261125-000${i}` })
    const id = randomUUID()
    const keeper = actor(id, grant('seal-manager', id, '000.'))
    const rows = async (query: string, who = keeper) =>
      ((await ask(who, 'GET', `/api/admin/documents${query}`)).body.rows as { number: string }[]).map(
        (row) => row.number,
      )
    assert.equal((await rows('')).length, 4)
    assert.equal((await rows('?q=YZ-20261125')).length, 3)
    assert.deepEqual(await rows(`?q=${code}`), ['YZ-20261124-0042'])
    assert.deepEqual(await rows('?q=%25'), [])
    assert.deepEqual(await rows('', actor(id, grant('seal-manager', id, '000.306.'))), [])
    assert.deepEqual(await rows('', actor(id)), [])
    const first = await ask(keeper, 'GET', '/api/admin/documents?limit=3')
    const second = await ask(keeper, 'GET', `/api/admin/documents?limit=3&after=${String(first.body.next)}`)
    assert.equal((second.body.rows as object[]).length, 1)
    assert.equal(second.body.next, undefined)
    const { body } = await ask(keeper, 'GET', '/api/admin/seals')
    const [seal, ...others] = body.rows as { code: string; stamps: number; name: { zh: string } }[]
    assert.deepEqual(
      [seal?.code, seal?.stamps, seal?.name.zh, others.length],
      ['6199990305001', 4, '教务处学籍专用章', 0],
    )
  }))
