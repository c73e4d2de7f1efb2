/** The import against a model of it: any sequence of files leaves what a plain map would hold. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { withTestPlatform } from '#platform/testing'
import { createPeople } from './index.ts'
import { importer, taken, units } from './testing.ts'

type Line = { readonly number: string; readonly name: string; readonly unit: string; readonly mobile: string }
type File = { readonly lines: readonly Line[]; readonly withMobile: boolean; readonly complete: boolean }
type Held = { readonly name: string; readonly unit: string; readonly mobile: string; readonly gone: boolean }

const anyLine = fc.record({
  number: fc.constantFrom('1001', '1002', '1003', '1004', '1005'),
  name: fc.constantFrom('林知夏', '方𬭎', '欧阳静'),
  unit: fc.constantFrom('031', '0311', '033'),
  mobile: fc.constantFrom('', '10012345678', '10087654321'),
})
const anyFile: fc.Arbitrary<File> = fc.record({
  lines: fc.uniqueArray(anyLine, { selector: ({ number }) => number, maxLength: 5 }),
  withMobile: fc.boolean(),
  complete: fc.boolean(),
})

function written({ lines, withMobile }: File): string {
  const header = `学号,姓名,学院,培养层次,年级,学籍状态${withMobile ? ',手机' : ''}`
  const rows = lines.map(
    ({ number, name, unit, mobile }) =>
      `${number},${name},${unit},本科,2023,在读${withMobile ? `,${mobile}` : ''}`,
  )
  return [header, ...rows].join('\n')
}

/** What the file should do: the new state, and the counts that the outcome should say. */
function apply(held: ReadonlyMap<string, Held>, file: File) {
  const next = new Map(held)
  const counts = { added: 0, changed: 0, unchanged: 0, departed: 0 }
  for (const { number, name, unit, mobile } of file.lines) {
    const before = held.get(number)
    const after = { name, unit, mobile: file.withMobile ? mobile : (before?.mobile ?? ''), gone: false }
    next.set(number, after)
    if (!before) counts.added++
    else if (JSON.stringify(before) === JSON.stringify(after)) counts.unchanged++
    else counts.changed++
  }
  if (file.complete) {
    const named = new Set(file.lines.map(({ number }) => number))
    for (const [number, member] of held) {
      if (named.has(number) || member.gone) continue
      next.set(number, { ...member, gone: true })
      counts.departed++
    }
  }
  return { next, counts }
}

test('property: any sequence of files leaves what a plain map would hold, and says what it did', () =>
  withTestPlatform(async (platform) => {
    const take = importer(createPeople(platform))
    taken(await take('units', units))
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFile, { minLength: 1, maxLength: 4 }),
        fc.nat(9999),
        async (files, run) => {
          // Each run has numbers of its own, because nothing is ever deleted; a complete file would mark the others.
          let held: ReadonlyMap<string, Held> = new Map()
          const own = (file: File): File => ({
            ...file,
            lines: file.lines.map((line) => ({ ...line, number: `${run}-${line.number}` })),
          })
          await platform.pool.query(
            "update people.member set departed_on = '2020-01-01' where departed_on is null",
          )
          await platform.pool.query(
            "update people.member set number = number || '-' || left(id::text, 18) where length(number) < 14",
          )
          for (const file of files.map(own)) {
            const { next, counts } = apply(held, file)
            const { added, changed, unchanged, departed } = taken(
              await take('students', written(file), { complete: file.complete }),
            )
            assert.deepEqual({ added, changed, unchanged, departed }, counts)
            held = next
            const { rows } = await platform.pool.query(
              `select member.number, name, unit.code as unit, coalesce(mobile, '') as mobile, departed_on is not null as gone
             from people.member join people.unit on unit.id = member.unit_id
             where number ~ '^[0-9]+-[0-9]+$' order by number`,
            )
            const stored = rows.map(({ number, ...member }) => [number, member])
            assert.deepEqual(
              stored,
              [...held].toSorted(([a], [b]) => (a < b ? -1 : 1)),
            )
          }
        },
      ),
      { numRuns: 12 },
    )
  }))
