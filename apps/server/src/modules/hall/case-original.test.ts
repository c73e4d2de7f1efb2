import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaseDetail, FormView, hallApi, Problem } from '@yizhan/contracts'
import { type World, withHall } from './hall-world.ts'

const service = '/api/hall/services/graduate-recommendation-form'
const first = {
  mobile: '10012345678',
  email: 'someone@weichuan.example',
  direction: '机械设计，西安',
  selfAssessment: '我做事有始有终。'.repeat(15),
  copy: 'first',
  truth: true,
}
const replacement = {
  ...first,
  copy: 'lost',
  lossStatement: '上周在去成都的火车上丢了文件袋，原表没有交给单位。',
}
const apply = (world: World, answers: object) =>
  world.call('student', 'POST', `${service}/cases`, { version: 1, answers })
const refused = async (world: World, answers: object) =>
  Problem.parse((await apply(world, answers)).body).fields?.map(({ message }) => message)

test('of two applications at once only one is the original', async () => {
  await withHall(async (world) => {
    const both = await Promise.all([apply(world, first), apply(world, first)])
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 422])
  })
})

test('one original a person: no second while one is on its way, none after it, a replacement only after it', async () => {
  await withHall(async (world) => {
    assert.deepEqual(await refused(world, replacement), ['你还没领过原件，选「第一次领」'])
    const { caseId } = hallApi.apply.ok.parse((await apply(world, first)).body)
    assert.deepEqual(await refused(world, first), ['你已有一份在办，等它办完'])
    // The case that is returned is not in its own way.
    await world.decide('counsellor', 'return', '补一句')
    const again = await world.call('student', 'POST', `/api/hall/cases/${caseId}/resubmit`, {
      answers: first,
    })
    assert.equal(again.status, 200, JSON.stringify(again.body))
    await world.decide('counsellor', 'approve', '踏实，推荐。')
    await world.decide('secretary', 'approve')
    await world.work()
    assert.equal(
      (await world.get('student', `/api/hall/cases/${caseId}`, CaseDetail)).case.status,
      'finished',
    )
    assert.deepEqual(await refused(world, first), ['原件已经领过。丢了选「遗失补办」'])
    const form = await world.get('student', `${service}/form`, FormView)
    assert.deepEqual([form.member.finishedBefore, form.member.runningNow], [1, 0])
  })
})
