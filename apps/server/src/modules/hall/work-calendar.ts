/** The official working days, from the State Council's notices as the package chinese-days carries them. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { defineCalendar, type SpecialDay, type WorkCalendar, type YearTable } from '@yizhan/calendar'
import { z } from 'zod'

const Days = z.record(z.iso.date(), z.string())
const Published = z.object({ holidays: Days, workdays: Days })

/** `New Year's Day,元旦,1` */
function special(kind: SpecialDay['kind'], text: string): SpecialDay {
  const [en = '', zh = ''] = text.split(',')
  return { kind, zh, en }
}

/** Years with at least one published holiday are official; every other year is unknown and stays out. */
export function officialCalendar(): WorkCalendar {
  const path = createRequire(import.meta.url).resolve('chinese-days/dist/chinese-days.json')
  const { holidays, workdays } = Published.parse(JSON.parse(readFileSync(path, 'utf8')))
  const years = new Map<number, Map<string, SpecialDay>>()
  for (const [day, text] of Object.entries(holidays)) {
    const year = Number(day.slice(0, 4))
    const days = years.get(year) ?? new Map<string, SpecialDay>()
    years.set(year, days.set(day, special('rest', text)))
  }
  for (const [day, text] of Object.entries(workdays))
    years.get(Number(day.slice(0, 4)))?.set(day, special('work', text))
  const tables = [...years].map(([year, days]): YearTable => ({ year, days }))
  return defineCalendar(tables)
}
