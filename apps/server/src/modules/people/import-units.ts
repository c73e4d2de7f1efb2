/** A file of units: few lines, but a tree, whose changes are history. Decided in memory, written by store.ts. */
import type { BadLines, Complaints } from './import-lines.ts'
import type { UnitHistoryTable, UnitKind } from './tables.ts'

export type StagedUnit = {
  readonly line: number
  readonly id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly kind: UnitKind
  readonly parent_code?: string | null
  readonly campus?: string | null
  readonly merged_into_code?: string | null
}

/** A unit as stored, without what only the database knows. */
export type UnitState = {
  readonly id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly kind: UnitKind
  readonly parent_id: string | null
  readonly path: string
  readonly school_id: string | null
  readonly campus: string | null
  readonly active: boolean
  readonly merged_into: string | null
}

export type UnitChange = {
  readonly what: UnitHistoryTable['what']
  readonly before: UnitState | null
  readonly after: UnitState
}

/**
 * What a file of units changes. Units that the file does not name stay, unless it is complete: then they close.
 * @returns changes with parents before children; complaints are added for lines that make no tree
 */
export function planUnits(
  stored: readonly UnitState[],
  staged: readonly StagedUnit[],
  given: ReadonlySet<string>,
  complete: boolean,
  complaints: Complaints,
  bad: Pick<BadLines, 'lines' | 'values'> = { lines: [], values: [] },
): UnitChange[] {
  const before = new Map(stored.map((unit) => [unit.code, unit]))
  const lines = new Map<string, StagedUnit>()
  for (const unit of staged) if (!lines.has(unit.code)) lines.set(unit.code, unit)
  complainRepeated(staged, bad, complaints)
  const codeOf = new Map(stored.map((unit) => [unit.id, unit.code]))
  const parentOf = (code: string): string | undefined => {
    const line = lines.get(code)
    const known = before.get(code)
    if (line && (given.has('parent_code') || !known)) return line.parent_code ?? undefined
    return known?.parent_id ? codeOf.get(known.parent_id) : undefined
  }
  if (!checkTree(lines, before, parentOf, complaints)) return []
  const tree = new TreeBuilder(lines, before, given, parentOf)
  for (const code of new Set([...before.keys(), ...lines.keys()])) tree.build(code)
  const changes: UnitChange[] = []
  for (const after of tree.built.values()) {
    const was = before.get(after.code) ?? null
    const gone = complete && was !== null && !lines.has(after.code)
    const state = gone && after.active ? { ...after, active: false } : after
    const what = kindOfChange(was, state)
    if (what) changes.push({ what, before: was, after: state })
  }
  return changes
}

/** Lines with a bad cell are not staged, but may be repeated all the same. */
function complainRepeated(
  staged: readonly StagedUnit[],
  bad: Pick<BadLines, 'lines' | 'values'>,
  complaints: Complaints,
): void {
  const unstaged = bad.lines.map((line, index) => ({ line, code: bad.values[index] ?? '' }))
  const firsts = new Map<string, number>()
  for (const { line, code } of [...staged, ...unstaged].sort((a, b) => a.line - b.line)) {
    const first = firsts.get(code)
    if (first === undefined) firsts.set(code, line)
    else complaints.add(line, 'code', code, { zh: `和第 ${first} 行重复`, en: `The same as line ${first}` })
  }
}

/** Every parent exists, nobody is below itself, there is one root, and what a unit merged into exists. */
function checkTree(
  lines: ReadonlyMap<string, StagedUnit>,
  before: ReadonlyMap<string, UnitState>,
  parentOf: (code: string) => string | undefined,
  complaints: Complaints,
): boolean {
  const count = complaints.count
  const exists = (code: string) => lines.has(code) || before.has(code)
  const roots = [...new Set([...before.keys(), ...lines.keys()])].filter(
    (code) => parentOf(code) === undefined,
  )
  for (const { line, code, merged_into_code: into } of lines.values()) {
    const parent = parentOf(code)
    if (parent === undefined && roots.length > 1 && code !== roots[0]) {
      complaints.add(line, 'parent_code', '', {
        zh: '只能有一个最上级单位',
        en: 'There can be only one root',
      })
    } else if (parent !== undefined && !exists(parent)) {
      complaints.add(line, 'parent_code', parent, { zh: '没有这个上级单位', en: 'There is no such unit' })
    } else if (isBelowItself(code, parentOf)) {
      complaints.add(line, 'parent_code', parent ?? '', {
        zh: '上级绕回了自己',
        en: 'The unit is above itself',
      })
    }
    if (into && (!exists(into) || into === code)) {
      complaints.add(line, 'merged_into_code', into, { zh: '没有这个并入单位', en: 'There is no such unit' })
    }
  }
  return complaints.count === count
}

function isBelowItself(code: string, parentOf: (code: string) => string | undefined): boolean {
  const seen = new Set([code])
  for (let up = parentOf(code); up !== undefined; up = parentOf(up)) {
    if (seen.has(up)) return true
    seen.add(up)
  }
  return false
}

/** Builds each unit after its parent, so that paths and schools follow from above. */
class TreeBuilder {
  readonly built = new Map<string, UnitState>()
  readonly #lines: ReadonlyMap<string, StagedUnit>
  readonly #before: ReadonlyMap<string, UnitState>
  readonly #given: ReadonlySet<string>
  readonly #parentOf: (code: string) => string | undefined

  constructor(
    lines: ReadonlyMap<string, StagedUnit>,
    before: ReadonlyMap<string, UnitState>,
    given: ReadonlySet<string>,
    parentOf: (code: string) => string | undefined,
  ) {
    this.#lines = lines
    this.#before = before
    this.#given = given
    this.#parentOf = parentOf
  }

  build(code: string): UnitState {
    const known = this.built.get(code)
    if (known) return known
    const parentCode = this.#parentOf(code)
    const parent = parentCode === undefined ? undefined : this.build(parentCode)
    const own = this.#ownFacts(code)
    const isSchool = own.kind === 'school' || own.kind === 'office'
    const state: UnitState = {
      ...own,
      parent_id: parent?.id ?? null,
      path: `${parent?.path ?? ''}${code}.`,
      school_id: parent?.school_id ?? (isSchool ? own.id : null),
    }
    this.built.set(code, state)
    return state
  }

  #ownFacts(code: string): Omit<UnitState, 'parent_id' | 'path' | 'school_id'> {
    const was = this.#before.get(code)
    const line = this.#lines.get(code)
    if (!line) {
      if (!was) throw new Error(`Unit ${code} is neither stored nor in the file`)
      return was
    }
    const into = line.merged_into_code ?? undefined
    const merged =
      into === undefined ? null : (this.#before.get(into)?.id ?? this.#lines.get(into)?.id ?? null)
    return {
      id: was?.id ?? line.id,
      code,
      name_zh: line.name_zh,
      name_en: line.name_en,
      kind: line.kind,
      campus: this.#given.has('campus') ? (line.campus ?? null) : (was?.campus ?? null),
      active: merged === null,
      merged_into: merged,
    }
  }
}

/** The one word under which history keeps it; the strongest, when several things changed at once. */
function kindOfChange(before: UnitState | null, after: UnitState): UnitHistoryTable['what'] | undefined {
  if (!before) return 'created'
  if (before.merged_into !== after.merged_into && after.merged_into !== null) return 'merged'
  if (before.active !== after.active) return after.active ? 'reopened' : 'closed'
  if (before.parent_id !== after.parent_id) return 'moved'
  if (before.name_zh !== after.name_zh || before.name_en !== after.name_en) return 'renamed'
  const rest = ['kind', 'campus', 'path', 'school_id'] as const
  return rest.some((key) => before[key] !== after[key]) ? 'changed' : undefined
}
