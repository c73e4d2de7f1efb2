/** A field that names a unit: filled with one's own, shown by name in the reader's language, and no other text than a unit's code. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FormView, Problem } from '@yizhan/contracts'
import { sql } from 'kysely'
import { site } from './catalogue-branches.test-data.ts'
import { withHall } from './hall-world.ts'

const url = '/api/hall/services/website-domain'

test('the unit that runs a site is one’s own until another is picked, and one that is no more is not taken', async () => {
  await withHall(async (world) => {
    const { db } = world.platform
    await sql`update people.unit set name_en = 'Academic Affairs' where code = '305'`.execute(db)
    const form = await world.get('stranger', `${url}/form`, FormView)
    assert.deepEqual([form.prefilled.sponsor?.value, form.prefilled.sponsor?.text], ['305', '教务处'])
    assert.equal(form.names['305'], '教务处')

    const rules = await world.upload('stranger', '制度.pdf', 'application/pdf')
    const { secretary: responsible, registrar: officer } = world.ids
    const refused = async (sponsor: string) => {
      const answers = { ...site, responsible, officer, contentRules: [rules], sponsor }
      const { body, code } = await world.call('stranger', 'POST', `${url}/cases`, { version: 1, answers })
      return code === 'hall.answers' ? Problem.parse(body).fields : code
    }
    const choose = [{ path: 'sponsor', message: '「主办单位」从名单里选' }]
    assert.deepEqual(await refused('教务处'), choose)
    assert.deepEqual(await refused('999'), choose)
    // Its answers are right; there is no head of the unit to decide.
    assert.equal(await refused('031'), 'process.nobody')
    await sql`update people.unit set active = false where code = '031'`.execute(db)
    assert.deepEqual(await refused('031'), choose)

    const draft = { version: 1, answers: { sponsor: '031' } }
    assert.equal((await world.call('stranger', 'PUT', `${url}/draft`, draft)).status, 200)
    const again = await world.get('stranger', `${url}/form`, FormView)
    assert.deepEqual([again.names['305'], again.names['031']], ['教务处', '机械学院'])
  })
})
