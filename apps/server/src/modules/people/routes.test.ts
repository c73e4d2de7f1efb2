/** Who may see and do what with people, through the whole HTTP stack. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { IMPORT_JOB } from './commands-import.ts'
import { students } from './testing.ts'
import { admin, head, type Json, numbers, registrar, student, withEdge } from './testing-edge.ts'

test('nobody knocks without a session', () =>
  withEdge(async ({ ask }) => {
    for (const url of [
      '/api/people/units',
      '/api/people/members',
      '/api/people/me',
      '/api/people/pick/members?q=a',
      '/api/people/imports',
    ]) {
      assert.equal((await ask('', 'GET', url)).status, 401, url)
    }
  }))

test('each sees the members of their own units; a student no list at all', () =>
  withEdge(async ({ ask }) => {
    assert.equal((await ask(admin, 'GET', '/api/people/members')).body.rows?.length, 10)
    assert.equal((await ask(head, 'GET', '/api/people/members')).body.rows?.length, 7)
    assert.deepEqual(numbers(await ask(registrar, 'GET', '/api/people/members?kind=student')), [
      '2023310215',
      '2023310216',
    ])
    assert.equal((await ask(student, 'GET', '/api/people/members')).status, 403)
  }))

test('members are found by name, number, pinyin and initials, page by page and unit by unit', () =>
  withEdge(async ({ ask, people }) => {
    const find = async (q: string) =>
      numbers(await ask(admin, 'GET', `/api/people/members?q=${encodeURIComponent(q)}`))
    assert.deepEqual(await find('林知'), ['2023310215'])
    assert.deepEqual(await find('202331'), ['2023310215', '2023310216'])
    assert.deepEqual(await find('lzx'), ['2023310215'])
    assert.deepEqual(await find('lin zhi'), ['2023310215'])
    assert.deepEqual(await find('%'), [])
    assert.deepEqual(await find('方𬭎'), ['2023310216'])
    const first = await ask(admin, 'GET', '/api/people/members?limit=4')
    const second = await ask(admin, 'GET', `/api/people/members?limit=4&after=${first.body.next}`)
    const third = await ask(admin, 'GET', `/api/people/members?limit=4&after=${second.body.next}`)
    assert.deepEqual(
      [first, second, third].map((page) => page.body.rows?.length),
      [4, 4, 2],
    )
    assert.equal(third.body.next, undefined)
    const department = (await people.unitTree()).find(({ code }) => code === '0311')
    assert.deepEqual(numbers(await ask(admin, 'GET', `/api/people/members?unit=${department?.id}`)), [
      '0003312',
      '2023310216',
    ])
    assert.deepEqual(numbers(await ask(admin, 'GET', `/api/people/members?unit=${randomUUID()}`)), [])
  }))

test('a record shows what the reader may see; reading another’s sensitive data is logged, reading one’s own is not', () =>
  withEdge(async ({ ask, id, platform }) => {
    const lin = await id(student)
    const shown = async (number: string, url = `/api/people/members/${lin}`) => {
      const reply = await ask(number, 'GET', url)
      assert.equal(reply.status, 200)
      const elements = reply.body.elements as { id: string; hidden: boolean; text?: string }[]
      return new Map(elements.map((element) => [element.id, element.hidden ? 'hidden' : element.text]))
    }
    const logged = async () =>
      (await platform.pool.query('select reader, categories, elements from people.access_log')).rows
    const own = await shown(student, '/api/people/me')
    assert.deepEqual(
      [own.get('person.id-number'), own.get('person.mobile')],
      ['99900120050518001X', '10012345678'],
    )
    const byHead = await shown(head)
    assert.deepEqual([byHead.get('person.name'), byHead.get('person.id-number')], ['林知夏', 'hidden'])
    assert.deepEqual(await logged(), [])
    const byRegistrar = await shown(registrar)
    assert.deepEqual(
      [byRegistrar.get('person.id-number'), byRegistrar.get('person.mobile')],
      ['99900120050518001X', 'hidden'],
    )
    assert.deepEqual(await logged(), [
      { reader: await id(registrar), categories: ['id-number'], elements: ['person.id-number'] },
    ])
  }))

test('a stranger’s id and nobody’s id give the same answer', () =>
  withEdge(async ({ ask, id }) => {
    const stranger = await ask(student, 'GET', `/api/people/members/${await id(head)}`)
    const nobody = await ask(student, 'GET', `/api/people/members/${randomUUID()}`)
    assert.deepEqual([stranger.status, stranger.body.code], [404, 'people.member-unknown'])
    assert.deepEqual([nobody.status, nobody.body.code], [404, 'people.member-unknown'])
  }))

test('anybody finds colleagues for a form, as cards of those who are here', () =>
  withEdge(async ({ ask, platform }) => {
    const found = await ask(student, 'GET', '/api/people/pick/members?q=cyq&kind=staff')
    assert.deepEqual(
      found.body.rows?.map((row) => Object.keys(row).sort()),
      [['id', 'kind', 'name', 'number', 'unit']],
    )
    await platform.pool.query("update people.member set departed_on = '2026-01-01' where number = '0003312'")
    assert.deepEqual(numbers(await ask(student, 'GET', '/api/people/pick/members?q=cyq')), [])
    const units = await ask(student, 'GET', `/api/people/pick/units?q=${encodeURIComponent('机械')}`)
    assert.deepEqual(
      units.body.rows?.map((row) => row.code),
      ['031', '0311'],
    )
  }))

test('an import is kept, run by a job, and read with its errors; only who may import sees it', () =>
  withEdge(async ({ ask, people, platform }) => {
    for (const number of [head, registrar, student]) {
      assert.equal((await ask(number, 'POST', '/api/people/imports?kind=students', students)).status, 403)
      assert.equal((await ask(number, 'GET', '/api/people/imports')).status, 403)
    }
    const started = await ask(
      admin,
      'POST',
      '/api/people/imports?kind=students',
      students.replace('林知夏', ''),
    )
    assert.deepEqual(
      [started.status, started.body.state, started.body.fileName],
      [200, 'waiting', '学生.csv'],
    )
    const second = await ask(admin, 'POST', '/api/people/imports?kind=students', students)
    assert.deepEqual([second.status, second.body.code], [409, 'people.import-running'])
    const job = people.jobs?.find(({ name }) => name === IMPORT_JOB)
    const run = (importId: unknown) => job?.handle({ importId }, { attempt: 1, maxAttempts: 3, jobId: '1' })
    await run(started.body.id)
    const bad = await ask(admin, 'GET', `/api/people/imports/${started.body.id}`)
    assert.deepEqual([bad.body.state, bad.body.errorCount], ['bad', 1])
    assert.deepEqual((bad.body.errors as { line: number }[])[0]?.line, 2)
    assert.equal((await ask(student, 'GET', `/api/people/imports/${started.body.id}`)).status, 403)
    const good = await ask(
      admin,
      'POST',
      '/api/people/imports?kind=students&complete=true',
      students.replace('方𬭎', '方宏'),
    )
    await run(good.body.id)
    await run(good.body.id)
    const done = await ask(admin, 'GET', `/api/people/imports/${good.body.id}`)
    assert.deepEqual([done.body.state, done.body.changed, done.body.unchanged], ['done', 1, 2])
    const list = await ask(admin, 'GET', '/api/people/imports?limit=1')
    assert.deepEqual(
      list.body.rows?.map((row) => row.id),
      [good.body.id],
    )
    const events = await platform.pool.query(
      "select payload from platform.event where name = 'people.imported' order by at desc limit 1",
    )
    assert.equal(events.rows[0].payload.changed, 1)
    const audited = await platform.pool.query(
      "select count(*)::int as n from platform.audit where action = 'people.import'",
    )
    assert.equal(audited.rows[0].n, 2)
  }))

test('what is no table is refused before anything is kept', () =>
  withEdge(async ({ ask, platform }) => {
    const reply = await ask(admin, 'POST', '/api/people/imports?kind=students', '%PDF-1.4\n%äöü\n1 0 obj')
    assert.deepEqual([reply.status, reply.body.code], [415, 'platform.upload-type'])
    assert.equal(
      (await platform.pool.query("select 1 from people.import where state = 'waiting'")).rowCount,
      0,
    )
  }))

test('a file to import may be larger than an attachment, up to a limit of its own', () =>
  withEdge(
    async ({ ask }) => {
      const file = (megabytes: number) => students + ' \n'.repeat(megabytes * 512 * 1024)
      const post = (megabytes: number) =>
        ask(admin, 'POST', '/api/people/imports?kind=students', file(megabytes))
      const over = await post(2)
      assert.deepEqual([over.status, over.body.code], [413, 'platform.upload-too-large'])
      assert.match(String(over.body.title), /2 MB/)
      const within = await post(1)
      assert.deepEqual([within.status, within.body.state], [200, 'waiting'])
    },
    { uploadMegabytes: '1', importMegabytes: '2' },
  ))

test('a report of wrong data goes to its source once, and is settled by who may', () =>
  withEdge(async ({ ask, platform }) => {
    const report = () =>
      ask(student, 'POST', '/api/people/corrections', { element: 'person.id-number', note: '末位应为 9' })
    const first = await report()
    assert.deepEqual(first.body.goesTo, { zh: '统一身份认证', en: 'Identity service' })
    assert.equal((await report()).body.id, first.body.id, 'the same report')
    assert.equal(
      (await ask(student, 'POST', '/api/people/corrections', { element: 'nothing', note: '' })).status,
      404,
    )
    assert.equal((await ask(student, 'GET', '/api/people/corrections')).status, 403)
    assert.equal((await ask(head, 'GET', '/api/people/corrections')).status, 403)
    const list = await ask(admin, 'GET', '/api/people/corrections')
    assert.deepEqual(
      list.body.rows?.map(({ element, shown }) => [element, shown]),
      [['person.id-number', '99900120050518001X']],
    )
    const settle = (number: string) =>
      ask(number, 'POST', `/api/people/corrections/${first.body.id}/settle`, {
        state: 'corrected',
        note: '源头已改',
      })
    assert.equal((await settle(head)).status, 403)
    assert.equal((await settle(admin)).status, 204)
    assert.equal((await settle(admin)).status, 409)
    assert.equal((await ask(admin, 'GET', '/api/people/corrections')).body.rows?.length, 0)
    assert.notEqual((await report()).body.id, first.body.id, 'a new report after the first was settled')
    const { rows } = await platform.pool.query(
      "select name from platform.event where name = 'people.correction-reported'",
    )
    assert.equal(rows.length, 2)
  }))

test('the same report again and again, also fifty at once and while it is being settled, is one report at a time', () =>
  withEdge(async ({ ask }) => {
    const report = () =>
      ask(student, 'POST', '/api/people/corrections', { element: 'person.id-number', note: '末位应为 9' })
    const idsOf = (replies: readonly { status: number; body: Json }[]) => {
      assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]))
      return new Set(replies.map(({ body }) => body.id))
    }
    // One after another goes over one connection: PostgreSQL plans a statement anew five times, then once for all values.
    for (let round = 0; round < 12; round += 1) assert.equal((await report()).status, 200, `round ${round}`)
    const [open] = idsOf(await Promise.all(Array.from({ length: 50 }, report)))
    const settled = ask(admin, 'POST', `/api/people/corrections/${open}/settle`, {
      state: 'kept',
      note: '无误',
    })
    const during = idsOf(await Promise.all(Array.from({ length: 50 }, report)))
    assert.equal((await settled).status, 204)
    assert.ok(during.size <= 2, `${during.size} reports: the one before and the one after`)
  }))
