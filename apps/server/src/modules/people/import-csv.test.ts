import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadCsv, CsvReader, type Row } from './import-csv.ts'

function read(...pieces: string[]): Row[] {
  const reader = new CsvReader()
  return [...pieces.flatMap((piece) => [...reader.push(piece)]), ...reader.end()]
}

test('reads quotes, doubled quotes, line breaks inside them, and counts lines as an editor does', () => {
  assert.deepEqual(read('a,b\r\n"x,1","say ""hi"""\r\n"two\nlines",y\r\nlast,z'), [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x,1', 'say "hi"'] },
    { line: 3, cells: ['two\nlines', 'y'] },
    { line: 5, cells: ['last', 'z'] },
  ])
})

test('finds tabs and semicolons, and passes over empty lines', () => {
  assert.deepEqual(
    read('a\tb,c\td\n\n1\t2\t3\n').map(({ cells }) => cells),
    [
      ['a', 'b,c', 'd'],
      ['1', '2', '3'],
    ],
  )
  assert.deepEqual(
    read('a;b\n\n1;2').map(({ line }) => line),
    [1, 3],
  )
})

test('a quotation mark without a partner is named by its line', () => {
  assert.throws(
    () => read('a,b\n1,"2\n3,4\n'),
    (error) => error instanceof BadCsv && error.line === 2,
  )
  assert.throws(
    () => read('a\n"x"y\n'),
    (error) => error instanceof BadCsv && error.line === 2,
  )
})

const cell = fc.string({
  unit: fc.constantFrom('a', '张', '𬭎', ',', '"', '\n', '\r\n', ' ', ''),
  maxLength: 6,
})
const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

test('property: what was written is read, however the text is cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(200), { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (rows, cuts, end, ended) => {
        const text = `h1,h2,h3${end}${rows.map((cells) => cells.map(quote).join(',')).join(end)}${ended ? end : ''}`
        const at = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length]
        const pieces = at.slice(1).map((stop, index) => text.slice(at[index], stop))
        assert.deepEqual(
          read(...pieces)
            .slice(1)
            .map(({ cells }) => cells),
          rows,
        )
      },
    ),
    { numRuns: 500 },
  )
})
