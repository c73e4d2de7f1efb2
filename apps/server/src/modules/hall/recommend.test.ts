import assert from 'node:assert/strict'
import { test } from 'node:test'
import { root } from '#platform/config'
import { inFinalYear, isFor, type MemberFacts } from './audience.ts'
import { loadCatalogue } from './catalogue-loader.ts'
import { recommend } from './recommend.ts'

const { catalogue } = await loadCatalogue(`${root}/catalogue`)
const services = [...catalogue.services.values()].map(({ service }) => service)
const november = Temporal.PlainDate.from('2026-11-24')
const finalYear: MemberFacts = { kind: 'student', level: '本科', year: 2023, status: '在读', finalYear: true }
const fresher: MemberFacts = { ...finalYear, year: 2026, finalYear: false }
const staff: MemberFacts = { kind: 'staff', finalYear: false }
const ids = (member: MemberFacts, running: string[] = [], popular: string[] = []) =>
  recommend(services, member, november, new Set(running), popular, 4).map(({ id }) => id)

test('a final-year student is offered the recommendation form in the job season, with the reason', () => {
  const [first] = recommend(services, finalYear, november, new Set(), [], 4)
  assert.equal(first?.id, 'graduate-recommendation-form')
  assert.match(first?.reason.zh ?? '', /毕业/)
})

test('not to a fresher, not to staff, not while it is running', () => {
  assert.ok(!ids(fresher).includes('graduate-recommendation-form'))
  assert.ok(!ids(staff).includes('graduate-recommendation-form'))
  assert.ok(!ids(finalYear, ['graduate-recommendation-form']).includes('graduate-recommendation-form'))
})

test('what others apply for fills up, but only what one is entitled to', () => {
  const popular = ['graduate-recommendation-form', 'enrolment-certificate', 'no-such-service']
  assert.ok(ids(fresher, [], popular).includes('enrolment-certificate'))
  assert.ok(!ids(fresher, [], popular).includes('graduate-recommendation-form'))
  assert.ok(!ids(fresher, [], popular).includes('no-such-service'))
})

/**
 * Whoever has an account or a card may ask for what is theirs and have their data corrected, report an incident and
 * announce a visitor; former members too have degrees confirmed, files sent on and old records copied.
 */
const forEverybody = new Set([
  'account-recovery',
  'card-balance-refund',
  'degree-verification-reply',
  'personal-data-correction',
  'personnel-file-transfer',
  'security-incident',
  'study-record-copy',
  'visitor-pass',
])

test('the audience rule of each service is true or false for every kind of member, never unclear', () => {
  const kinds: MemberFacts[] = [
    finalYear,
    fresher,
    staff,
    { kind: 'student', level: '硕士', year: 2024, status: '在读', finalYear: true },
    { kind: 'student', level: '本科', year: 2024, status: '休学', finalYear: false },
    { kind: 'retired', finalYear: false },
    { kind: 'external', finalYear: false },
  ]
  for (const service of services) {
    const verdicts = kinds.map((member) => isFor(service, member, november))
    assert.ok(verdicts.includes(true), `${service.id} is for nobody`)
    const open = forEverybody.has(service.id)
    assert.equal(verdicts.includes(false), !open, `${service.id} is for everybody, also outsiders`)
  }
})

test('the final year begins a year before graduation and ends with it', () => {
  assert.equal(inFinalYear('2027-07-01', november), true)
  assert.equal(inFinalYear('2027-11-26', november), false)
  assert.equal(inFinalYear('2026-11-23', november), false)
  assert.equal(inFinalYear(undefined, november), false)
})
