/** A row of a file to a line of COPY, or to what is wrong with it. */
import type { ImportError, Words } from '@yizhan/contracts'
import { copyText } from '#platform/copy'
import { Bad, bad, birthDateOf, idNumber } from './import-cells.ts'
import type { Heading } from './import-columns.ts'
import type { Row } from './import-csv.ts'
import { searchKeys } from './pinyin.ts'
import type { ImportKind } from './tables.ts'

/** At most this many bad cells are shown; the rest is counted. */
export const SHOWN_ERRORS = 1000

/** Collects what is wrong, bounded. */
export class Complaints {
  readonly shown: ImportError[] = []
  count = 0

  add(line: number, column: string, value: string, reason: Words): void {
    this.count++
    if (this.shown.length < SHOWN_ERRORS) {
      this.shown.push({ line, column, value: [...value].slice(0, 60).join(''), reason: { ...reason } })
    }
  }
}

/** The columns by which two lines mean the same. */
const keys = {
  units: ['code'],
  staff: ['number'],
  students: ['number'],
  positions: ['number', 'kind', 'unit_id', 'from_date'],
  relations: ['number', 'kind', 'other_number', 'from_date'],
} as const satisfies Record<ImportKind, readonly string[]>

/** Between the parts of a key; no cell holds it. */
export const KEY_JOINT = '\u001f'

/** Lines with a bad cell are not staged, but another line may still repeat them. Bounded, as what is shown is. */
export class BadLines {
  readonly lines: number[] = []
  /** First column of the key, as it is shown. */
  readonly values: string[] = []
  readonly keys: string[] = []

  add(line: number, key: readonly string[]): void {
    if (this.lines.length >= 200_000) return
    this.lines.push(line)
    this.values.push(key[0] ?? '')
    this.keys.push(key.join(KEY_JOINT))
  }
}

export type UnitFinder = (cell: string) => string | undefined

/** The columns that a line is staged under, in order: first those of every line, then those of the file. */
export function stagedColumns(kind: ImportKind, headings: readonly Heading[]): string[] {
  const names = headings.map((heading) => heading.column.name)
  if (kind === 'units') return ['line', 'id', ...names]
  if (kind === 'positions' || kind === 'relations') return ['line', 'id', ...names]
  const kindColumn = names.includes('kind') ? [] : ['kind']
  const keys = names.includes('name') ? ['pinyin', 'initials'] : []
  return ['line', 'id', ...kindColumn, ...keys, ...names]
}

/** Where in a line's values each staged column is. */
type Places = ReadonlyMap<string, number>

export type LineMaker = (row: Row, id: string) => string | undefined

/**
 * @param width cells of the header: what stands beyond them was cut apart, and everything before it may be one too far
 * @returns a maker that gives a line with its line break, or undefined after it has complained
 */
export function lineMaker(
  kind: ImportKind,
  headings: readonly Heading[],
  findUnit: UnitFinder,
  complaints: Complaints,
  badLines: BadLines,
  width = Number.POSITIVE_INFINITY,
): LineMaker {
  const places: Places = new Map(headings.map((heading, index) => [heading.column.name, index]))
  const hasKind = places.has('kind')
  const kindAt = kind === 'staff' ? places.get('kind') : undefined
  const nameAt = places.get('name')
  const defaultKind = kind === 'students' ? 'student' : kind === 'staff' && !hasKind ? 'staff' : undefined
  return (row, id) => {
    const before = complaints.count
    const values = headings.map((heading) => readCell(row, heading, findUnit, complaints))
    checkRow(row, headings, places, values, complaints)
    const beyond =
      row.cells.length > width ? row.cells.slice(width).find((cell) => cell.trim() !== '') : undefined
    if (beyond !== undefined) complaints.add(row.line, '', beyond, bad.beyond.reason)
    if (complaints.count > before) {
      const key = keys[kind].flatMap((name) => values[places.get(name) ?? -1] ?? [])
      if (key.length === keys[kind].length) badLines.add(row.line, key)
      return undefined
    }
    const start = [String(row.line), id]
    if (defaultKind !== undefined) start.push(defaultKind)
    if (nameAt !== undefined) {
      const keys = searchKeys(values[nameAt] ?? '')
      start.push(keys.pinyin, keys.initials)
    }
    let line = start.join('\t')
    for (let index = 0; index < values.length; index++) {
      // A staff file whose kind column is empty in this row means the usual kind.
      const value = values[index] ?? (index === kindAt ? 'staff' : null)
      line += `\t${copyText(value)}`
    }
    return `${line}\n`
  }
}

function readCell(row: Row, heading: Heading, findUnit: UnitFinder, complaints: Complaints): string | null {
  const cell = row.cells[heading.index] ?? ''
  const value = heading.column.parse(cell)
  if (value instanceof Bad) {
    complaints.add(row.line, heading.shown, cell, value.reason)
    return null
  }
  if (value === null) {
    if (heading.column.required) complaints.add(row.line, heading.shown, cell, bad.missing.reason)
    return null
  }
  if (!heading.column.unit) return value
  const unit = findUnit(value)
  if (unit === undefined)
    complaints.add(row.line, heading.shown, cell, { zh: '没有这个单位', en: 'There is no such unit' })
  return unit ?? null
}

/** What no single cell can tell. */
function checkRow(
  row: Row,
  headings: readonly Heading[],
  places: Places,
  values: readonly (string | null)[],
  complaints: Complaints,
): void {
  const value = (name: string) => values[places.get(name) ?? -1] ?? null
  const complain = (name: string, reason: Words) => {
    const heading = headings[places.get(name) ?? -1]
    complaints.add(row.line, heading?.shown ?? '', row.cells[heading?.index ?? -1] ?? '', reason)
  }
  const id = value('id_number')
  if (id !== null && isResidentId(value('id_type'), id)) {
    const checked = idNumber(id)
    const birth = value('birth_date')
    if (checked instanceof Bad) complain('id_number', checked.reason)
    else if (birth !== null && birthDateOf(checked) !== birth) complain('birth_date', bad.idBirth.reason)
  }
  const [from, to] = [value('from_date'), value('to_date')]
  if (from !== null && to !== null && to < from) complain('to_date', bad.order.reason)
}

/** Without a type, 15 digits or more look like an identity card; passports and permits are shorter or begin with a letter. */
function isResidentId(type: string | null, id: string): boolean {
  return type === null ? /^\d{15,}/.test(id) : /^(居民)?身份证$|^0?1$/.test(type)
}
