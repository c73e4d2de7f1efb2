import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  CaseDetail,
  CaseRow,
  FormView,
  Guide,
  Home,
  hallApi,
  Problem,
  pageOf,
  ServiceVersions,
  TaskDetail,
} from '@yizhan/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import { TaskList, type Who, type World, withHall } from './hall-world.ts'

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
const certificate = { language: 'zh', purpose: 'visa', withId: 'no' }

async function applied(world: World, who: Who, url: string, answers: object, key?: string) {
  const answer = await world.call(who, 'POST', `${url}/cases`, { version: 1, answers }, key)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return hallApi.apply.ok.parse(answer.body)
}
const caseOf = (world: World, who: Who, id: string) => world.get(who, `/api/hall/cases/${id}`, CaseDetail)
const fieldsOf = (answer: { body: unknown }) => Problem.parse(answer.body).fields ?? []
const Versions = z.object({ rows: z.array(ServiceVersions) })

test('the short road: an enrolled student applies, and without a person the certificate is sealed', async () => {
  await withHall(async (world) => {
    const { caseId, number, line } = await applied(world, 'student', enrolment, certificate)
    assert.match(number, /^YZ-20261124-0001$/)
    assert.ok(line.length >= 2)
    await world.work()
    const detail = await caseOf(world, 'student', caseId)
    assert.equal(detail.case.status, 'finished')
    assert.equal(detail.documents.length, 1)
    assert.equal(detail.documents[0]?.title.zh, '在读证明')
    assert.equal(detail.may.rate, true)
    assert.equal(detail.may.withdraw, false)
    // Whose status is not 在读 goes to the registrar, also when the answers claim otherwise.
    const other = await applied(world, 'absent', enrolment, { ...certificate, status: '在读' })
    await world.work()
    const waiting = await caseOf(world, 'absent', other.caseId)
    assert.equal(other.number, 'YZ-20261124-0002')
    assert.equal(waiting.case.status, 'running')
    assert.deepEqual(waiting.case.holders, ['沈静宜'])
  })
})

test('the long road: counsellor returns, student changes and sends again, both approve, sealed, rated once', async () => {
  await withHall(async (world) => {
    const { caseId, promisedOn } = await applied(world, 'student', service, recommendation)
    assert.equal(promisedOn, '2026-11-27')
    assert.equal((await world.decide('counsellor', 'return', '把求职意向写具体')).status, 200)
    const returned = await caseOf(world, 'student', caseId)
    assert.equal(returned.case.status, 'returned')
    assert.deepEqual(returned.may, { withdraw: true, resubmit: true, supplement: false, rate: false })
    assert.equal(returned.returned?.reason, '把求职意向写具体')
    const form = await world.get('student', `/api/hall/cases/${caseId}/form`, FormView)
    assert.equal(form.draft?.answers.direction, recommendation.direction)
    const again = { answers: { ...recommendation, direction: '机床主轴设计，西安' } }
    const sent = await world.call('student', 'POST', `/api/hall/cases/${caseId}/resubmit`, again)
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    assert.equal((await world.decide('counsellor', 'approve', '踏实，推荐。')).status, 200)
    assert.equal((await world.decide('secretary', 'approve', '同意推荐。')).status, 200)
    await world.work()
    const done = await caseOf(world, 'student', caseId)
    assert.equal(done.case.status, 'finished', JSON.stringify(done.history))
    assert.equal(done.case.summary, '机床主轴设计，西安')
    assert.equal(done.documents.length, 1)
    const { rows } = await sql<{
      round: number
    }>`select round from hall.submission where case_id = ${caseId} order by 1`.execute(world.platform.db)
    assert.deepEqual(
      rows.map(({ round }) => round),
      [1, 2],
    )
    const rating = `/api/hall/cases/${caseId}/rating`
    const both = await Promise.all(
      [5, 4].map((stars) => world.call('student', 'POST', rating, { stars, words: '快' })),
    )
    assert.deepEqual(both.map(({ status }) => status).sort(), [204, 409])
    assert.equal((await world.call('student', 'POST', rating, { stars: 1 })).code, 'hall.rated')
    assert.equal((await world.get('student', service, Guide)).rating?.count, 1)
  })
})

test('the task of an approver shows answers with their sources and flags what differs from the record', async () => {
  await withHall(async (world) => {
    await applied(world, 'student', service, { ...recommendation, mobile: '10099999999' })
    const [task] = (await world.get('counsellor', '/api/tasks', TaskList)).rows
    assert.equal(task?.flags, 1)
    const detail = await world.get('counsellor', `/api/tasks/${task?.id}`, TaskDetail)
    assert.deepEqual(
      detail.checks.map(({ ok }) => ok),
      [true, false],
    )
    assert.equal(detail.checks[1]?.text.zh, '「手机号码」和学校记录不一样')
    const answers = detail.sections.flatMap((section) => section.answers)
    const name = answers.find(({ path }) => path === 'name')
    assert.equal(name?.text, '林知夏')
    assert.equal(name?.source?.zh, '统一身份认证')
  })
})

test('who may read a case: applicant, candidate, decider, service administrator; nobody else', async () => {
  await withHall(async (world) => {
    const { caseId } = await applied(world, 'student', service, recommendation)
    const url = `/api/hall/cases/${caseId}`
    const statuses = async () =>
      Object.fromEntries(
        await Promise.all(
          (['student', 'fresher', 'counsellor', 'secretary', 'admin', 'stranger'] as const).map(
            async (who) => [who, (await world.call(who, 'GET', url)).status] as const,
          ),
        ),
      )
    assert.deepEqual(await statuses(), {
      student: 200,
      fresher: 403,
      counsellor: 200,
      secretary: 403,
      admin: 200,
      stranger: 403,
    })
    await world.decide('counsellor', 'approve', '推荐')
    assert.deepEqual(await statuses(), {
      student: 200,
      fresher: 403,
      counsellor: 200,
      secretary: 200,
      admin: 200,
      stranger: 403,
    })
    assert.equal(
      (await world.call('student', 'GET', `/api/hall/cases/${randomUUID()}`)).code,
      'hall.case-unknown',
    )
    for (const who of ['fresher', 'counsellor', 'admin'] as const) {
      for (const [path, body] of [
        ['withdraw', { reason: 'x' }],
        ['resubmit', { answers: recommendation }],
        ['supplement', { note: 'x', files: [] }],
        ['rating', { stars: 1, words: '' }],
      ] as const)
        assert.equal(
          (await world.call(who, 'POST', `${url}/${path}`, body)).code,
          'platform.forbidden',
          `${who} ${path}`,
        )
      assert.equal((await world.call(who, 'GET', `${url}/form`)).code, 'platform.forbidden', who)
    }
    assert.equal((await world.call('stranger', 'GET', '/api/admin/services')).code, 'platform.forbidden')
    const versions = await world.get('admin', '/api/admin/services', Versions)
    const own = versions.rows.find(({ id }) => id === 'graduate-recommendation-form')
    assert.deepEqual(
      [own?.versions[0]?.version, own?.versions[0]?.running, own?.versions[0]?.current],
      [1, 1, true],
    )
  })
})

test('the same key gives the same case; two keys give two numbers in a row', async () => {
  await withHall(async (world) => {
    const key = randomUUID()
    const [one, two] = await Promise.all([
      applied(world, 'student', enrolment, certificate, key),
      applied(world, 'student', enrolment, certificate, key),
    ])
    assert.equal(one.caseId, two.caseId)
    const many = await Promise.all(
      Array.from({ length: 5 }, () => applied(world, 'student', enrolment, certificate)),
    )
    assert.deepEqual(
      many.map(({ number }) => number).sort(),
      [2, 3, 4, 5, 6].map((n) => `YZ-20261124-000${n}`),
    )
    const page = await world.get('student', '/api/hall/cases?limit=4', pageOf(CaseRow))
    const rest = await world.get(
      'student',
      `/api/hall/cases?limit=4&after=${encodeURIComponent(page.next ?? '')}`,
      pageOf(CaseRow),
    )
    const numbers = [...page.rows, ...rest.rows].map(({ number }) => number)
    assert.equal(new Set(numbers).size, 6)
    assert.equal(rest.next, undefined)
  })
})

test('what may not be sent is refused in words, and leaves nothing', async () => {
  await withHall(async (world) => {
    const post = (who: Who, url: string, body: object) => world.call(who, 'POST', `${url}/cases`, body)
    assert.equal(
      (await post('fresher', service, { version: 1, answers: recommendation })).code,
      'hall.not-for-you',
    )
    assert.equal(
      (await post('stranger', enrolment, { version: 1, answers: certificate })).code,
      'hall.not-for-you',
    )
    assert.equal(
      (await post('student', enrolment, { version: 2, answers: certificate })).code,
      'hall.version-old',
    )
    assert.equal(
      (await post('student', '/api/hall/services/none', { version: 1, answers: {} })).code,
      'hall.service-unknown',
    )
    const bad = await post('student', service, {
      version: 1,
      answers: { ...recommendation, mobile: '1380000000', extra: 1 },
    })
    assert.equal(bad.code, 'hall.answers')
    assert.deepEqual(
      fieldsOf(bad).map(({ path, message }) => `${path}: ${message}`),
      ['mobile: 手机号码要 11 位，现在 10 位', 'extra: 表里没有「extra」这一项'],
    )
    assert.equal((await world.call('fresher', 'GET', `${service}/form`)).code, 'hall.not-for-you')
    const { rows } = await sql<{
      n: number
    }>`select (select count(*) from hall.case) + (select count(*) from process.instance)
      + (select count(*) from hall.case_counter) as n`.execute(world.platform.db)
    assert.equal(Number(rows[0]?.n), 0)
  })
})

test('materials: only one’s own, of the right kind; read by whoever may read the case', async () => {
  await withHall(async (world) => {
    const leave = '/api/hall/services/student-leave'
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
    }
    const send = (proof?: string) =>
      world.call('student', 'POST', `${leave}/cases`, {
        version: 1,
        answers: { ...answers, ...(proof ? { proof: [proof] } : {}) },
      })
    const needs = await send()
    assert.deepEqual(
      fieldsOf(needs).map(({ path }) => path),
      ['proof'],
    )
    const foreign = await world.upload('fresher', '证明.pdf', 'application/pdf')
    assert.equal((await send(foreign)).code, 'hall.file-not-yours')
    const wrong = await send(await world.upload('student', '证明.webp', 'image/webp'))
    assert.match(fieldsOf(wrong)[0]?.message ?? '', /^「证明.webp」换成 PDF/)
    const file = await world.upload('student', '证明.pdf', 'application/pdf')
    const sent = await send(file)
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    const detail = await caseOf(world, 'counsellor', hallApi.apply.ok.parse(sent.body).caseId)
    assert.deepEqual(
      detail.materials.map(({ name }) => name),
      ['证明.pdf'],
    )
    const may = async (who: Who) => {
      const actor = {
        memberId: world.ids[who],
        sessionId: '',
        number: '',
        name: '',
        kind: 'staff',
        locale: 'zh-CN',
        grants: [],
      } as const
      return world.hall.mayReadFile(actor, { id: file })
    }
    assert.deepEqual(await Promise.all([may('counsellor'), may('stranger'), may('secretary')]), [
      true,
      false,
      false,
    ])
  })
})

test('a draft follows its owner to another device and goes when it is sent', async () => {
  await withHall(async (world) => {
    const draft = { version: 1, answers: { direction: '还没想好', mobile: 'half' } }
    const { stamp } = hallApi.saveDraft.ok.parse(
      (await world.call('student', 'PUT', `${service}/draft`, draft)).body,
    )
    const next = { ...draft, answers: { direction: '想好了' }, seen: [stamp] }
    assert.equal((await world.call('student', 'PUT', `${service}/draft`, next)).status, 200)
    const form = await world.get('student', `${service}/form`, FormView)
    assert.deepEqual(form.draft?.answers, { direction: '想好了' })
    assert.equal(form.prefilled.mobile?.text, '10012345678')
    assert.equal(form.prefilled.mobile?.source.zh, '统一身份认证')
    assert.equal(form.promisedOn, '2026-11-27')
    assert.equal(form.member.finalYear, true)
    const module = await world.text('nobody', form.validator)
    assert.equal(module.status, 200)
    assert.match(module.type, /^text\/javascript/)
    assert.ok(!/require\(|eval\(|new Function/.test(module.body))
    assert.equal((await world.text('nobody', `/api/hall/validators/${'0'.repeat(64)}.js`)).status, 404)
    await applied(world, 'student', service, recommendation)
    const after = await world.get('student', `${service}/form`, FormView)
    assert.equal(after.draft, undefined)
    await world.call('student', 'PUT', `${service}/draft`, { ...draft, after: after.after })
    await world.call('student', 'DELETE', `${service}/draft`)
    assert.equal((await world.get('student', `${service}/form`, FormView)).draft, undefined)
  })
})

test('the home recommends by season and person, and shows what runs; search finds the service first', async () => {
  await withHall(async (world) => {
    const before = await world.get('student', '/api/hall/home', Home)
    assert.equal(before.greeting, '知夏')
    assert.equal(before.recommended[0]?.id, 'graduate-recommendation-form')
    assert.equal(before.categories.length, 46)
    await applied(world, 'student', service, recommendation)
    const after = await world.get('student', '/api/hall/home', Home)
    assert.equal(after.running[0]?.service.short.zh, '推荐表')
    assert.deepEqual(after.running[0]?.holders, ['周敏'])
    assert.ok(!after.recommended.some(({ id }) => id === 'graduate-recommendation-form'))
    assert.equal(after.recent[0]?.id, 'graduate-recommendation-form')
    for (const q of ['推荐表', 'tuijianbiao', 'tjb', 'graduate recommendation']) {
      const found = await world.get(
        'stranger',
        `/api/hall/search?q=${encodeURIComponent(q)}`,
        hallApi.search.ok,
      )
      assert.equal(found.rows[0]?.id, 'graduate-recommendation-form', q)
      assert.equal(found.rows[0]?.forMe, false)
    }
    const guide = await world.get('stranger', service, Guide)
    assert.equal(guide.notForMe?.zh, '这项服务办给一年内毕业的本科生和研究生')
    assert.equal(await world.hall.runningCasesOf(world.ids.student), 1)
  })
})

test('withdrawn while it runs; then neither withdrawn again nor rated', async () => {
  await withHall(async (world) => {
    const { caseId } = await applied(world, 'student', service, recommendation)
    const url = `/api/hall/cases/${caseId}`
    assert.equal(
      (await world.call('student', 'POST', `${url}/rating`, { stars: 5 })).code,
      'hall.not-finished',
    )
    assert.equal((await world.call('student', 'POST', `${url}/withdraw`, {})).status, 204)
    assert.equal((await caseOf(world, 'student', caseId)).case.status, 'withdrawn')
    assert.equal((await world.call('student', 'POST', `${url}/withdraw`, {})).code, 'process.not-running')
    assert.equal(
      (await world.call('student', 'POST', `${url}/rating`, { stars: 5 })).code,
      'hall.not-finished',
    )
    assert.equal(
      (await world.call('student', 'POST', `${url}/resubmit`, { answers: recommendation })).code,
      'process.not-returned',
    )
  })
})

test('supplement: asked for, handed in by the applicant with a file, and the task goes on', async () => {
  await withHall(async (world) => {
    const { caseId } = await applied(world, 'student', service, recommendation)
    const url = `/api/hall/cases/${caseId}/supplement`
    assert.equal(
      (await world.call('student', 'POST', url, { note: '给', files: [] })).code,
      'process.not-waiting',
    )
    assert.equal((await world.decide('counsellor', 'supplement', '补一张获奖证书')).status, 200)
    const waiting = await caseOf(world, 'student', caseId)
    assert.equal(waiting.case.status, 'supplement')
    assert.equal(waiting.supplement?.reason, '补一张获奖证书')
    const foreign = await world.upload('fresher', 'x.pdf', 'application/pdf')
    assert.equal(
      (await world.call('student', 'POST', url, { note: '给', files: [foreign] })).code,
      'hall.file-not-yours',
    )
    const file = await world.upload('student', '证书.pdf', 'application/pdf')
    assert.equal((await world.call('student', 'POST', url, { note: '证书在这', files: [file] })).status, 204)
    const going = await caseOf(world, 'student', caseId)
    assert.equal(going.case.status, 'running')
    assert.deepEqual(
      going.materials.map(({ name }) => name),
      ['证书.pdf'],
    )
  })
})
