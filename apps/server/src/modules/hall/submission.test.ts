import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FormView, Problem } from '@yizhan/contracts'
import { sql } from 'kysely'
import { site } from './catalogue-branches.test-data.ts'
import { type World, withHall } from './hall-world.ts'

/** Paths of the answers that are refused when `admin` applies for a web site, or else the refusal's code. */
async function faults(world: World, answers: object): Promise<readonly string[]> {
  const url = '/api/hall/services/website-domain/cases'
  const sent = await world.call('admin', 'POST', url, { version: 1, answers: { ...site, ...answers } })
  return Problem.safeParse(sent.body).data?.fields?.map(({ path }) => path) ?? [sent.code]
}

test('who is picked may become an approver: only somebody of the kind that the field asks for, and who is here', async () => {
  await withHall(async (world) => {
    const { registrar, stranger, student } = world.ids
    const officer = stranger
    assert.deepEqual(await faults(world, { responsible: student, officer }), ['responsible'])
    assert.deepEqual(await faults(world, { responsible: world.platform.newId(), officer }), ['responsible'])
    // Whoever was picked is right; the uploaded file of the example is nobody's.
    assert.deepEqual(await faults(world, { responsible: registrar, officer }), ['hall.file-not-yours'])
    await sql`update people.member set departed_on = '2026-11-01' where id = ${registrar}`.execute(
      world.platform.db,
    )
    assert.deepEqual(await faults(world, { responsible: registrar, officer }), ['responsible'])
  })
})

test('a draft with nonsense where an id should be, and a made-up cursor, open as usual', async () => {
  await withHall(async (world) => {
    const url = '/api/hall/services/website-domain'
    const nonsense = { responsible: 'x', contractHolder: '-'.repeat(36), contentRules: ['-'.repeat(36)] }
    const saved = await world.call('admin', 'PUT', `${url}/draft`, { version: 1, answers: nonsense })
    assert.equal(saved.status, 200)
    const form = await world.get('admin', `${url}/form`, FormView)
    assert.equal(form.draft?.answers.responsible, 'x')
    const never = await world.call('admin', 'PUT', `${url}/draft`, { version: 2 ** 40, answers: {} })
    assert.equal(never.code, 'hall.version-old')
    const after = encodeURIComponent(`2026-99-99T00 ${'-'.repeat(36)}`)
    assert.equal((await world.call('admin', 'GET', `/api/hall/cases?after=${after}`)).status, 200)
  })
})
