import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DocumentData, factsOf, readDocumentFile, sealKeyOf } from './document-file.ts'
import { readSealsFile, specOf } from './seals-file.ts'

const yaml = (seal: string) => `
title: { zh: 证明, en: Certificate }
seal: ${seal}
fields:
  - { name: level, label: { zh: 层次, en: Level }, from: record.student.level, sample: 本科, decisive: true }
  - { name: school, label: { zh: 学院, en: School }, from: record.student.school, sample: { zh: 学院, en: School } }
  - { name: stay, label: { zh: 起, en: From }, from: answers.stay.from, sample: "2026-12-01" }
  - { name: comment, label: { zh: 评语, en: Comment }, from: steps.counsellor.opinion, sample: 好, optional: true }
`
const data: DocumentData = {
  record: { 'student.level': { zh: '硕士', en: 'Master’s' }, 'student.school': '机械学院' },
  answers: { stay: { from: '2026-12-05' }, __proto__: { stay: 'x' } },
  case: { number: 'YZ-1', appliedOn: '2026-11-24' },
  steps: {},
}

test('values come from where the file says, in the shape of their samples', () => {
  const { fields, shown, missing } = factsOf(readDocumentFile(yaml('a')), data)
  assert.deepEqual(fields, {
    level: '硕士',
    school: { zh: '机械学院', en: '机械学院' },
    stay: '2026-12-05',
    comment: null,
  })
  assert.deepEqual(shown[0]?.text, { zh: '硕士', en: 'Master’s' })
  assert.deepEqual(missing, [])
})

test('a needed value that is absent or empty is missing; nothing comes from prototypes', () => {
  const file = readDocumentFile(yaml('a'))
  const bare = { ...data, answers: { stay: {} } }
  assert.deepEqual(factsOf(file, bare).missing, [{ name: 'stay', label: { zh: '起', en: 'From' } }])
  const odd = readDocumentFile(yaml('a').replace('answers.stay.from', 'answers.constructor.name'))
  assert.equal(factsOf(odd, data).missing.length, 1)
})

test('the seal may depend on the record', () => {
  const choice = (text: string) => sealKeyOf(readDocumentFile(yaml(text)), data)
  assert.equal(choice('plain'), 'plain')
  assert.equal(choice('{ by: record.student.level, 硕士: graduate, else: other }'), 'graduate')
  assert.equal(choice('{ by: record.student.level, 本科: under, else: other }'), 'other')
  assert.equal(choice('{ by: record.student.level, 本科: under }'), undefined)
})

test('unknown keys and roots are mistakes', () => {
  assert.throws(() => readDocumentFile(`${yaml('a')}surprise: 1\n`))
  assert.throws(() => readDocumentFile(yaml('a').replace('answers.stay', 'files.stay')))
})

const seals = readSealsFile(`
institution: { code: "000", name: { zh: 渭川大学, en: Weichuan University } }
codePrefix: "6199990"
seals:
  - { key: office, name: { zh: 教务处章, en: x }, owner: { unit: "305", name: { zh: 教务处, en: Academic Affairs Office } }, bottom: 学籍专用章, serial: 2 }
  - { key: university, name: { zh: 学校公章, en: x }, owner: { unit: "301", name: { zh: 学校办公室, en: x } }, signs: institution, bottom: "", serial: 1 }
  - { key: school, name: { zh: 学院公章, en: x }, owner: applicant-school, bottom: "", serial: 1 }
`)

test('a seal’s texts, code and unit follow from the file; a school’s seal from the applicant', () => {
  const office = specOf(seals, 'office', undefined)
  assert.deepEqual(
    [office?.ring, office?.code, office?.ownerPath, office?.signatory.en],
    ['渭川大学教务处', '6199990305002', '000.305.', 'Academic Affairs Office, Weichuan University'],
  )
  assert.equal(specOf(seals, 'university', undefined)?.ring, '渭川大学')
  const school = specOf(seals, 'school', { code: '031', name: { zh: '机械学院', en: 'Mechanics' } })
  assert.deepEqual(
    [school?.key, school?.name.zh, school?.code],
    ['school-031', '机械学院公章', '6199990031001'],
  )
  assert.equal(specOf(seals, 'school', undefined), undefined)
  assert.equal(specOf(seals, 'none', undefined), undefined)
})
