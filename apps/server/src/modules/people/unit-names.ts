/** Units as people write them in a file: `031`, `机械学院` or `031 机械学院`. */
import type { UnitFinder } from './import-lines.ts'

type NamedUnit = {
  readonly id: string
  readonly code: string
  readonly name_zh: string
  readonly active: boolean
}

/** A code wins over a name; a name that two units share finds neither. */
export function unitFinder(units: readonly NamedUnit[]): UnitFinder {
  const byCode = new Map(units.map((unit) => [unit.code, unit.id]))
  const byName = new Map<string, string | undefined>()
  for (const { id, name_zh: name, active } of units) {
    if (active) byName.set(name, byName.has(name) ? undefined : id)
  }
  const known = new Map<string, string | undefined>()
  return (cell) => {
    if (!known.has(cell) && known.size < 10_000) known.set(cell, find(cell))
    return known.get(cell) ?? find(cell)
  }

  function find(cell: string): string | undefined {
    const direct = byCode.get(cell) ?? byName.get(cell)
    if (direct !== undefined) return direct
    const [code = '', name] = cell.split(/\s+/, 2)
    return name === undefined ? undefined : byCode.get(code)
  }
}
