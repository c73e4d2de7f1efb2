/** How many of whom, and who holds what: decided once for a size, so that every file tells the same story. */
import { Chance } from './chance.ts'
import { type Persona, personaNumbers, personas } from './personas.ts'
import { type HeldPosition, heldPositions, offices, type School, schools, university } from './university.ts'

export type Size = { readonly members: number; readonly seed: string }

/** The school year that the university is in: 2026-2027, its first day in September. */
export const schoolYear = 2026

export type Level = '本科' | '硕士' | '博士'

export type Student = {
  readonly number: string
  readonly school: School
  readonly level: Level
  readonly year: number
  /** Place among all students of the school: who the counsellor is follows from it. */
  readonly place: number
  readonly persona?: Persona
}

export type Employee = {
  readonly number: string
  readonly unit: string
  readonly kind: 'staff' | 'retired' | 'external'
  /** Place among the staff of the unit. */
  readonly place: number
  readonly persona?: Persona
}

export type Holding = {
  readonly number: string
  readonly unit: string
  readonly position: HeldPosition | 'counsellor'
}

/** Years of the usual programme of a level. */
export function lengthOfLevel(level: Level): number {
  return level === '硕士' ? 3 : 4
}

/** Students of one school, level and year. */
type Cohort = { readonly level: Level; readonly year: number; readonly share: number }

const cohorts: readonly Cohort[] = [
  ...[2023, 2024, 2025, 2026].map((year) => ({ level: '本科' as const, year, share: 0.175 })),
  ...[2024, 2025, 2026].map((year) => ({ level: '硕士' as const, year, share: 0.075 })),
  ...[2023, 2024, 2025, 2026].map((year) => ({ level: '博士' as const, year, share: 0.01875 })),
]

/** One counsellor for so many students; fewer when the university is small, so that each school has its own. */
const STUDENTS_A_COUNSELLOR = 200
/** Every unit has at least two members of staff, whatever the size. */
const LEAST_STAFF = 2

const codes = [university.code, ...schools.map(({ code }) => code), ...offices.map(({ code }) => code)]

/** The university itself has leaders; the work is done in schools and offices. */
export function positionsOf(unit: string): readonly HeldPosition[] {
  return unit === university.code ? ['head', 'deputy-head', 'secretary', 'deputy-secretary'] : heldPositions
}

export class Plan {
  readonly seed: string
  readonly members: number
  readonly #staff: ReadonlyMap<string, readonly Employee[]>
  readonly #students: ReadonlyMap<string, number>

  constructor({ members, seed }: Size) {
    this.members = members
    this.seed = seed
    const external = Math.max(1, Math.round(members * 0.01))
    const retired = Math.max(1, Math.round(members * 0.04))
    const students = Math.round((members - external - retired) * 0.8)
    this.#students = shareOut(students, new Map(schools.map((school) => [school.code, school.weight])), 3)
    const staff = members - external - retired - sum(this.#students)
    this.#staff = planStaff(staff, retired, external, this.#students)
  }

  *employees(): Generator<Employee> {
    for (const list of this.#staff.values()) yield* list
  }

  /** Members of staff of a unit who work there now. */
  staffOf(unit: string): readonly Employee[] {
    return (this.#staff.get(unit) ?? []).filter(({ kind }) => kind === 'staff')
  }

  *students(): Generator<Student> {
    for (const school of schools) yield* this.studentsOf(school)
  }

  /** Personas first, then cohort by cohort; numbers of personas are left out of the counting. */
  *studentsOf(school: School): Generator<Student> {
    const own = personas.filter(({ kind, unit }) => kind === 'student' && unit === school.code)
    let place = 0
    for (const persona of own) {
      const graduate = persona.number.startsWith('31')
      const year = graduate ? 2000 + Number(persona.number.slice(2, 4)) : Number(persona.number.slice(0, 4))
      yield {
        number: persona.number,
        school,
        level: graduate ? '硕士' : '本科',
        year,
        place: place++,
        persona,
      }
    }
    const total = (this.#students.get(school.code) ?? 0) - own.length
    for (const [cohort, count] of cohortSizes(total)) {
      let serial = 0
      for (let made = 0; made < count; made++) {
        let number = studentNumber(school, cohort, ++serial)
        while (personaNumbers.has(number)) number = studentNumber(school, cohort, ++serial)
        yield { number, school, level: cohort.level, year: cohort.year, place: place++ }
      }
    }
  }

  #findCounsellors(school: School): readonly Employee[] {
    const staff = this.staffOf(school.code)
    const persona = staff.filter(({ persona: one }) => one?.position === 'counsellor')
    const wanted = Math.max(1, Math.ceil((this.#students.get(school.code) ?? 0) / STUDENTS_A_COUNSELLOR))
    // From the end of the list: its beginning holds the school's offices.
    const others = staff.filter(({ persona: one }) => one === undefined).toReversed()
    return [...persona, ...others].slice(0, wanted)
  }

  counsellorOf(student: Student): Employee {
    const counsellors = this.counsellorsOf(student.school)
    const found = counsellors[Math.floor(student.place / STUDENTS_A_COUNSELLOR) % counsellors.length]
    if (!found) throw new Error(`nobody counsels in ${student.school.code}`)
    return found
  }

  readonly #counsellors = new Map<string, readonly Employee[]>()
  counsellorsOf(school: School): readonly Employee[] {
    const known = this.#counsellors.get(school.code) ?? this.#findCounsellors(school)
    this.#counsellors.set(school.code, known)
    return known
  }

  readonly #supervisors = new Map<string, readonly Employee[]>()
  /** Graduate students have one of the school's staff who is no counsellor; personas have the persona. */
  supervisorOf(student: Student): Employee {
    let list = this.#supervisors.get(student.school.code)
    if (!list) {
      const staff = this.staffOf(student.school.code)
      const counsellors = new Set(this.counsellorsOf(student.school))
      const named = staff.filter(
        ({ persona }) => persona?.title !== undefined && persona.position === undefined,
      )
      const others = staff.filter((one) => !counsellors.has(one) && !named.includes(one))
      list = [...named, ...(others.length > 0 ? others : staff)]
      this.#supervisors.set(student.school.code, list)
    }
    const [first] = list
    if (!first) throw new Error(`nobody supervises in ${student.school.code}`)
    return student.persona ? first : new Chance(this.seed, 'supervisor', student.number).pick(list)
  }

  *holdings(): Generator<Holding> {
    for (const code of codes) {
      const staff = this.staffOf(code)
      const taken = new Set<string>()
      for (const { number, persona } of staff) {
        const position = persona?.position
        if (position === undefined || position === 'counsellor') continue
        taken.add(position)
        yield { number, unit: code, position: position as HeldPosition }
      }
      const free = staff.filter(({ persona }) => persona === undefined)
      const open = positionsOf(code).filter((position) => !taken.has(position))
      for (const [index, position] of open.entries()) {
        const holder = free[index % free.length]
        if (holder) yield { number: holder.number, unit: code, position }
      }
    }
    for (const school of schools) {
      for (const { number } of this.counsellorsOf(school)) {
        yield { number, unit: school.code, position: 'counsellor' }
      }
    }
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}

/** Shares a total out by weight, at least `least` each, and exactly the total whenever it is large enough. */
function shareOut(total: number, weights: ReadonlyMap<string, number>, least: number): Map<string, number> {
  const all = [...weights.values()].reduce((a, b) => a + b, 0)
  const shares = new Map(
    [...weights].map(([code, weight]) => [code, Math.max(least, Math.floor((total * weight) / all))]),
  )
  let left = total - sum(shares)
  for (const code of weights.keys()) {
    if (left <= 0) break
    shares.set(code, (shares.get(code) ?? 0) + 1)
    left--
  }
  return shares
}

function cohortSizes(total: number): [Cohort, number][] {
  const sizes = cohorts.map((cohort): [Cohort, number] => [cohort, Math.floor(total * cohort.share)])
  let left = total - sizes.reduce((all, [, count]) => all + count, 0)
  for (const size of sizes) {
    if (left-- <= 0) break
    size[1]++
  }
  return sizes
}

/** `2023310215` for undergraduates; `31` or `41`, year, school and a serial for master's and doctoral students. */
function studentNumber(school: School, { level, year }: Cohort, serial: number): string {
  const unit = school.code.slice(1)
  const tail = String(serial).padStart(4, '0')
  if (level === '本科') return `${year}${unit}${tail}`
  return `${level === '硕士' ? '31' : '41'}${String(year).slice(2)}${unit}${tail}`
}

/** Schools share two thirds of the staff by their students, offices the rest evenly; the root has a small leadership. */
function planStaff(
  staff: number,
  retired: number,
  external: number,
  students: ReadonlyMap<string, number>,
): Map<string, Employee[]> {
  const all = sum(students)
  const weights = new Map<string, number>([[university.code, 0.01]])
  for (const { code } of schools) weights.set(code, (0.66 * (students.get(code) ?? 0)) / all)
  for (const { code } of offices) weights.set(code, 0.33 / offices.length)
  const personaCount = (code: string) =>
    personas.filter(({ kind, unit }) => kind === 'staff' && unit === code).length
  const counts = shareOut(staff, weights, LEAST_STAFF)
  const units = new Map<string, Employee[]>()
  let serial = 0
  for (const [code, count] of counts) {
    const list = personas
      .filter(({ kind, unit }) => kind === 'staff' && unit === code)
      .map(
        (persona, place): Employee => ({ number: persona.number, unit: code, kind: 'staff', place, persona }),
      )
    // Beside personas every unit needs somebody for the positions that they do not hold.
    for (let place = personaCount(code); place < Math.max(count, personaCount(code) + LEAST_STAFF); place++) {
      list.push({ number: `01${String(++serial).padStart(5, '0')}`, unit: code, kind: 'staff', place })
    }
    units.set(code, list)
  }
  addOthers(units, 'retired', retired, (index) => `02${String(index).padStart(5, '0')}`)
  addOthers(units, 'external', external, (index) => `W${String(index + 100).padStart(6, '0')}`)
  return units
}

function addOthers(
  units: Map<string, Employee[]>,
  kind: 'retired' | 'external',
  count: number,
  numberOf: (index: number) => string,
): void {
  const own = personas.filter((persona) => persona.kind === kind)
  for (const persona of own) {
    units.get(persona.unit)?.push({ number: persona.number, unit: persona.unit, kind, place: 0, persona })
  }
  const places = [...units.keys()]
  for (let index = 1; index <= count - own.length; index++) {
    const unit = places[index % places.length] ?? university.code
    units.get(unit)?.push({ number: numberOf(index), unit, kind, place: index })
  }
}
