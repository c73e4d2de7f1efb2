/** The promised date of a case: working days from the day of applying, in the campus zone. Pure. */
import { isWorkingDay, promisedBy, type WorkCalendar, workingDaysBetween } from '@yizhan/calendar'

export type Promised = { readonly on: string; readonly dueAt: string }

/** Undefined when it reaches into a year whose holidays are not published: then no date is promised. */
export function promiseFrom(
  calendar: WorkCalendar,
  appliedAt: Temporal.Instant,
  zone: string,
  workingDays: number,
): Promised | undefined {
  const promised = promisedBy(calendar, appliedAt.toZonedDateTimeISO(zone), workingDays)
  return promised.ok ? { on: promised.date.toString(), dueAt: promised.end.toString() } : undefined
}

type Days = { on: string; workingDaysLeft: number; days: { on: string; working: boolean }[] }

/** The days from today to the promised one, for drawing; at most three weeks of them. */
export function daysUntil(calendar: WorkCalendar, today: Temporal.PlainDate, on: string): Days | undefined {
  const last = Temporal.PlainDate.from(on)
  const left = workingDaysBetween(calendar, today, last)
  if (!left.ok) return undefined
  const days: Days['days'] = []
  for (
    let day = today;
    Temporal.PlainDate.compare(day, last) <= 0 && days.length < 21;
    day = day.add({ days: 1 })
  ) {
    const working = isWorkingDay(calendar, day)
    days.push({ on: day.toString(), working: working.ok && working.works })
  }
  return { on, workingDaysLeft: left.days, days }
}
