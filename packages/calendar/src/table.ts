/**
 * Holidays as a table. China moves working days onto weekends, and each year's plan is published by the State Council
 * only in the November or December before; so a year is either in the table or unknown, and unknown is never guessed.
 */

export type SpecialDay = {
  /** `rest`: a holiday. `work`: a weekend day on which everybody works. */
  readonly kind: 'rest' | 'work'
  readonly zh: string
  readonly en: string
}

export type YearTable = {
  readonly year: number
  /** Days that differ from the plain week, by ISO date. */
  readonly days: ReadonlyMap<string, SpecialDay>
}

/** A year made ready for counting. */
type CountedYear = YearTable & {
  /** Element `d` is the number of working days among the first `d` days of the year. */
  readonly before: Uint16Array
}

export type WorkCalendar = { readonly years: ReadonlyMap<number, CountedYear> }

/** @throws RangeError when a year comes twice or a day lies outside its year: a defect of the table. */
export function defineCalendar(tables: Iterable<YearTable>): WorkCalendar {
  const years = new Map<number, CountedYear>()
  for (const table of tables) {
    if (years.has(table.year)) throw new RangeError(`The year ${table.year} is in the calendar twice`)
    years.set(table.year, { ...table, before: countDays(table) })
  }
  return { years }
}

function countDays(table: YearTable): Uint16Array {
  for (const iso of table.days.keys()) {
    if (Temporal.PlainDate.from(iso).year !== table.year) {
      throw new RangeError(`${iso} is not in the year ${table.year}`)
    }
  }
  let day = Temporal.PlainDate.from({ year: table.year, month: 1, day: 1 })
  const before = new Uint16Array(day.daysInYear + 1)
  for (let index = 0; index < day.daysInYear; index++) {
    const special = table.days.get(day.toString())
    const works = special ? special.kind === 'work' : day.dayOfWeek <= 5
    before[index + 1] = (before[index] ?? 0) + (works ? 1 : 0)
    day = day.add({ days: 1 })
  }
  return before
}
