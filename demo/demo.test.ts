import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { createPeople } from '../apps/server/src/modules/people/index.ts'
import { decide, scopesOf } from '../apps/server/src/platform/permit/evaluate.ts'
import { withTestPlatform } from '../apps/server/src/platform/testing.ts'
import { Chance } from './chance.ts'
import { fileBytes, fileKinds } from './files.ts'
import { demoAccounts, loadDemo } from './index.ts'
import { personas } from './personas.ts'
import { Plan, positionsOf } from './plan.ts'
import { records } from './records.ts'
import { offices, schools, university } from './university.ts'

function digest(members: number, seed: string): string {
  const plan = new Plan({ members, seed })
  const hash = createHash('sha256')
  for (const kind of fileKinds) for (const piece of fileBytes(plan, kind)) hash.update(piece)
  for (const record of records(plan)) hash.update(JSON.stringify(record))
  return hash.digest('hex')
}

test('property: the same seed and size give the same bytes, another seed gives others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 900 }),
      fc.string({ minLength: 1, maxLength: 8 }),
      (members, seed) => {
        assert.equal(digest(members, seed), digest(members, seed))
        assert.notEqual(digest(members, seed), digest(members, `${seed}.`))
      },
    ),
    { numRuns: 5 },
  )
})

test('chance is even enough and the same everywhere', () => {
  const chance = new Chance('a', 1)
  assert.deepEqual([chance.between(0, 999), chance.between(0, 999), chance.between(0, 999)], [925, 681, 27])
  const counts = [0, 0, 0, 0]
  for (let round = 0; round < 8000; round++) {
    const at = chance.between(0, 3)
    counts[at] = (counts[at] ?? 0) + 1
  }
  assert.ok(
    counts.every((count) => Math.abs(count - 2000) < 200),
    counts.join(),
  )
})

for (const members of [200, 2000]) {
  test(`at ${members} every unit holds every position, every student has a counsellor, every graduate a supervisor`, () => {
    const plan = new Plan({ members, seed: 's' })
    const held = new Set([...plan.holdings()].map(({ unit, position }) => `${unit} ${position}`))
    for (const { code } of [university, ...schools, ...offices]) {
      for (const position of positionsOf(code))
        assert.ok(held.has(`${code} ${position}`), `${code} ${position}`)
    }
    for (const { code } of schools) assert.ok(held.has(`${code} counsellor`))
    const students = [...plan.students()]
    const numbers = new Set([...students, ...plan.employees()].map(({ number }) => number))
    assert.equal(numbers.size, students.length + [...plan.employees()].length, 'numbers are unique')
    for (const { number } of personas) assert.ok(numbers.has(number), number)
    const load = new Map<string, number>()
    for (const student of students) {
      const counsellor = plan.counsellorOf(student)
      assert.equal(counsellor.unit, student.school.code)
      load.set(counsellor.number, (load.get(counsellor.number) ?? 0) + 1)
      if (student.level !== '本科') assert.equal(plan.supervisorOf(student).unit, student.school.code)
    }
    assert.ok(Math.max(...load.values()) <= 200)
  })
}

test('somebody holds every position that a process of the catalogue names', () => {
  const held = new Set(
    [...new Plan({ members: 200, seed: 's' }).holdings()].map(({ unit, position }) => `${position} ${unit}`),
  )
  const catalogue = join(import.meta.dirname, '../catalogue')
  const named = new Set<string>()
  for (const path of globSync('*/*/process.bpmn', { cwd: catalogue })) {
    const xml = readFileSync(join(catalogue, path), 'utf8')
    for (const [, position = '', unit = ''] of xml.matchAll(/position="([a-z-]+)"\s+unit="(\w+)"/g))
      named.add(`${position} ${unit}`)
  }
  assert.ok(named.size > 20, `${named.size} positions found in the catalogue`)
  assert.deepEqual(
    [...named].filter((one) => !held.has(one)),
    [],
  )
})

test('the sizes are what was asked for', () => {
  for (const members of [2000, 20_000]) {
    const plan = new Plan({ members, seed: 's' })
    const made = [...plan.students()].length + [...plan.employees()].length
    assert.ok(Math.abs(made - members) <= members * 0.03, `${made} of ${members}`)
  }
})

test('loads into an empty database, names its accounts, and again changes nothing', () =>
  withTestPlatform(async (platform) => {
    const people = createPeople(platform)
    const described: unknown[] = []
    const account = { describeDemo: async (_tx: unknown, demo: unknown) => void described.push(demo) }
    assert.equal(await demoAccounts(platform), undefined)
    const loaded = await loadDemo({ platform, modules: { people, account } }, 2000)
    assert.ok(loaded.members >= 1990 && loaded.units > 36 && loaded.records > 10_000)
    assert.equal(described.length, 1)
    for (const { number, name } of personas) assert.equal((await people.memberByNumber(number))?.name, name)
    const clerk = await people.memberByNumber('0006033')
    const grants = await people.grantsOf(clerk?.id ?? '')
    const opens = (unit: string) =>
      decide(scopesOf(grants, clerk?.id ?? '', platform.clock()), clerk?.id ?? '', 'hall.case.read', { unit })
    assert.equal(opens('000.303.').allowed, true)
    assert.equal(opens('000.031.').allowed, false, 'where students are')
    const lin = await people.memberByNumber('2023310215')
    const elements = new Map((await people.elementsOf(lin?.id ?? '')).map(({ id, value }) => [id, value]))
    assert.equal(elements.get('student.counsellor'), '周敏')
    assert.equal(elements.get('person.name-pinyin'), 'LIN Zhixia')
    assert.match(String(elements.get('person.photo')), /^data:image\/svg\+xml;base64,/)
    const plan = new Plan({ members: 2000, seed: 'weichuan-1' })
    const source = {
      name: 'students.csv',
      open: async function* () {
        yield* fileBytes(plan, 'students')
      },
    }
    const again = await people.importWithoutPermit({ kind: 'students', source, complete: true })
    assert.ok('unchanged' in again)
    assert.deepEqual(
      [again.added, again.changed, again.departed, again.unchanged],
      [0, 0, 0, again.linesRead],
    )
  }))
