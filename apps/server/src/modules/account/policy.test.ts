import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { RoleName } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import type { Grant } from '#platform/permit/evaluate'
import { abilitiesOf } from './policy.ts'

const now = Temporal.Instant.from('2026-11-24T02:00:00Z')
const me = randomUUID()

const grant = (role: RoleName, more: Partial<Grant> = {}): Grant => ({
  id: randomUUID(),
  subject: me,
  effect: 'allow',
  role,
  unit: '000.',
  categories: 'all',
  from: now.subtract({ hours: 1 }),
  ...more,
})

const able = (grants: readonly Grant[], kind: Actor['kind'] = 'staff', openTasks = 0) => {
  const actor = {
    memberId: me,
    sessionId: me,
    number: '1',
    name: '周敏',
    kind,
    locale: 'zh-CN',
    grants,
  } as const
  return abilitiesOf(actor, openTasks, now).toSorted()
}

test('staff have a task list, others only when something waits for them', () => {
  assert.deepEqual(able([]), ['tasks'])
  assert.deepEqual(able([], 'student'), [])
  assert.deepEqual(able([], 'student', 1), ['tasks'])
})

test('who settles corrections is offered neither importing nor rights', () => {
  assert.deepEqual(able([grant('student-affairs', { unit: '000.031.' })]), ['corrections', 'tasks'])
  assert.deepEqual(able([grant('registrar')]), ['corrections', 'seal-admin', 'tasks'])
})

test('who administers people of the whole university imports; of one school, or where a deny stands, not', () => {
  const all = ['corrections', 'people-admin', 'people-import', 'tasks']
  const school = all.filter((ability) => ability !== 'people-import')
  assert.deepEqual(able([grant('people-admin')]), all)
  assert.deepEqual(able([grant('people-admin', { unit: '000.031.' })]), school)
  assert.deepEqual(able([grant('people-admin', { unit: '000.031.' }), grant('people-admin')]), all)
  assert.ok(
    !able([grant('people-admin'), grant('people-admin', { effect: 'deny' })]).includes('people-import'),
  )
})

test('an auditor reads, and is offered nothing that changes anything', () => {
  assert.deepEqual(able([grant('auditor')]), ['auditor', 'tasks'])
})
