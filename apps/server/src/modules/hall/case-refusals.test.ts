/** Whatever is somebody else's, or is not there, is refused on every route of the hall, and leaves everything as it was. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { CaseDetail, FormView, hallApi, Problem } from '@yizhan/contracts'
import { sql } from 'kysely'
import { type Who, type World, withHall } from './hall-world.ts'

const enrolment = '/api/hall/services/enrolment-certificate'
const recommend = '/api/hall/services/graduate-recommendation-form'
const leave = '/api/hall/services/student-leave'
const recommendation = {
  mobile: '10012345678',
  email: 'someone@weichuan.example',
  direction: '机械设计，西安',
  selfAssessment: '我做事有始有终。'.repeat(15),
  copy: 'first',
  truth: true,
}
const sickLeave = {
  mobile: '10012345678',
  emergency: '母亲 10000000000',
  kind: 'sick',
  leaveFrom: '2026-11-25',
  leaveTo: '2026-11-26',
  misses: 'no',
  away: 'no',
  reason: '阑尾炎手术后休养',
  informed: true,
}

async function applied(world: World, url: string, answers: object): Promise<string> {
  const answer = await world.call('student', 'POST', `${url}/cases`, { version: 1, answers })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return hallApi.apply.ok.parse(answer.body).caseId
}

/** Everything of the hall that a refusal might have written. */
async function written(world: World): Promise<unknown> {
  const { rows } = await sql`select
      (select json_agg(c order by c.id) from hall.case c) as cases,
      (select json_agg(s order by s.case_id, s.round) from hall.submission s) as submissions,
      (select json_agg(d order by d.member_id, d.service_id) from hall.draft d) as drafts,
      (select json_agg(a order by a.case_id, a.file_id) from hall.attachment a) as attachments,
      (select json_agg(r) from hall.rating r) as ratings,
      (select json_agg(i order by i.id) from process.instance i) as instances`.execute(world.platform.db)
  return rows
}

const commandsOn = (id: string) =>
  [
    ['POST', `/api/hall/cases/${id}/withdraw`, { reason: 'x' }],
    ['POST', `/api/hall/cases/${id}/resubmit`, { answers: recommendation }],
    ['POST', `/api/hall/cases/${id}/supplement`, { note: 'x', files: [] }],
    ['POST', `/api/hall/cases/${id}/rating`, { stars: 5, words: '' }],
    ['GET', `/api/hall/cases/${id}/form`, undefined],
  ] as const

test('a service or a case that does not exist is refused on every route that names one', async () => {
  await withHall(async (world) => {
    const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, body?: object) => {
      const { status, code } = await world.call('student', method, url, body)
      return `${status} ${code}`
    }
    const none = '/api/hall/services/none'
    for (const [method, url, body] of [
      ['GET', none, undefined],
      ['GET', `${none}/form`, undefined],
      ['PUT', `${none}/draft`, { version: 1, answers: {} }],
      ['POST', `${none}/cases`, { version: 1, answers: {} }],
    ] as const)
      assert.equal(await ask(method, url, body), '404 hall.service-unknown', `${method} ${url}`)
    const nowhere = randomUUID()
    for (const [method, url, body] of [
      ...commandsOn(nowhere),
      ['GET', `/api/hall/cases/${nowhere}`] as const,
    ])
      assert.equal(await ask(method, url, body), '404 hall.case-unknown', `${method} ${url}`)
    for (const version of [0, 2])
      assert.equal(
        await ask('PUT', `${enrolment}/draft`, { version, answers: {} }),
        '409 hall.version-old',
        `a draft of version ${version}`,
      )
  })
})

test('at each state of a case nobody but its applicant may change it, and a refusal leaves every row as it was', async () => {
  await withHall(async (world) => {
    const id = await applied(world, recommend, recommendation)
    const others: readonly Who[] = ['fresher', 'counsellor', 'secretary', 'admin', 'stranger']
    const allRefused = async (state: string) => {
      const { case: standing } = await world.get('student', `/api/hall/cases/${id}`, CaseDetail)
      assert.equal(standing.status, state)
      const before = await written(world)
      for (const who of others)
        for (const [method, url, body] of commandsOn(id)) {
          const answer = await world.call(who, method, url, body)
          assert.deepEqual(
            [answer.status, answer.code],
            [403, 'platform.forbidden'],
            `${state} ${who} ${url}`,
          )
        }
      assert.deepEqual(await written(world), before, state)
    }
    await allRefused('running')
    const form = await world.call('student', 'GET', `/api/hall/cases/${id}/form`)
    assert.deepEqual([form.status, form.code], [409, 'process.not-returned'])
    await world.decide('counsellor', 'return', '写具体些')
    await allRefused('returned')
    await world.call('student', 'POST', `/api/hall/cases/${id}/resubmit`, { answers: recommendation })
    await world.decide('counsellor', 'supplement', '补获奖证书')
    await allRefused('supplement')
    await world.call('student', 'POST', `/api/hall/cases/${id}/supplement`, { note: '没有', files: [] })
    await world.decide('counsellor', 'approve', '推荐')
    await world.decide('secretary', 'approve')
    await world.work()
    await allRefused('finished')
    // Others' lists do not have it either.
    for (const who of ['fresher', 'admin'] as const) {
      const { rows } = await world.get(who, '/api/hall/cases', hallApi.cases.ok)
      assert.deepEqual(rows, [], who)
    }
  })
})

test('a draft is its owner’s: nobody else reads it, writes it or throws it away, and another’s file in it stays closed', async () => {
  await withHall(async (world) => {
    const theirs = await world.upload('absent', '病历.pdf', 'application/pdf')
    const mine = await world.upload('student', '证明.pdf', 'application/pdf')
    const answers = { reason: '我自己的事', proof: [mine, theirs, randomUUID(), '不是编号'] }
    const saved = await world.call('student', 'PUT', `${leave}/draft`, { version: 1, answers })
    const { stamp } = hallApi.saveDraft.ok.parse(saved.body)
    const form = await world.get('student', `${leave}/form`, FormView)
    // Named by whoever knows its id, but neither its name nor its size is told.
    assert.deepEqual(
      form.files.map(({ id }) => id),
      [mine],
    )
    for (const who of ['fresher', 'admin', 'counsellor'] as const) {
      assert.ok(
        !JSON.stringify((await world.call(who, 'GET', `${leave}/form`)).body).includes('我自己的事'),
        who,
      )
      assert.equal((await world.call(who, 'DELETE', `${leave}/draft`)).status, 204)
    }
    const actor = (who: Who) => ({
      ...{ memberId: world.ids[who], sessionId: '', number: '', name: '', kind: 'staff' as const },
      ...{ locale: 'zh-CN' as const, grants: world.grants.get(who) ?? [] },
    })
    for (const who of ['counsellor', 'admin', 'fresher'] as const)
      assert.equal(
        await world.hall.mayReadFile(actor(who), { id: mine }),
        false,
        `${who} opens a draft's file`,
      )
    // Naming it in one's own draft or in a refused application opens it to nobody.
    assert.equal(await world.hall.mayReadFile(actor('student'), { id: theirs }), false)
    // Their own draft, whatever they claim to have seen.
    const own = { version: 1, answers: { reason: '另一件' }, seen: [stamp], stamp }
    assert.equal((await world.call('fresher', 'PUT', `${leave}/draft`, own)).status, 200)
    const kept = await world.get('student', `${leave}/form`, FormView)
    assert.deepEqual([kept.draft?.answers, kept.draft?.stamp], [answers, stamp])
  })
})

test('no command takes another’s file, one that is not there, or one that the form does not allow', async () => {
  await withHall(async (world) => {
    const theirs = await world.upload('absent', '病历.pdf', 'application/pdf')
    const mine = await world.upload('student', '诊断证明.pdf', 'application/pdf')
    const large = await world.upload('student', '扫描件.pdf', 'application/pdf', 200 * 1024 * 1024)
    const strange = [[theirs], [randomUUID()], [mine, theirs]]
    const before = await written(world)
    for (const proof of strange) {
      const body = { version: 1, answers: { ...sickLeave, proof } }
      const { status, code } = await world.call('student', 'POST', `${leave}/cases`, body)
      assert.deepEqual([status, code], [403, 'hall.file-not-yours'], proof.join())
    }
    const tooLarge = { version: 1, answers: { ...sickLeave, proof: [large] } }
    const refused = await world.call('student', 'POST', `${leave}/cases`, tooLarge)
    assert.equal(refused.status, 422)
    assert.match(
      Problem.parse(refused.body).fields?.[0]?.message ?? '',
      /^「扫描件.pdf」超过 \d+ MB，压缩后再传$/,
    )
    const noId = { version: 1, answers: { ...sickLeave, proof: ['不是编号'] } }
    const made = await world.call('student', 'POST', `${leave}/cases`, noId)
    assert.ok(made.status >= 400 && made.status < 500, String(made.status))
    assert.deepEqual(await written(world), before)

    const id = await applied(world, leave, { ...sickLeave, proof: [mine] })
    await world.decide('counsellor', 'return', '换一份清楚的')
    for (const proof of strange) {
      const body = { answers: { ...sickLeave, proof } }
      const { code } = await world.call('student', 'POST', `/api/hall/cases/${id}/resubmit`, body)
      assert.equal(code, 'hall.file-not-yours', proof.join())
    }
    await world.call('student', 'POST', `/api/hall/cases/${id}/resubmit`, {
      answers: { ...sickLeave, proof: [mine] },
    })
    await world.decide('counsellor', 'supplement', '再补一份')
    for (const files of strange) {
      const body = { note: '给', files }
      const { code } = await world.call('student', 'POST', `/api/hall/cases/${id}/supplement`, body)
      assert.equal(code, 'hall.file-not-yours', files.join())
    }
    const { materials } = await world.get('student', `/api/hall/cases/${id}`, CaseDetail)
    assert.deepEqual(
      materials.map(({ name }) => name),
      ['诊断证明.pdf'],
    )
  })
})

test('the pages of service administrators are refused to everybody without that grant', async () => {
  await withHall(async (world) => {
    for (const url of ['/api/admin/services', '/api/admin/services/figures']) {
      for (const who of ['student', 'counsellor', 'secretary', 'registrar', 'stranger'] as const)
        assert.equal((await world.call(who, 'GET', url)).code, 'platform.forbidden', `${who} ${url}`)
      assert.equal((await world.call('admin', 'GET', url)).status, 200)
    }
  })
})
