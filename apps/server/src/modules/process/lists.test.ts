/** Lists of ten thousand open tasks: index ranges, pages, search, counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { countsOf, dayOf, type TaskQuery, tasksOf, tasksQuery } from './queries.ts'
import { grant, planOf, type World, withProcess } from './testing.ts'

const many = 10_000

/** One case is made by the module; the rest are its copies, due a minute apart, from yesterday on. */
async function fill(world: World): Promise<void> {
  await world.apply(await planOf('counsellor'), { dueAt: '2026-11-23T01:00:00Z' })
  const copies = sql`generate_series(1, ${many - 1}) as copy`
  const due = sql`timestamptz '2026-11-23T01:00:00Z' + copy * interval '1 minute'`
  await sql`insert into process.instance
    select md5('i' || copy)::uuid, md5('c' || copy)::uuid, 'YZ-20261124-' || copy, service, service_version, service_zh,
      service_en, plan_hash, applicant, applicant_unit, summary, 'yz-20261124-' || copy || ' 林知夏 2023310215 事假', flags,
      ${due}, facts, status, state, version, passed, stops, started_at, since, ended_at
    from process.instance, ${copies}`.execute(world.platform.db)
  await sql`insert into process.task
    select md5('t' || copy)::uuid, md5('i' || copy)::uuid, key, node, kind, step_zh, step_en, state, stuck, version, opened_at,
      closed_at, closed_by, outcome, handler, attempts, error, holder_unit, ${due}, md5('c' || copy)::uuid,
      'YZ-20261124-' || copy, service, service_zh, service_en, applicant, applicant_unit, summary,
      'yz-20261124-' || copy || ' 林知夏 2023310215 事假', flags
    from process.task, ${copies}`.execute(world.platform.db)
  await sql`insert into process.task_candidate
    select member_id, md5('t' || copy)::uuid, open, ${due}, service from process.task_candidate, ${copies}`.execute(
    world.platform.db,
  )
  // Most approvers have a few: what holds for the usual one must not be planned for the one with ten thousand.
  await sql`insert into process.task_candidate
    select md5('m' || other % 2000)::uuid, md5('t' || (other % ${sql.lit(many - 1)} + 1))::uuid, true, now(), 'student-leave'
    from generate_series(1, ${many}) as other`.execute(world.platform.db)
  const { createPool } = await import('#platform/db')
  const owner = createPool({ url: world.platform.ownerUrl, size: 1 })
  await owner.query('analyze process.task, process.task_candidate, process.instance')
  await owner.end()
}

type PlanNode = { 'Node Type': string; 'Index Name'?: string; 'Actual Rows': number; Plans?: PlanNode[] }
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

async function planned(world: World, text: string): Promise<PlanNode[]> {
  const { createPool } = await import('#platform/db')
  const owner = createPool({ url: world.platform.ownerUrl, size: 1 })
  const { rows } = await owner.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(text)
  await owner.end()
  return rows[0]?.['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan)) ?? []
}

async function timed<T>(what: string, work: () => Promise<T>, say: (line: string) => void): Promise<T> {
  await work()
  const began = performance.now()
  const result = await work()
  say(`${what}: ${(performance.now() - began).toFixed(1)} ms`)
  return result
}

test('ten thousand open tasks list by an index range', (context) =>
  withProcess(async (world) => {
    await fill(world)
    const db = world.platform.read()
    const me = world.actor('counsellor')
    const day = dayOf(world.platform.clock(), 'Asia/Shanghai')
    const list = (ask: Partial<TaskQuery>) => tasksOf(db, me, { list: 'mine', limit: 30, ...ask }, day)
    const say = (line: string) => context.diagnostic(line)

    const first = await timed('first page of 10,000', () => list({}), say)
    assert.equal(first.rows.length, 30)
    assert.equal(first.rows[0]?.dueAt, '2026-11-23T01:00:00Z')
    const second = await timed('second page', () => list({ after: first.next }), say)
    assert.equal(second.rows[0]?.dueAt, '2026-11-23T01:30:00Z')
    const found = await timed('search', () => list({ q: 'YZ-20261124-9876' }), say)
    assert.deepEqual(
      found.rows.map((row) => row.caseNumber),
      ['YZ-20261124-9876'],
    )
    assert.equal((await list({ q: '100%' })).rows.length, 0)
    const counts = await timed('counts', () => countsOf(db, me, day), say)
    // Due from 23 November 09:00 in Shanghai, a minute apart; now it is 24 November 09:00.
    assert.deepEqual([counts.mine, counts.overdue, counts.dueToday], [many, 24 * 60, 24 * 60])
    assert.deepEqual(counts.services, [
      { id: 'student-leave', name: { zh: '本科生请假', en: 'Student leave' }, open: many },
    ])

    // A statement that is sent often gets one plan for all values.
    for (const more of [
      {},
      { after: first.next },
      { due: 'overdue' },
      { service: 'student-leave' },
    ] as const) {
      const { sql: text } = tasksQuery(db, me, { list: 'mine', limit: 30, ...more }, day).compile()
      const nodes = await planned(world, `explain (generic_plan, format json) ${text}`)
      assert.ok(nodes.some((node) => node['Index Name'] === 'candidate_open'))
      assert.ok(
        nodes.every((node) => node['Node Type'] !== 'Sort' && node['Node Type'] !== 'Seq Scan'),
        JSON.stringify(nodes),
      )
    }

    for (const after of [undefined, first.next]) {
      const plan = await tasksQuery(db, me, { list: 'mine', limit: 30, after }, day).explain(
        'json',
        sql`analyze`,
      )
      const nodes = nodesOf(
        (plan[0] as { 'QUERY PLAN': { Plan: PlanNode }[] })['QUERY PLAN'][0]?.Plan as PlanNode,
      )
      assert.ok(
        nodes.some((node) => node['Index Name'] === 'candidate_open'),
        JSON.stringify(plan),
      )
      assert.ok(
        nodes.every((node) => node['Actual Rows'] <= 40),
        JSON.stringify(plan),
      )
      assert.ok(nodes.every((node) => node['Node Type'] !== 'Sort' && node['Node Type'] !== 'Seq Scan'))
    }
  }))

test('pages meet without a gap or a double, and a made-up cursor reads as the first page', () =>
  withProcess(async (world) => {
    const plan = await planOf('counsellor')
    for (let index = 0; index < 7; index++)
      await world.apply(plan, index % 2 === 0 ? { dueAt: '2026-11-25T01:00:00Z' } : {})
    const db = world.platform.read()
    const day = dayOf(world.platform.clock(), 'Asia/Shanghai')
    const ids: string[] = []
    let after: string | undefined
    do {
      const page = await tasksOf(db, world.actor('counsellor'), { list: 'mine', limit: 3, after }, day)
      ids.push(...page.rows.map((row) => row.id))
      after = page.next
    } while (after !== undefined)
    assert.equal(ids.length, 7)
    assert.equal(new Set(ids).size, 7)
    const wild = await tasksOf(
      db,
      world.actor('counsellor'),
      { list: 'mine', limit: 3, after: "x' or true" },
      day,
    )
    assert.deepEqual(
      wild.rows.map((row) => row.id),
      ids.slice(0, 3),
    )
  }))

test('whom a deny keeps from an applicant finds no task of theirs in the list, the counts and the navigation', () =>
  withProcess(async (world) => {
    await world.apply(await planOf('counsellor'))
    const { platform, ids } = world
    const deny = { ...grant('unit-leader', ids.counsellor, '000.031.'), effect: 'deny' } as const
    const day = dayOf(platform.clock(), 'Asia/Shanghai')
    for (const [actor, open] of [
      [world.actor('counsellor'), 1],
      [world.actor('counsellor', deny), 0],
    ] as const) {
      const { rows } = await tasksOf(platform.read(), actor, { list: 'mine', limit: 10 }, day)
      const { mine } = await countsOf(platform.read(), actor, day)
      assert.deepEqual([rows.length, mine, await world.process.openTasksOf(actor)], [open, open, open])
    }
  }))
