/** Grants, the access log and the history of units, through the whole HTTP stack. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type AccessView, type GrantView, RoleName } from '@yizhan/contracts'
import { roles } from '#platform/permit/roles'
import { importer, units } from './testing.ts'
import { admin, type Edge, head, registrar, student, withEdge } from './testing-edge.ts'

const unitOf = async ({ people }: Pick<Edge, 'people'>, code: string) =>
  (await people.unitTree()).find((unit) => unit.code === code)?.id
const path = '/api/people/grants'

test('the contract names every role that the evaluator knows', () => {
  assert.deepEqual([...RoleName.options].sort(), Object.keys(roles).sort())
})

test('a grant is given, listed with all that it says, holds, and ends when it is revoked', () =>
  withEdge(async ({ ask, id, people }) => {
    const [zhou, school] = [await id('0004410'), await unitOf({ people }, '031')]
    const wanted = {
      member: zhou,
      role: 'auditor',
      unit: school,
      categories: ['identity', 'finance'],
      until: '2030-06-30',
      reason: '专项审计',
    }
    for (const number of [head, student])
      assert.deepEqual((await ask(number, 'POST', path, wanted)).body.code, 'platform.forbidden', number)
    const given = await ask(admin, 'POST', path, wanted)
    assert.equal(given.status, 200)
    const list = (number: string, query = '') => ask(number, 'GET', `${path}${query}`)
    const [row] = (await list(admin, `?member=${zhou}`)).body.rows as unknown as GrantView[]
    assert.deepEqual(
      [
        row?.member.number,
        row?.role,
        row?.unit.code,
        row?.categories,
        row?.until,
        row?.state,
        row?.by?.number,
      ],
      ['0004410', 'auditor', '031', ['identity', 'finance'], '2030-06-30T16:00:00Z', 'held', admin],
    )
    assert.deepEqual([row?.reason, row?.mayRevoke, row?.mayPassOn], ['专项审计', true, false])
    const [own] = (await list('0004410')).body.rows as unknown as GrantView[]
    assert.deepEqual([own?.id, own?.mayRevoke, own?.mayPassOn], [given.body.id, false, true])
    assert.equal((await list(student)).body.rows?.length, 0, 'others’ grants are not shown')
    assert.equal((await list(admin, `?unit=${school}`)).body.rows?.length, 2)
    assert.equal((await list(admin, `?unit=${await unitOf({ people }, '033')}`)).body.rows?.length, 0)
    const first = await list(admin, '?limit=1')
    const second = await list(admin, `?limit=1&after=${first.body.next}`)
    assert.notEqual(first.body.rows?.[0]?.id, second.body.rows?.[0]?.id)

    assert.equal((await ask('0004410', 'GET', '/api/people/readings')).status, 200, 'it holds at once')
    const revoke = (number: string, reason = '审计结束') =>
      ask(number, 'POST', `${path}/${given.body.id}/revoke`, { reason })
    assert.equal((await revoke('0004410')).body.code, 'platform.forbidden')
    assert.equal((await revoke(admin, ' ')).status, 400, 'a reason is asked for')
    assert.equal((await revoke(admin)).status, 204)
    assert.equal((await revoke(admin)).status, 404)
    assert.equal((await ask('0004410', 'GET', '/api/people/readings')).status, 403)
    const [over] = (await list(admin, `?member=${zhou}`)).body.rows as unknown as GrantView[]
    assert.deepEqual([over?.state, over?.revoked?.reason, over?.mayRevoke], ['revoked', '审计结束', false])
  }))

test('a part of one’s own is passed on for a time only, and ends with what it came from', () =>
  withEdge(async ({ ask, id, people }) => {
    const [chen, school] = [await id('0003312'), await unitOf({ people }, '0311')]
    const [mine] = (await ask(registrar, 'GET', path)).body.rows as unknown as GrantView[]
    assert.equal(mine?.mayPassOn, true)
    const part = {
      member: chen,
      role: 'clerk',
      unit: school,
      categories: ['identity'],
      until: '2030-01-31',
      parent: mine?.id,
      reason: '出差一个月',
    }
    const wrong = async (change: object) => (await ask(registrar, 'POST', path, { ...part, ...change })).body
    assert.equal((await wrong({ unit: await unitOf({ people }, '000') })).code, 'platform.invalid')
    assert.equal((await wrong({ categories: ['finance'] })).code, 'platform.invalid')
    assert.equal((await wrong({ until: undefined })).code, 'platform.invalid')
    assert.equal((await wrong({ role: 'operator' })).code, 'platform.invalid')
    assert.equal((await wrong({ until: '2020-01-01' })).code, 'platform.invalid')
    assert.equal((await wrong({ campus: '月球' })).code, 'platform.invalid')
    assert.equal((await wrong({ member: await id(registrar) })).code, 'people.grant-self')
    assert.equal((await wrong({ member: randomUUID() })).code, 'people.member-unknown')
    assert.equal((await wrong({ unit: randomUUID() })).code, 'people.unit-unknown')
    assert.equal((await ask(head, 'POST', path, part)).body.code, 'platform.forbidden', 'not theirs')
    const child = await ask(registrar, 'POST', path, part)
    assert.equal(child.status, 200)
    assert.equal((await ask('0003312', 'GET', '/api/people/members')).body.rows?.length, 2)
    assert.equal((await ask(admin, 'POST', `${path}/${mine?.id}/revoke`, { reason: '调岗' })).status, 204)
    assert.equal((await ask('0003312', 'GET', '/api/people/members')).status, 403)
    const [over] = (await ask('0003312', 'GET', path)).body.rows as unknown as GrantView[]
    assert.deepEqual([over?.state, over?.parent], ['over', mine?.id])
  }))

test('who may give within limits gives no more than that, and cannot lift a restriction on themselves', () =>
  withEdge(async ({ ask, id, people, platform }) => {
    const [he, zhou, school] = [await id(admin), await id('0004410'), await unitOf({ people }, '031')]
    const limited = {
      member: zhou,
      role: 'people-admin',
      unit: school,
      categories: ['identity'],
      reason: '院管',
    }
    assert.equal((await ask(admin, 'POST', path, { ...limited, campus: 'XQ' })).status, 200)
    const clerk = { member: await id('0003312'), role: 'clerk', unit: school, reason: '经办', campus: 'XQ' }
    const give = async (more: object) => (await ask('0004410', 'POST', path, { ...clerk, ...more })).body.code
    assert.equal(await give({}), 'platform.forbidden', 'not every category')
    assert.equal(await give({ categories: ['identity', 'finance'] }), 'platform.forbidden')
    assert.equal(await give({ categories: ['identity'], campus: undefined }), 'platform.forbidden')
    assert.equal(
      await give({ categories: ['identity'], unit: await unitOf({ people }, '000') }),
      'platform.forbidden',
    )
    assert.equal(await give({ categories: ['identity'] }), undefined)
    const deny = { member: he, role: 'clerk', effect: 'deny', unit: school, reason: '回避' }
    const restraint = await ask(admin, 'POST', path, deny)
    assert.equal(restraint.status, 200, 'one may restrict oneself')
    const lifted = await ask(admin, 'POST', `${path}/${restraint.body.id}/revoke`, { reason: '不要了' })
    assert.equal(lifted.body.code, 'people.grant-self')
    const audited = await platform.pool.query(
      "select count(*)::int as n from platform.audit where action = 'people.grant.give'",
    )
    assert.equal(audited.rows[0].n, 3)
  }))

test('each sees who read their sensitive data; an auditor sees that and who holds rights of the units entrusted to them, others nothing', () =>
  withEdge(async ({ ask, id, people }) => {
    const lin = await id(student)
    assert.deepEqual((await ask(student, 'GET', '/api/people/me/readings')).body.rows, [])
    await ask(registrar, 'GET', `/api/people/members/${lin}`)
    const [mine] = (await ask(student, 'GET', '/api/people/me/readings')).body.rows as unknown as AccessView[]
    assert.deepEqual(
      [mine?.reader?.number, mine?.why, mine?.categories, mine?.elements.map(({ zh }) => zh)],
      [registrar, 'people.member', ['id-number'], ['证件号码']],
    )
    assert.deepEqual((await ask('2023310216', 'GET', '/api/people/me/readings')).body.rows, [])
    for (const number of [student, head, registrar, admin])
      assert.equal((await ask(number, 'GET', '/api/people/readings')).status, 403, number)
    const audit = async (number: string, code: string) => {
      const unit = await unitOf({ people }, code)
      const given = { member: await id(number), role: 'auditor', unit, reason: '审计' }
      assert.equal((await ask(admin, 'POST', path, given)).status, 200)
      return (query = '') => ask(number, 'GET', `/api/people/readings${query}`)
    }
    const [here, elsewhere] = [await audit('0004410', '031'), await audit('0003312', '033')]
    assert.equal((await here()).body.rows?.length, 1)
    assert.equal((await here(`?member=${lin}`)).body.rows?.length, 1)
    assert.equal((await here(`?reader=${lin}`)).body.rows?.length, 0)
    assert.equal((await elsewhere()).body.rows?.length, 0, 'another school’s readings are not theirs')
    const rights = async (number: string) => {
      const { rows } = (await ask(number, 'GET', path)).body as unknown as { rows: GrantView[] }
      return rows.filter(({ member }) => member.number !== number)
    }
    const [clerk, ...more] = await rights('0004410')
    assert.deepEqual(
      [clerk?.member.number, clerk?.role, clerk?.mayRevoke, more],
      [registrar, 'clerk', false, []],
    )
    assert.deepEqual(await rights('0003312'), [], 'nor another school’s rights')
  }))

test('a unit keeps the names and places that it had, and what was merged into it', () =>
  withEdge(async ({ ask, people }) => {
    const take = importer(people)
    const school = await unitOf({ people }, '031')
    const renamed = units.replace(
      '031,机械学院,School of Mechanical Engineering',
      '031,机械与动力学院,School of Machines',
    )
    await take('units', renamed)
    await take(
      'units',
      renamed
        .replace('校区\n', '校区,并入单位\n')
        .replace(/,(XQ|CX)\n/g, ',$1,\n')
        .replace(
          '033,能源与动力学院,School of Energy,学院,000,CX,',
          '033,能源与动力学院,School of Energy,学院,000,CX,031',
        ),
    )
    const history = await ask(student, 'GET', `/api/people/units/${school}/history`)
    const rows = (history.body.rows ?? []) as {
      what: string
      unit: { zh: string }
      before?: { name: { zh: string } }
      after: { name: { zh: string }; mergedInto?: { zh: string } }
      fileName?: string
    }[]
    assert.deepEqual(
      rows.map(({ what, unit, before, after }) => [
        what,
        unit.zh,
        before?.name.zh,
        after.mergedInto?.zh ?? after.name.zh,
      ]),
      [
        ['merged', '能源与动力学院', '能源与动力学院', '机械与动力学院'],
        ['renamed', '机械与动力学院', '机械学院', '机械与动力学院'],
        ['created', '机械与动力学院', undefined, '机械学院'],
      ],
    )
    assert.equal(rows[0]?.fileName, 'units.csv')
    assert.equal((await ask(student, 'GET', `/api/people/units/${randomUUID()}/history`)).status, 404)
    assert.equal((await ask('', 'GET', `/api/people/units/${school}/history`)).status, 401)
  }))

test('one’s record says what became of a report that a value is wrong', () =>
  withEdge(async ({ ask, id }) => {
    const reported = async (number = student, url = '/api/people/me') => {
      const { elements } = (await ask(number, 'GET', url)).body as {
        elements: { id: string; reported?: object }[]
      }
      return elements.find((element) => element.id === 'person.mobile')?.reported as
        | { state: string; note?: string; settledAt?: string }
        | undefined
    }
    assert.equal(await reported(), undefined)
    const report = await ask(student, 'POST', '/api/people/corrections', {
      element: 'person.mobile',
      note: '换号了',
    })
    assert.equal((await reported())?.state, 'open')
    assert.equal(
      await reported(admin, `/api/people/members/${await id(student)}`),
      undefined,
      'their own only',
    )
    await ask(admin, 'POST', `/api/people/corrections/${report.body.id}/settle`, {
      state: 'kept',
      note: '与运营商一致',
    })
    const kept = await reported()
    assert.deepEqual([kept?.state, kept?.note, typeof kept?.settledAt], ['kept', '与运营商一致', 'string'])
    await ask(student, 'POST', '/api/people/corrections', { element: 'person.mobile', note: '' })
    assert.equal((await reported())?.state, 'open', 'the latest counts')
  }))
