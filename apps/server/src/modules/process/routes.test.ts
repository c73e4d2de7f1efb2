/** Who may see and do what, through the whole HTTP stack. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import { createServer } from '#platform/http/server'
import type { ProcessTables } from './tables.ts'
import { grant, planOf, type World, withProcess } from './testing.ts'

type Reply = { status: number; body: Record<string, never> & { code?: string; rows: never[] } }

/** The module behind the real edge; the cookie says who asks. */
async function withEdge(work: (world: World, ask: Ask) => Promise<void>): Promise<void> {
  await withProcess(async (world) => {
    const sessions = new Map<string, Actor>()
    const app: FastifyInstance = await createServer(world.platform, async (request) => {
      const actor = sessions.get(request.headers.cookie ?? '')
      return actor && { actor, csrf: 'token', mustChangePassword: false }
    })
    world.process.routes(app)
    try {
      await work(world, async (actor, method, url, body, key = randomUUID()) => {
        sessions.set(actor.sessionId, actor)
        const reply = await app.inject({
          method,
          url,
          headers: { cookie: actor.sessionId, 'x-csrf': 'token', 'idempotency-key': key },
          ...(body === undefined ? {} : { payload: body }),
        })
        return { status: reply.statusCode, body: reply.body === '' ? {} : reply.json() } as Reply
      })
    } finally {
      await app.close()
    }
  })
}
type Ask = (actor: Actor, method: 'GET' | 'POST', url: string, body?: object, key?: string) => Promise<Reply>

async function theTask({ platform }: World): Promise<{ id: string; version: number }> {
  return platform
    .read<ProcessTables>()
    .selectFrom('process.task')
    .select(['id', 'version'])
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow()
}

test('a task is seen by its candidates and by those who may read the cases of their unit, by nobody else', () =>
  withEdge(async (world, ask) => {
    await world.apply(await planOf('counsellor'))
    const { id } = await theTask(world)
    const reader = world.actor('secretary', grant('unit-leader', world.ids.secretary, '000.031.'))
    const elsewhere = world.actor('stranger', grant('unit-leader', world.ids.stranger, '000.305.'))
    const student = world.actor('student', grant('unit-leader', world.ids.student, '000.'))
    const denied = world.actor('secretary', ...reader.grants, {
      ...grant('unit-leader', world.ids.secretary, '000.031.'),
      effect: 'deny',
    })

    const seen = async (actor: Actor, list: string) =>
      (await ask(actor, 'GET', `/api/tasks?list=${list}`)).body.rows.length
    assert.deepEqual(
      [await seen(world.actor('counsellor'), 'mine'), await seen(world.actor('counsellor'), 'unit')],
      [1, 0],
    )
    assert.deepEqual([await seen(reader, 'mine'), await seen(reader, 'unit')], [0, 1])
    assert.equal(await seen(elsewhere, 'unit'), 0)
    assert.equal(await seen(denied, 'unit'), 0)
    assert.equal(await seen(student, 'unit'), 0)

    const get = (actor: Actor) => ask(actor, 'GET', `/api/tasks/${id}`)
    const mine = await get(world.actor('counsellor'))
    assert.equal(mine.status, 200)
    assert.deepEqual(
      [mine.body.mayDecide, mine.body.outcomes],
      [true, ['approve', 'return', 'refuse', 'supplement']],
    )
    const read = await get(reader)
    assert.deepEqual([read.status, read.body.mayDecide, read.body.outcomes], [200, false, []])
    for (const [actor, code] of [
      [elsewhere, 'process.not-yours'],
      [denied, 'process.not-yours'],
      [world.actor('stranger'), 'process.not-yours'],
      [student, 'process.own-case'],
    ] as const) {
      const reply = await get(actor)
      assert.deepEqual([reply.status, reply.body.code], [403, code])
    }
    assert.equal((await ask(world.actor('counsellor'), 'GET', `/api/tasks/${randomUUID()}`)).status, 404)
  }))

test('only candidates decide, on the state that they saw, with a reason where one is due', () =>
  withEdge(async (world, ask) => {
    const { caseId } = await world.apply(await planOf('counsellor|supervisor', 'secretary'))
    const { id, version } = await theTask(world)
    const send = (actor: Actor, body: object, key?: string) =>
      ask(
        actor,
        'POST',
        `/api/tasks/${id}/decision`,
        { outcome: 'approve', opinion: '', version, ...body },
        key,
      )
    const leader = world.actor(
      'secretary',
      grant('unit-leader', world.ids.secretary, '000.'),
      grant('operator', world.ids.secretary, '000.'),
    )
    const said = async (reply: Promise<Reply>) => {
      const { status, body } = await reply
      return [status, body.code]
    }
    assert.deepEqual(await said(send(world.actor('stranger'), {})), [403, 'process.not-yours'])
    assert.deepEqual(await said(send(leader, {})), [403, 'process.not-yours'])
    assert.deepEqual(await said(send(world.actor('student'), {})), [403, 'process.own-case'])
    assert.deepEqual(await said(send(world.actor('counsellor'), { version: 7 })), [409, 'process.changed'])
    assert.deepEqual(await said(send(world.actor('counsellor'), { outcome: 'return', opinion: '  ' })), [
      422,
      'process.reason-needed',
    ])
    assert.deepEqual(await said(send(world.actor('counsellor'), { outcome: 'maybe' })), [
      400,
      'platform.invalid',
    ])

    const key = randomUUID()
    const yes = await send(world.actor('counsellor'), {}, key)
    assert.deepEqual(
      [yes.status, yes.body.status, yes.body.nextStep],
      [200, 'running', { zh: 'secretary', en: 'Step' }],
    )
    assert.deepEqual(
      await send(world.actor('counsellor'), {}, key),
      yes,
      'the same key gives the first answer',
    )
    const late = await send(world.actor('supervisor'), {})
    assert.deepEqual(
      [late.status, late.body.code, late.body.title],
      [409, 'process.gone', '周敏已经办了这件事'],
    )
    assert.deepEqual(
      await said(send(world.actor('stranger'), {})),
      [403, 'process.not-yours'],
      'nobody else learns who decided',
    )

    const done = await ask(world.actor('counsellor'), 'GET', '/api/tasks?list=done')
    assert.deepEqual(
      (done.body.rows as { caseId: string; outcome: string }[]).map((row) => [row.caseId, row.outcome]),
      [[caseId, 'approve']],
    )
    assert.equal((await ask(world.actor('supervisor'), 'GET', '/api/tasks?list=done')).body.rows.length, 0)
    const counts = await ask(world.actor('counsellor'), 'GET', '/api/tasks/counts')
    assert.deepEqual([counts.body.mine, counts.body.done], [0, 1])
  }))

test('operators mend what is stuck in their units; nobody else sees it', () =>
  withEdge(async (world, ask) => {
    await world.apply(await planOf('!document.issue'))
    await world.work({})
    const { id } = await theTask(world)
    const operator = world.actor('registrar', grant('operator', world.ids.registrar, '000.031.'))
    const elsewhere = world.actor('stranger', grant('operator', world.ids.stranger, '000.305.'))
    const own = world.actor('student', grant('operator', world.ids.student, '000.'))
    for (const other of [elsewhere, own, world.actor('counsellor')]) {
      assert.deepEqual((await ask(other, 'GET', '/api/admin/failed-jobs')).body.rows, [])
      assert.equal((await ask(other, 'POST', `/api/admin/failed-jobs/${id}/retry`)).status, 403)
      assert.equal(
        (await ask(other, 'POST', `/api/admin/failed-jobs/${id}/skip`, { reason: '手工盖章' })).status,
        403,
      )
    }
    assert.equal((await ask(operator, 'GET', '/api/admin/failed-jobs')).body.rows.length, 1)
    assert.equal(
      (await ask(operator, 'POST', `/api/admin/failed-jobs/${id}/skip`, { reason: ' ' })).status,
      400,
    )
    assert.equal((await ask(operator, 'POST', `/api/admin/failed-jobs/${id}/retry`)).status, 204)
    assert.deepEqual((await ask(operator, 'GET', '/api/admin/failed-jobs')).body.rows, [])
    const again = await ask(operator, 'POST', `/api/admin/failed-jobs/${id}/retry`)
    assert.deepEqual([again.status, again.body.code], [409, 'process.not-failed'])
    await world.work({})
    assert.equal(
      (await ask(operator, 'POST', `/api/admin/failed-jobs/${id}/skip`, { reason: '手工盖章' })).status,
      204,
    )
    const row = await world.platform
      .read<ProcessTables>()
      .selectFrom('process.instance')
      .select('status')
      .executeTakeFirstOrThrow()
    assert.equal(row.status, 'finished')
  }))

test('what an operator did stands in the audit with the deciding grant; what was refused does not', () =>
  withEdge(async (world, ask) => {
    const { caseId } = await world.apply(await planOf('!document.issue'))
    await world.work({})
    const { id } = await theTask(world)
    const allowing = grant('operator', world.ids.registrar, '000.031.')
    const operator = world.actor('registrar', grant('unit-leader', world.ids.registrar, '000.'), allowing)
    const send = (actor: Actor, what: string, body?: object) =>
      ask(actor, 'POST', `/api/admin/failed-jobs/${id}/${what}`, body)
    assert.equal((await send(world.actor('counsellor'), 'return', { reason: '换一个写法' })).status, 403)
    assert.equal((await send(operator, 'retry')).status, 204)
    assert.equal((await send(operator, 'retry')).status, 409)
    assert.equal((await send(operator, 'return', { reason: '换一个写法' })).status, 409, 'it runs again')
    await world.work({})
    assert.equal((await send(operator, 'return', { reason: ' ' })).status, 400)
    assert.equal((await send(operator, 'return', { reason: '换一个写法' })).status, 204)
    const view = await world.process.caseView(world.platform.read(), caseId, world.ids.student)
    assert.deepEqual(
      [view?.status, view?.returned?.by, view?.returned?.reason, view?.may.resubmit],
      ['returned', '沈静宜', '换一个写法', true],
    )
    const sent = await world.platform.tx((tx) =>
      world.process.resubmit(tx, { caseId, by: world.ids.student, facts: {}, summary: '', flags: 0 }),
    )
    assert.ok(!('ok' in sent) && sent.status === 'running')
    const audit = await world.platform.db
      .selectFrom('platform.audit')
      .select(['action', 'actor', 'target', 'grant_id', 'facts'])
      .orderBy('action')
      .execute()
    assert.deepEqual(
      audit.map(({ action, actor, target, grant_id }) => [action, actor, target, grant_id]),
      ['process.retry', 'process.return'].map((action) => [action, world.ids.registrar, id, allowing.id]),
    )
    assert.match(JSON.stringify(audit[1]?.facts), /换一个写法/)
  }))

test('a step that nobody holds any more waits for the operator, who looks again', () =>
  withEdge(async (world, ask) => {
    await world.apply(await planOf('counsellor', 'registrar'))
    const { id, version } = await theTask(world)
    world.rules.set('position:registrar@305', [])
    await ask(world.actor('counsellor'), 'POST', `/api/tasks/${id}/decision`, { outcome: 'approve', version })
    const operator = world.actor('stranger', grant('operator', world.ids.stranger, '000.'))
    const rows = (await ask(operator, 'GET', '/api/admin/failed-jobs')).body.rows as {
      id: string
      error?: string
    }[]
    assert.deepEqual(
      rows.map((row) => row.error),
      [undefined],
    )
    const retry = () => ask(operator, 'POST', `/api/admin/failed-jobs/${rows[0]?.id}/retry`)
    const still = await retry()
    assert.deepEqual([still.status, still.body.code], [422, 'process.nobody'])
    world.rules.set('position:registrar@305', [world.ids.registrar])
    assert.equal((await retry()).status, 204)
    assert.equal((await ask(world.actor('registrar'), 'GET', '/api/tasks')).body.rows.length, 1)
    assert.deepEqual((await ask(operator, 'GET', '/api/admin/failed-jobs')).body.rows, [])
  }))

test('running cases are listed to those who may read them', () =>
  withEdge(async (world, ask) => {
    await world.apply(await planOf('counsellor'))
    const admin = world.actor('stranger', grant('service-admin', world.ids.stranger, '000.'))
    const rows = async (actor: Actor, query = '') =>
      (await ask(actor, 'GET', `/api/admin/cases${query}`)).body.rows as {
        status: string
        holders: string[]
      }[]
    assert.deepEqual(
      (await rows(admin)).map(({ status, holders }) => [status, holders]),
      [['running', ['周敏']]],
    )
    assert.equal((await rows(admin, '?status=failed')).length, 0)
    assert.equal((await rows(admin, '?service=other')).length, 0)
    assert.equal((await rows(world.actor('counsellor'))).length, 0)
    assert.equal(
      (await rows(world.actor('student', grant('service-admin', world.ids.student, '000.')))).length,
      0,
    )
  }))
