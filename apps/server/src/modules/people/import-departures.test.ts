/** A file that is only a part must not mark everybody else as departed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '@yizhan/contracts'
import { withTestPlatform } from '#platform/testing'
import { IMPORT_JOB } from './commands-import.ts'
import { createPeople } from './index.ts'
import { type Importer, importer, positions, staff, taken, units } from './testing.ts'
import { admin, withEdge } from './testing-edge.ts'

const heads = '学号,姓名,学院,培养层次,年级,学籍状态\n'
const line = (index: number) => `20240${String(index).padStart(5, '0')},林知夏,031,本科,2024,在读\n`
const list = (from: number, to: number) =>
  heads + Array.from({ length: to - from }, (_, index) => line(from + index)).join('')

async function refusal(outcome: ReturnType<Importer>) {
  const done = await outcome
  assert.ok(isRefusal(done), JSON.stringify(done))
  return [done.code, done.facts?.departed, done.facts?.of]
}

test('more than a twentieth and more than twenty depart only when their number is confirmed', () =>
  withTestPlatform(async (platform) => {
    const take = importer(createPeople(platform))
    taken(await take('units', units))
    taken(await take('staff', staff))
    taken(await take('students', list(0, 500), { complete: true }))
    const present = async () =>
      (await platform.pool.query('select count(*)::int as n from people.member where departed_on is null'))
        .rows[0].n - 7
    const part = list(100, 500)
    const whole = { complete: true }
    assert.deepEqual(await refusal(take('students', part, whole)), ['people.import-departures', 100, 500])
    assert.deepEqual(await refusal(take('students', part, { ...whole, confirmDepartures: 99 })), [
      'people.import-departures',
      100,
      500,
    ])
    assert.equal(await present(), 500, 'nothing was kept')
    const tried = taken(await take('students', part, { ...whole, dryRun: true }))
    assert.deepEqual([tried.departed, tried.ofKind], [100, 500])
    assert.equal(taken(await take('students', part)).departed, 0, 'a file that does not claim to be complete')
    assert.equal(taken(await take('students', list(20, 500), whole)).departed, 20, 'a few go by themselves')
    assert.equal(taken(await take('students', list(44, 500), whole)).departed, 24, '5 % of 480')
    assert.equal(taken(await take('students', part, { ...whole, confirmDepartures: 56 })).departed, 56)
    assert.equal(await present(), 400)
  }))

test('so with units and with positions: a part of a file closes nothing', () =>
  withTestPlatform(async (platform) => {
    const take = importer(createPeople(platform))
    const more = Array.from(
      { length: 30 },
      (_, index) => `9${String(index).padStart(2, '0')},部门 ${index},Office ${index},部门,000,XQ\n`,
    )
    taken(await take('units', units + more.join('')))
    taken(await take('staff', staff))
    assert.deepEqual(await refusal(take('units', units, { complete: true })), [
      'people.import-departures',
      30,
      35,
    ])
    const held = `${positions.split('\n')[0]}\n`
    const many = Array.from(
      { length: 25 },
      (_, index) => `0002101,9${String(index).padStart(2, '0')},院长,2022-09-01,\n`,
    )
    taken(await take('positions', held + many.join('')))
    const one = held + (many[0] ?? '')
    assert.deepEqual(await refusal(take('positions', one, { complete: true })), [
      'people.import-departures',
      24,
      25,
    ])
    assert.equal(taken(await take('positions', one, { complete: true, confirmDepartures: 24 })).departed, 24)
  }))

test('over HTTP the import says how many would depart, and the same file with that number goes through', () =>
  withEdge(async ({ ask, people }) => {
    const job = people.jobs?.find(({ name }) => name === IMPORT_JOB)
    const send = async (file: string, query: string) => {
      const started = await ask(
        admin,
        'POST',
        `/api/people/imports?kind=students&complete=true${query}`,
        file,
      )
      assert.equal(started.status, 200, JSON.stringify(started.body))
      await job?.handle({ importId: started.body.id }, { attempt: 1, maxAttempts: 3, jobId: '1' })
      const { state, departed, mustConfirm } = (
        await ask(admin, 'GET', `/api/people/imports/${started.body.id}`)
      ).body
      return { state, departed, mustConfirm }
    }
    await send(list(0, 100), '')
    const mustConfirm = { departed: 60, of: 100 }
    const part = list(0, 40)
    assert.deepEqual(await send(part, '&dryRun=true'), { state: 'done', departed: 60, mustConfirm })
    assert.deepEqual(await send(part, ''), { state: 'bad', departed: 0, mustConfirm })
    assert.deepEqual(await send(part, '&confirmDepartures=60'), { state: 'done', departed: 60, mustConfirm })
    const wrong = await ask(admin, 'POST', '/api/people/imports?kind=students&confirmDepartures=-1', part)
    assert.equal(wrong.status, 400)
  }))

test('after thirty days what stood in bad cells is gone, and so is the claim on the file', () =>
  withEdge(async ({ ask, people, platform }) => {
    const started = await ask(
      admin,
      'POST',
      '/api/people/imports?kind=students',
      `学号,姓名,证件号码\n2023310215,林知夏,999001200505180011\n`,
    )
    const run = (name: string) =>
      people.jobs
        ?.find((job) => job.name === name)
        ?.handle({ importId: started.body.id }, { attempt: 1, maxAttempts: 3, jobId: '1' })
    await run(IMPORT_JOB)
    const stored = async () =>
      (
        await platform.pool.query('select errors, error_count, sha256 from people.import where id = $1', [
          started.body.id,
        ])
      ).rows[0]
    const before = await stored()
    assert.equal(before.errors[0].value, '999001200505180011')
    const keeps = () => people.keeps?.bytes?.([before.sha256])
    await run('people.forget')
    assert.deepEqual(await stored(), before, 'young')
    assert.deepEqual(await keeps(), [before.sha256])
    await platform.pool.query("update people.import set ended_at = ended_at - interval '31 days'")
    await run('people.forget')
    const after = await stored()
    assert.deepEqual(after, {
      errors: before.errors.map((error: object) => ({ ...error, value: '' })),
      error_count: before.error_count,
      sha256: null,
    })
    assert.deepEqual(await keeps(), [])
  }))

test('searching for people is for people: about sixty a minute', () =>
  withEdge(async ({ ask, platform }) => {
    const statuses: number[] = []
    for (let index = 0; index < 70; index++)
      statuses.push(
        (await ask(admin, 'GET', `/api/people/${index % 2 ? 'pick/members' : 'members'}?q=林`)).status,
      )
    const passed = statuses.filter((status) => status === 200).length
    assert.ok(passed >= 60 && passed < 70, String(passed))
    assert.equal(statuses.at(-1), 429)
    assert.equal(
      (await ask('0002101', 'GET', '/api/people/pick/members?q=林')).status,
      200,
      'each by themselves',
    )
    assert.ok(platform)
  }))
