/** A deny over an applicant's unit or campus, in lists and in decisions; and what comes between reading and deciding. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setImmediate as soon } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth'
import { createServer } from '#platform/http/server'
import type { Grant } from '#platform/permit/evaluate'
import { failedJobs, runningCases } from './operator-lists.ts'
import { maySeeTask } from './policy.ts'
import { countsOf, dayOf, nextTaskOf, taskOf, tasksOf } from './queries.ts'
import type { ProcessTables } from './tables.ts'
import { grant, planOf, type Who, type World, withProcess } from './testing.ts'

const day = dayOf(Temporal.Instant.from('2026-11-24T01:00:00Z'), 'Asia/Shanghai')

async function openTask({ platform }: World) {
  return platform
    .read<ProcessTables>()
    .selectFrom('process.task')
    .select(['id', 'version', 'key'])
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow()
}

async function moveTo(world: World, campus: string): Promise<void> {
  await sql`update people.member set campus = ${campus} where id = ${world.ids.student}`.execute(
    world.platform.db,
  )
}

async function decideOver(
  world: World,
  actor: Actor,
  body: object,
): Promise<{ status: number; code: string }> {
  const app = await createServer(world.platform, async () => ({
    actor,
    csrf: 'token',
    mustChangePassword: false,
  }))
  world.process.routes(app)
  try {
    const { id } = await openTask(world)
    const reply = await app.inject({
      method: 'POST',
      url: `/api/tasks/${id}/decision`,
      headers: { 'x-csrf': 'token', 'idempotency-key': randomUUID() },
      payload: body,
    })
    return { status: reply.statusCode, code: reply.json().code }
  } finally {
    await app.close()
  }
}

test('a deny over the applicant’s campus or unit hides the task from every list, and from whoever was given it', () =>
  withProcess(async (world) => {
    await moveTo(world, '东')
    await world.apply(await planOf('counsellor'))
    const { id, version } = await openTask(world)
    const db = world.platform.read<ProcessTables>()
    const over = (who: Who, more: Partial<Grant>): Grant => ({
      ...grant('unit-leader', world.ids[who], '000.'),
      ...more,
    })
    const seen = async (who: Who, ...grants: Grant[]) => {
      const actor = world.actor(who, ...grants)
      const counts = await countsOf(db, actor, day)
      const lists = await Promise.all(
        (['mine', 'unit'] as const).map(
          async (list) => (await tasksOf(db, actor, { list, limit: 9 }, day)).rows.length,
        ),
      )
      const cases = await runningCases(db, actor, { limit: 9 }, day.now)
      const task = await taskOf(db, id, actor.memberId)
      assert.ok(task)
      const page = maySeeTask(actor, task, day.now) === undefined
      const next = (await nextTaskOf(db, actor, day.now)) === id
      return { mine: counts.mine, unit: counts.unit, lists, cases: cases.rows.length, page, next }
    }
    const nothing = { mine: 0, unit: 0, lists: [0, 0], cases: 0, page: false, next: false }
    const leader = { mine: 0, unit: 1, lists: [0, 1], cases: 1, page: true, next: false }
    const holder = { mine: 1, unit: 0, lists: [1, 0], cases: 0, page: true, next: true }
    const deny = { effect: 'deny' } as const
    assert.deepEqual(await seen('secretary', over('secretary', {})), leader)
    assert.deepEqual(await seen('secretary', over('secretary', { campus: '东' })), leader)
    assert.deepEqual(await seen('secretary', over('secretary', { campus: '西' })), nothing)
    const [east, west] = [
      over('secretary', { ...deny, campus: '东' }),
      over('secretary', { ...deny, campus: '西' }),
    ]
    assert.deepEqual(await seen('secretary', over('secretary', {}), east), nothing)
    assert.deepEqual(await seen('secretary', over('secretary', {}), west), leader)
    assert.deepEqual(await seen('counsellor'), holder)
    assert.deepEqual(await seen('counsellor', over('counsellor', { ...deny, campus: '西' })), holder)
    assert.deepEqual(await seen('counsellor', over('counsellor', { ...deny, unit: '000.305.' })), holder)
    for (const more of [{ campus: '东' }, { unit: '000.031.' }]) {
      const kept = over('counsellor', { ...deny, ...more })
      assert.deepEqual(await seen('counsellor', kept), nothing)
      const said = await decideOver(world, world.actor('counsellor', kept), {
        outcome: 'approve',
        opinion: '',
        version,
      })
      assert.deepEqual(said, { status: 403, code: 'process.not-yours' })
    }
  }))

test('an operator of one campus sees what is stuck there, and nothing of another', () =>
  withProcess(async (world) => {
    await moveTo(world, '东')
    world.rules.set('relation:counsellor', [])
    await world.apply(await planOf('!document.issue'))
    await world.work({ 'document.issue': async () => ({ ok: false, code: 'seal.stopped' }) })
    const db = world.platform.read<ProcessTables>()
    const stuck = async (campus: string) => {
      const operator = { ...grant('operator', world.ids.registrar, '000.'), campus }
      return (await failedJobs(db, world.actor('registrar', operator), { limit: 9 }, day.now)).rows.length
    }
    assert.deepEqual([await stuck('东'), await stuck('西')], [1, 0])
  }))

test('a supplement that comes while a decision is being written is read first', () =>
  withProcess(async (world) => {
    const { caseId } = await world.apply(await planOf('counsellor'))
    const counsellor = world.actor('counsellor')
    const before = await openTask(world)
    const ask = {
      taskId: before.id,
      by: counsellor.memberId,
      outcome: 'supplement',
      opinion: '补病历',
    } as const
    await world.process.shared.decide(ask)
    const { id, version } = await openTask(world)
    const decision = {
      taskId: id,
      by: counsellor.memberId,
      outcome: 'approve',
      opinion: '',
      version,
    } as const
    const note = { caseId, by: world.ids.student, note: '病历在附件里' }
    let deciding: Promise<unknown> = Promise.resolve()
    await world.platform.tx(async (tx) => {
      await world.process.supplement(tx, note)
      deciding = world.process.shared.decide(decision)
      await waitsForLock(world)
    })
    const after = await openTask(world)
    assert.deepEqual(await deciding, {
      ok: false,
      code: 'process.changed',
      facts: { version: after.version },
    })
    assert.notEqual(after.version, version)
  }))

async function waitsForLock({ platform }: World): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(platform.db)
    if (rows[0]?.n) return
    await soon()
  }
}
