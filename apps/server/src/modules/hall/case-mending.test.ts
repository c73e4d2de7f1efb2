/** What could leave a case or a draft in a wrong state without a word. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { CaseDetail, type FailedJob, FormView, Home, hallApi, Problem } from '@yizhan/contracts'
import { sql } from 'kysely'
import { type World, withHall } from './hall-world.ts'

const service = '/api/hall/services/graduate-recommendation-form'
const enrolment = '/api/hall/services/enrolment-certificate'
const recommendation = {
  mobile: '10012345678',
  email: 'someone@weichuan.example',
  direction: '机械设计，西安',
  selfAssessment: '我做事有始有终。'.repeat(15),
  copy: 'first',
  truth: true,
}
const smiling = { ...recommendation, selfAssessment: `${recommendation.selfAssessment}🙂` }
const certificate = { language: 'zh', purpose: 'visa', withId: 'no' }

async function applied(world: World, url: string, answers: object): Promise<string> {
  const answer = await world.call('student', 'POST', `${url}/cases`, { version: 1, answers })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return hallApi.apply.ok.parse(answer.body).caseId
}
const caseOf = (world: World, id: string) => world.get('student', `/api/hall/cases/${id}`, CaseDetail)
const kinds = ({ history }: CaseDetail) => history.map(({ kind }) => kind)

function operator(world: World): void {
  const from = Temporal.Instant.from('2026-01-01T00:00:00Z')
  const place = { unit: '000.', categories: 'all', from } as const
  world.grants.set('admin', [
    { id: randomUUID(), subject: world.ids.admin, effect: 'allow', role: 'operator', ...place },
  ])
}
async function failed(world: World): Promise<FailedJob> {
  const { rows } = (await world.call('admin', 'GET', '/api/admin/failed-jobs')).body as { rows: FailedJob[] }
  assert.ok(rows[0])
  return rows[0]
}

test('a character that the document cannot print is refused when applying and when sending again, by field', async () => {
  await withHall(async (world) => {
    const refused = await world.call('student', 'POST', `${service}/cases`, { version: 1, answers: smiling })
    assert.deepEqual([refused.status, refused.code], [422, 'hall.answers'])
    assert.deepEqual(Problem.parse(refused.body).fields, [
      { path: 'selfAssessment', message: '文书里印不出「🙂」（U+1F642），换一个写法' },
    ])
    const id = await applied(world, service, recommendation)
    await world.decide('counsellor', 'return', '再写具体些')
    const again = await world.call('student', 'POST', `/api/hall/cases/${id}/resubmit`, { answers: smiling })
    assert.deepEqual([again.status, again.code], [422, 'hall.answers'])
    const rare = { answers: { ...recommendation, direction: '䶮城机床厂' } }
    assert.equal((await world.call('student', 'POST', `/api/hall/cases/${id}/resubmit`, rare)).status, 200)
  })
})

test('an opinion that the document cannot print is refused at the decision, with its characters, and kept out of nothing else', async () => {
  await withHall(async (world) => {
    await applied(world, service, recommendation)
    const refused = await world.decide('counsellor', 'approve', '踏实🙂，推荐🙂。')
    assert.deepEqual([refused.status, refused.code], [422, 'process.opinion-unprintable'])
    const { title } = Problem.parse(refused.body)
    assert.equal(title, '文书里印不出「🙂」（U+1F642），换一个写法')
    // Only the document is narrow: a reason that goes back to the applicant may hold any character.
    assert.equal((await world.decide('counsellor', 'return', '写具体些🙂')).status, 200)
  })
})

test('an opinion that no document prints may hold any character', async () => {
  await withHall(async (world) => {
    const leave = '/api/hall/services/student-leave'
    await applied(world, leave, {
      mobile: '10012345678',
      emergency: '母亲 10000000000',
      kind: 'sick',
      leaveFrom: '2026-11-25',
      leaveTo: '2026-11-26',
      misses: 'no',
      away: 'no',
      reason: '阑尾炎手术后休养',
      informed: true,
      proof: [await world.upload('student', '诊断证明.pdf', 'application/pdf')],
    })
    assert.equal((await world.decide('counsellor', 'approve', '早去早回🙂')).status, 200)
  })
})

test('a document step that failed goes back to the applicant, who mends it; skipped, the case says that there is no document', async () => {
  await withHall(async (world) => {
    operator(world)
    // What nobody writes at a decision: the document prints the approver's name, and no font has this one.
    await sql`update people.member set name = '周🙂' where id = ${world.ids.counsellor}`.execute(
      world.platform.db,
    )
    const id = await applied(world, service, recommendation)
    await world.decide('counsellor', 'approve', '踏实，推荐。')
    await world.decide('secretary', 'approve')
    await world.work()
    assert.equal((await caseOf(world, id)).case.status, 'failed')
    const job = await failed(world)
    const back = { reason: '名字里有印不出的字，重走一遍' }
    assert.equal(
      (await world.call('admin', 'POST', `/api/admin/failed-jobs/${job.id}/return`, back)).status,
      204,
    )
    const returned = await caseOf(world, id)
    assert.deepEqual(
      [returned.case.status, returned.returned?.by, returned.may.resubmit],
      ['returned', '孟继川', true],
    )
    await world.call('student', 'POST', `/api/hall/cases/${id}/resubmit`, { answers: recommendation })
    await world.decide('counsellor', 'approve', '还是推荐。')
    await world.decide('secretary', 'approve')
    await world.work()
    const { id: again } = await failed(world)
    const skip = { reason: '已发纸质件' }
    assert.equal(
      (await world.call('admin', 'POST', `/api/admin/failed-jobs/${again}/skip`, skip)).status,
      204,
    )
    const done = await caseOf(world, id)
    assert.deepEqual([done.case.status, done.documents], ['finished', []])
    assert.match(done.next.zh, /没有办，孟继川跳过了：已发纸质件$/)
    assert.deepEqual(
      done.skipped.map(({ by, reason }) => [by, reason]),
      [['孟继川', '已发纸质件']],
    )
    assert.equal(kinds(done).at(-1), 'finished-without')
    const { rows } = await world.get('student', '/api/hall/cases?state=all', hallApi.cases.ok)
    assert.deepEqual(
      rows.map(({ status, skipped }) => [status, skipped]),
      [['finished', true]],
    )
    // The home names what was done lately; this was not.
    const home = await world.get('student', '/api/hall/home', Home)
    assert.deepEqual([home.running, home.finished], [[], []])
    assert.ok(!kinds(done).includes('document-issued'))
  })
})

test('the timeline tells when a document was sealed, replaced or withdrawn, and how the case was rated', async () => {
  await withHall(async (world) => {
    const id = await applied(world, enrolment, certificate)
    await world.work()
    assert.deepEqual(kinds(await caseOf(world, id)), [
      'started',
      'service-done',
      'document-issued',
      'finished',
    ])
    await world.call('student', 'POST', `/api/hall/cases/${id}/rating`, { stars: 4, words: '快' })
    await sql`update seal.document set state = 'withdrawn', state_at = '2026-11-25T01:00:00Z', state_by = ${world.ids.registrar},
      reason = '学籍有变' where case_id = ${id}`.execute(world.platform.db)
    const { history } = await caseOf(world, id)
    assert.deepEqual(
      history
        .slice(-2)
        .map(({ kind, by, opinion, stars, document }) => [kind, by?.name, opinion, stars, document?.zh]),
      [
        ['rated', '林知夏', '快', 4, undefined],
        ['document-withdrawn', '沈静宜', '学籍有变', undefined, '在读证明'],
      ],
    )
    assert.deepEqual(
      history.map(({ seq }) => seq),
      history.map((_, index) => index + 1),
    )
  })
})

test('whoever may not apply may not keep a draft; a draft has a bound; one that comes late is not kept', async () => {
  await withHall(async (world) => {
    const save = (who: 'student' | 'fresher', more: object) =>
      world.call(who, 'PUT', `${service}/draft`, { version: 1, answers: { direction: '甲' }, ...more })
    const other = await save('fresher', {})
    assert.deepEqual([other.status, other.code], [403, 'hall.not-for-you'])
    const large = await save('student', { answers: { direction: '字'.repeat(90_000) } })
    assert.deepEqual([large.status, large.code], [413, 'hall.draft-too-large'])
    assert.equal((await save('student', {})).status, 200)
    // The autosave and the application set out together: whichever is first, no draft is left.
    const [id] = await Promise.all([applied(world, service, recommendation), save('student', {})])
    const late = await save('student', {})
    assert.deepEqual([late.status, late.code], [409, 'hall.draft-late'])
    const form = await world.get('student', `${service}/form`, FormView)
    assert.deepEqual([form.draft, form.after], [undefined, id])
    assert.equal(
      (await save('student', { after: form.after })).status,
      200,
      'a form opened since may be kept',
    )
  })
})

test('a draft that another device changed is neither written over nor sent away unknowingly', async () => {
  await withHall(async (world) => {
    const save = (direction: string, seen: readonly string[], stamp = randomUUID()) =>
      world.call('student', 'PUT', `${service}/draft`, { version: 1, answers: { direction }, seen, stamp })
    const kept = async () =>
      (await world.get('student', `${service}/form`, FormView)).draft ?? assert.fail('no draft')
    const [first, second, phone] = [randomUUID(), randomUUID(), randomUUID()]
    assert.equal((await save('电脑', [], first)).status, 200)
    const opened = await kept()
    assert.equal(opened.stamp, first)
    assert.equal((await save('手机', [first], phone)).status, 200)
    const late = await save('电脑又写', [first], second)
    assert.deepEqual([late.status, late.code], [409, 'hall.draft-elsewhere'])
    assert.equal(Problem.parse(late.body).title, '这份草稿 11月24日 9:00 在别处改过')
    const blind = await world.call('student', 'PUT', `${service}/draft`, { version: 1, answers: {} })
    assert.equal(blind.code, 'hall.draft-elsewhere', 'whoever has seen none has not seen this one')
    assert.deepEqual((await kept()).answers, { direction: '手机' })
    // Applying throws the draft away, so it is held to the same; whoever names none knows of none.
    const send = (seen: readonly string[]) =>
      world.call('student', 'POST', `${service}/cases`, { version: 1, answers: recommendation, seen })
    assert.equal((await send([first])).code, 'hall.draft-elsewhere')
    assert.deepEqual((await kept()).answers, { direction: '手机' })

    // Knowingly: the page has looked at the other one.
    assert.equal((await save('电脑又写', [first, phone], second)).status, 200)
    // The same save twice, and one whose answer was lost before the next, are the page's own.
    assert.equal((await save('电脑又写', [first, phone], second)).status, 200)
    assert.equal((await save('再写', [phone, second])).status, 200)
    assert.deepEqual((await kept()).answers, { direction: '再写' })
    assert.equal((await send([(await kept()).stamp ?? ''])).status, 200)
  })
})

test('two devices save at one moment: one is kept and the other hears of it', async () => {
  await withHall(async (world) => {
    const save = (direction: string) =>
      world.call('student', 'PUT', `${service}/draft`, { version: 1, answers: { direction } })
    const both = await Promise.all([save('甲'), save('乙')])
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
    const [kept] = both.flatMap(({ status }, at) => (status === 200 ? ['甲乙'[at]] : []))
    const form = await world.get('student', `${service}/form`, FormView)
    assert.deepEqual(form.draft?.answers, { direction: kept })
  })
})

test('thrown away on one device, a draft may be written again on the other', async () => {
  await withHall(async (world) => {
    const save = (seen: readonly string[]) =>
      world.call('student', 'PUT', `${service}/draft`, { version: 1, answers: { direction: '甲' }, seen })
    const { stamp } = hallApi.saveDraft.ok.parse((await save([])).body)
    assert.equal((await world.call('student', 'DELETE', `${service}/draft`)).status, 204)
    assert.equal((await save([stamp])).status, 200)
  })
})
