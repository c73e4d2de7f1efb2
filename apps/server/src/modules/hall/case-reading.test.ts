import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaseDetail, hallApi, TaskDetail } from '@yizhan/contracts'
import { sql } from 'kysely'
import { serviceAdmin, TaskList, type Who, type World, withHall } from './hall-world.ts'

const certificate = { language: 'zh', purpose: 'visa', withId: 'yes' }

/** A case of the student whose studies are suspended: it waits for the registrar and shows the ID number. */
async function waitingCase(world: World): Promise<string> {
  await sql`update people.member set id_number = '11010519491231002X' where id = ${world.ids.absent}`.execute(
    world.platform.db,
  )
  const url = '/api/hall/services/enrolment-certificate/cases'
  const sent = await world.call('absent', 'POST', url, { version: 1, answers: certificate })
  return hallApi.apply.ok.parse(sent.body).caseId
}

const logged = async (world: World) => {
  const { rows } = await sql<{ reader: string; elements: string[]; why: string; grant_id: string }>`
    select reader, elements, why, grant_id from people.access_log order by at, id`.execute(world.platform.db)
  return rows
}

test('whoever sees somebody else’s ID number on a case stands in the access log, by task or by grant', async () => {
  await withHall(async (world) => {
    const id = await waitingCase(world)
    await world.call('absent', 'GET', `/api/hall/cases/${id}`)
    await world.call('stranger', 'GET', `/api/hall/cases/${id}`)
    assert.deepEqual(await logged(world), [])
    const [task] = (await world.get('registrar', '/api/tasks', TaskList)).rows
    await world.call('registrar', 'GET', `/api/tasks/${task?.id}`)
    await world.call('registrar', 'GET', `/api/hall/cases/${id}`)
    await world.call('admin', 'GET', `/api/hall/cases/${id}`)
    const rows = await logged(world)
    const by = (reader: string) => rows.filter((row) => row.reader === reader)
    assert.equal(rows.length, 3)
    assert.deepEqual(
      by(world.ids.registrar).map(({ grant_id }) => grant_id),
      ['task', 'task'],
    )
    assert.equal(by(world.ids.admin)[0]?.grant_id, world.grants.get('admin')?.[0]?.id)
    for (const { elements, why } of rows)
      assert.deepEqual([elements, why], [['person.id-number'], 'case YZ-20261124-0001'])
  })
})

test('an explicit deny stops also the applicant and whoever has the task', async () => {
  await withHall(async (world) => {
    const id = await waitingCase(world)
    const status = async (who: 'absent' | 'registrar') =>
      (await world.call(who, 'GET', `/api/hall/cases/${id}`)).status
    const [task] = (await world.get('registrar', '/api/tasks', TaskList)).rows
    const taskStatus = async () => (await world.call('registrar', 'GET', `/api/tasks/${task?.id}`)).status
    assert.deepEqual([await status('absent'), await status('registrar')], [200, 200])
    assert.equal(await taskStatus(), 200)
    for (const who of ['absent', 'registrar'] as const)
      world.grants.set(who, [{ ...serviceAdmin(world.ids[who]), effect: 'deny' }])
    assert.deepEqual([await status('absent'), await status('registrar')], [403, 403])
    assert.equal(await taskStatus(), 403)
  })
})

test('a grant shows only its own categories of the record; whoever has the task sees all that it needs', async () => {
  await withHall(async (world) => {
    const id = await waitingCase(world)
    const narrow = { ...serviceAdmin(world.ids.stranger), role: 'clerk', categories: ['identity'] as const }
    world.grants.set('stranger', [narrow])
    const texts = async (who: 'absent' | 'registrar' | 'stranger') =>
      JSON.stringify((await world.get(who, `/api/hall/cases/${id}`, CaseDetail)).sections)
    assert.match(await texts('stranger'), /陈默.*不在你能看的范围里/)
    assert.doesNotMatch(await texts('stranger'), /11010519491231002X/)
    const [task] = (await world.get('registrar', '/api/tasks', TaskList)).rows
    const watched = await world.get('stranger', `/api/tasks/${task?.id}`, TaskDetail)
    assert.match(JSON.stringify(watched.sections), /陈默.*不在你能看的范围里/)
    assert.doesNotMatch(JSON.stringify(watched.sections), /11010519491231002X/)
    assert.deepEqual(await logged(world), [])
    for (const who of ['absent', 'registrar'] as const) assert.match(await texts(who), /11010519491231002X/)
    const given = await world.get('registrar', `/api/tasks/${task?.id}`, TaskDetail)
    assert.match(JSON.stringify(given.sections), /11010519491231002X/)
  })
})

test('a deny for one campus stops there and nowhere else', async () => {
  await withHall(async (world) => {
    const id = await waitingCase(world)
    const status = async () => (await world.call('admin', 'GET', `/api/hall/cases/${id}`)).status
    const deny = { ...serviceAdmin(world.ids.admin), effect: 'deny' as const, campus: 'XQ' }
    world.grants.set('admin', [serviceAdmin(world.ids.admin), deny])
    assert.equal(await status(), 200)
    await sql`update people.member set campus = 'XQ' where id = ${world.ids.absent}`.execute(
      world.platform.db,
    )
    assert.equal(await status(), 403)
  })
})

test('a grant over some categories opens no attachment of a case, and does not name it', async () => {
  await withHall(async (world) => {
    const file = await world.upload('student', '诊断证明.pdf', 'application/pdf')
    const answers = {
      mobile: '10012345678',
      emergency: '母亲 10000000000',
      kind: 'sick',
      leaveFrom: '2026-11-25',
      leaveTo: '2026-11-30',
      misses: 'no',
      away: 'no',
      reason: '阑尾炎手术后休养',
      informed: true,
      proof: [file],
    }
    const sent = await world.call('student', 'POST', '/api/hall/services/student-leave/cases', {
      version: 1,
      answers,
    })
    const id = hallApi.apply.ok.parse(sent.body).caseId
    const seen = async (who: Who) => {
      const grants = world.grants.get(who) ?? []
      const actor = { memberId: world.ids[who], sessionId: '', number: '', name: '', grants }
      const may = await world.hall.mayReadFile({ ...actor, kind: 'staff', locale: 'zh-CN' }, { id: file })
      const page = await world.get(who, `/api/hall/cases/${id}`, CaseDetail)
      const named = /诊断证明/.test(JSON.stringify([page.materials, page.sections]))
      return { may, listed: page.materials.length, named }
    }
    const open = { may: true, listed: 1, named: true }
    const clerk = { ...serviceAdmin(world.ids.stranger), role: 'clerk' }
    world.grants.set('stranger', [{ ...clerk, categories: ['identity', 'academic', 'contact'] }])
    assert.deepEqual(await seen('stranger'), { may: false, listed: 0, named: false })
    world.grants.set('stranger', [clerk])
    assert.deepEqual(await seen('stranger'), open)
    assert.deepEqual(await seen('student'), open)
    world.grants.set('counsellor', [{ ...clerk, subject: world.ids.counsellor, categories: ['identity'] }])
    assert.deepEqual(await seen('counsellor'), open, 'has the task')
  })
})

test('a file stays while a case or a draft of its owner names it', async () => {
  await withHall(async (world) => {
    const url = '/api/hall/services/student-leave'
    const [drafted, loose, foreign] = await Promise.all([
      world.upload('student', '草稿.pdf', 'application/pdf', 1001),
      world.upload('student', '没用.pdf', 'application/pdf', 1002),
      world.upload('fresher', '别人.pdf', 'application/pdf', 1003),
    ])
    const draft = { version: 1, answers: { proof: [drafted, foreign] } }
    assert.equal((await world.call('student', 'PUT', `${url}/draft`, draft)).status, 200)
    const owner = world.ids.student
    const uploads = [
      { id: drafted, owner },
      { id: loose, owner },
      { id: foreign, owner: world.ids.fresher },
    ]
    assert.deepEqual(await world.hall.keeps?.uploads?.(uploads), [drafted])
    await sql`insert into hall.case (id, number, service_id, version, applicant_id, answers, sources, summary_zh, summary_en, applied_at)
      values (${owner}, 'YZ-1', 'student-leave', 1, ${owner}, '{}', '{}', '', '', now())`.execute(
      world.platform.db,
    )
    await sql`insert into hall.attachment values (${owner}, ${loose}, 'proof', now())`.execute(
      world.platform.db,
    )
    assert.deepEqual((await world.hall.keeps?.uploads?.(uploads))?.toSorted(), [drafted, loose].toSorted())
  })
})
