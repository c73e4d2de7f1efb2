import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '@yizhan/contracts'
import { withTestPlatform } from '#platform/testing'
import { createAdministrator, type PeopleDeps } from './commands.ts'
import { giveGrant, insertGrantUnchecked, type NewGrant, revokeGrant } from './commands-grants.ts'
import { createPeople, type People } from './index.ts'
import { actorOf, idOf, smallUniversity } from './testing.ts'

const root = async (people: People, code = '000') =>
  (await people.unitTree()).find((unit) => unit.code === code)?.id ?? ''
const finance = { unit: '000.031.', campus: 'XQ', category: 'finance' } as const

test('positions bring rights over their unit, for as long as they are held', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    const head = await actorOf(people, '0002101')
    assert.equal(
      people.permit(head, 'people.read', { unit: '000.031.0311.', category: 'academic' }).allowed,
      true,
    )
    assert.equal(
      people.permit(head, 'people.read', { unit: '000.033.', category: 'academic' }).allowed,
      false,
    )
    assert.equal(people.permit(head, 'people.read', finance).allowed, false)
    await platform.pool.query("update people.position set to_date = '2024-01-01'")
    assert.equal(
      people.permit(await actorOf(people, '0002101'), 'people.read', { unit: '000.031.' }).allowed,
      false,
    )
  }))

test('the first administrator has what is needed to bring in all others, and there is one only', () =>
  withTestPlatform(async (platform) => {
    const people = createPeople(platform)
    assert.deepEqual([await people.isEmpty(), await people.administratorExists()], [true, false])
    const university = { zh: '渭川大学', en: 'Weichuan University' }
    const id = await platform.tx((tx) =>
      people.createAdministrator(tx, { university, name: '何予安', number: '0001001' }),
    )
    assert.deepEqual([await people.isEmpty(), await people.administratorExists()], [false, true])
    const first = await actorOf(people, '0001001')
    assert.equal(first.memberId, id)
    assert.equal(people.permit(first, 'people.import', { unit: '000.' }).allowed, true)
  }))

test('who may give grants gives them to others, never to themselves; a deny wins; revoking ends at once', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    const deps = { platform, dictionary: new Map() } satisfies PeopleDeps
    const from = platform.clock()
    const unitId = await root(people)
    const he = await idOf(people, '0001001')
    const shen = await idOf(people, '0005021')
    const wanted: NewGrant = {
      subject: shen,
      role: 'clerk',
      unitId,
      from,
      categories: ['finance'],
      reason: '代管',
    }
    const refused = await platform.tx(async (tx) =>
      giveGrant(deps, tx, await actorOf(people, '0001001'), wanted),
    )
    assert.ok(isRefusal(refused) && refused.code === 'platform.forbidden')
    await platform.tx((tx) =>
      insertGrantUnchecked(
        deps,
        tx,
        { subject: he, role: 'people-admin', unitId, from, reason: '首任' },
        undefined,
      ),
    )
    const admin = await actorOf(people, '0001001')
    const own = await platform.tx((tx) => giveGrant(deps, tx, admin, { ...wanted, subject: he }))
    assert.ok(isRefusal(own) && own.code === 'people.grant-self')
    const given = await platform.tx((tx) => giveGrant(deps, tx, admin, wanted))
    assert.ok(!isRefusal(given))
    assert.equal(people.permit(await actorOf(people, '0005021'), 'people.read', finance).allowed, true)
    const denied = await platform.tx((tx) =>
      giveGrant(deps, tx, admin, { ...wanted, effect: 'deny', unitId, reason: '回避' }),
    )
    assert.ok(!isRefusal(denied))
    const decision = people.permit(await actorOf(people, '0005021'), 'people.read', finance)
    assert.deepEqual(decision, { allowed: false, why: 'denied', by: denied.id })
    assert.equal(await platform.tx((tx) => revokeGrant(deps, tx, admin, denied.id, '结束')), undefined)
    assert.equal(people.permit(await actorOf(people, '0005021'), 'people.read', finance).allowed, true)
    const again = await platform.tx((tx) => revokeGrant(deps, tx, admin, denied.id, '结束'))
    assert.ok(isRefusal(again) && again.code === 'platform.not-found')
    const stranger = await actorOf(people, '0002101')
    const notTheirs = await platform.tx((tx) => revokeGrant(deps, tx, stranger, given.id, '不想要'))
    assert.ok(isRefusal(notTheirs) && notTheirs.code === 'platform.forbidden')
    const audited = await platform.pool.query(
      "select action from platform.audit where action like 'people.grant.%' order by at",
    )
    assert.deepEqual(
      audited.rows.map(({ action }) => action),
      ['people.grant.give', 'people.grant.give', 'people.grant.revoke'],
    )
  }))

test('a grant is passed on in part and for a time, and dies with what it came from', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    const deps = { platform, dictionary: new Map() } satisfies PeopleDeps
    const from = platform.clock()
    const [unitId, school] = [await root(people), await root(people, '031')]
    const shen = await idOf(people, '0005021')
    const chen = await idOf(people, '0003312')
    const parent = await platform.tx((tx) =>
      insertGrantUnchecked(
        deps,
        tx,
        { subject: shen, role: 'clerk', unitId, from, categories: ['finance'], reason: '经办' },
        undefined,
      ),
    )
    const holder = await actorOf(people, '0005021')
    const part: NewGrant = {
      subject: chen,
      role: 'clerk',
      unitId: school,
      from: from.add({ seconds: 0 }),
      until: from.add({ hours: 24 }),
      categories: ['finance'],
      parent: parent.id,
      reason: '出差',
    }
    const refusals: [Partial<NewGrant>, string][] = [
      [{ role: 'people-admin' }, 'role'],
      [{ categories: ['finance', 'health'] }, 'categories'],
    ]
    for (const [change, path] of refusals) {
      const refused = await platform.tx((tx) => giveGrant(deps, tx, holder, { ...part, ...change }))
      assert.ok(isRefusal(refused) && refused.fields?.[0]?.path === path, path)
    }
    const { until: _, ...endless } = part
    const withoutEnd = await platform.tx((tx) => giveGrant(deps, tx, holder, endless))
    assert.ok(isRefusal(withoutEnd) && withoutEnd.fields?.[0]?.path === 'period')
    const notMine = await platform.tx(async (tx) =>
      giveGrant(deps, tx, await actorOf(people, '0002101'), part),
    )
    assert.ok(isRefusal(notMine) && notMine.code === 'platform.forbidden')
    const child = await platform.tx((tx) => giveGrant(deps, tx, holder, part))
    assert.ok(!isRefusal(child))
    const may = async () => people.permit(await actorOf(people, '0003312'), 'people.read', finance)
    assert.deepEqual(await may(), { allowed: true, by: child.id })
    await platform.pool.query('update people.grant set revoked_at = now() where id = $1', [parent.id])
    assert.equal((await may()).allowed, false)
  }))

test('the application may not rewrite grants, history or logs, nor delete anybody', () =>
  withTestPlatform(async (platform) => {
    const { people } = await smallUniversity(platform)
    await platform.tx((tx) =>
      createAdministrator({ platform, dictionary: new Map() }, tx, {
        university: { zh: '渭', en: 'W' },
        name: '首',
        number: '1',
      }),
    )
    assert.equal(await people.administratorExists(), true)
    for (const statement of [
      "update people.grant set role = 'operator'",
      'delete from people.grant',
      'delete from people.member',
      'delete from people.position',
      "update people.unit_history set reason = ''",
      'delete from people.unit_history',
      "update people.access_log set why = ''",
      'delete from people.access_log',
      'delete from people.import',
    ]) {
      await assert.rejects(platform.pool.query(statement), /permission denied/, statement)
    }
  }))
