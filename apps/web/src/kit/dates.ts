/** How instants and business dates are written. The campus clock is the clock of every page. */
export type Language = 'zh-CN' | 'en'

type Parts = { year: number; month: number; day: number; hour: string; minute: string; weekday: number }

const readerIn = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })

let reader = readerIn('Asia/Shanghai')

/** The university's own zone, as soon as the server has said it. */
export function keepCampusZone(zone: string): void {
  reader = readerIn(zone)
}

function partsOf(instant: string | number): Parts {
  const found: Record<string, string> = {}
  for (const part of reader.formatToParts(new Date(instant))) found[part.type] = part.value
  const [year, month, day] = [Number(found.year), Number(found.month), Number(found.day)]
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  return { year, month, day, hour: found.hour ?? '00', minute: found.minute ?? '00', weekday }
}

function partsOfDate(date: string): Parts {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  return { year, month, day, hour: '', minute: '', weekday }
}

const zhDays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const
const zhLongDays = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'] as const
const enDays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const enLongDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const enMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const name = (list: readonly string[], index: number) => list[index] ?? ''
const dayNumber = (at: Parts) => Math.round(Date.UTC(at.year, at.month - 1, at.day) / 86_400_000)

function dayText(at: Parts, language: Language, withYear: boolean): string {
  if (language === 'en') {
    return `${at.day} ${name(enMonths, at.month - 1)}${withYear ? ` ${at.year}` : ''}`
  }
  return `${withYear ? `${at.year}年` : ''}${at.month}月${at.day}日`
}

/** `2026年11月23日 14:30`, `23 Nov 2026, 14:30`. */
export function fullTime(instant: string, language: Language): string {
  const at = partsOf(instant)
  return `${dayText(at, language, true)}${language === 'en' ? ', ' : ' '}${at.hour}:${at.minute}`
}

/** Short and relative to now: `今天 09:12`, `昨天 21:05`, `11月19日 10:24`; the year only when it differs. */
export function nearTime(instant: string, language: Language, now: number = Date.now()): string {
  const at = partsOf(instant)
  const today = partsOf(now)
  const apart = dayNumber(at) - dayNumber(today)
  const clock = `${at.hour}:${at.minute}`
  const words =
    language === 'en'
      ? { 0: 'today', '-1': 'yesterday', 1: 'tomorrow' }
      : { 0: '今天', '-1': '昨天', 1: '明天' }
  const near = words[`${apart}` as keyof typeof words]
  return `${near ?? dayText(at, language, at.year !== today.year)} ${clock}`
}

/** The clock alone while it is today: `06:38`; otherwise as nearTime. */
export function clockTime(instant: string, language: Language, now: number = Date.now()): string {
  return isToday(instant, now) ? nearTime(instant, language, now).slice(-5) : nearTime(instant, language, now)
}

/** Day only, as short as it can be: `今天`, `11月19日`, `2025年3月1日`. */
export function nearDay(instant: string, language: Language, now: number = Date.now()): string {
  return nearTime(instant, language, now).replace(/ \d\d:\d\d$/, '')
}

/** A promised day: `11月26日（周四）`, `Thu 26 Nov`. */
export function promisedDay(date: string, language: Language, now: number = Date.now()): string {
  const at = partsOfDate(date)
  const withYear = at.year !== partsOf(now).year
  return language === 'en'
    ? `${name(enDays, at.weekday)} ${dayText(at, language, withYear)}`
    : `${dayText(at, language, withYear)}（${name(zhDays, at.weekday)}）`
}

/** When it is due: `今天 17:30`, `明天`, `11月26日`. */
export function dueText(instant: string, language: Language, now: number = Date.now()): string {
  const apart = dayNumber(partsOf(instant)) - dayNumber(partsOf(now))
  return apart === 0 ? nearTime(instant, language, now) : nearDay(instant, language, now)
}

export function plainDate(date: string, language: Language): string {
  return dayText(partsOfDate(date), language, true)
}

/** The almanac of the hall: month and day, and the day of the week. */
export function almanac(date: string, language: Language): { day: string; weekday: string } {
  const at = partsOfDate(date)
  return {
    day: dayText(at, language, false),
    weekday: name(language === 'en' ? enLongDays : zhLongDays, at.weekday),
  }
}

export function weekday(date: string, language: Language): string {
  return name(language === 'en' ? enDays : zhDays, partsOfDate(date).weekday)
}

/** Whole days from today to that date on the campus clock; negative when past. */
export function daysLeft(date: string, now: number = Date.now()): number {
  return dayNumber(partsOfDate(date)) - dayNumber(partsOf(now))
}

/** Today's date on the campus clock, `2026-11-24`. */
export function campusToday(now: number = Date.now()): string {
  const at = partsOf(now)
  return `${at.year}-${String(at.month).padStart(2, '0')}-${String(at.day).padStart(2, '0')}`
}

export const isPast = (instant: string, now: number = Date.now()) => new Date(instant).getTime() < now
export const isToday = (instant: string, now: number = Date.now()) =>
  dayNumber(partsOf(instant)) === dayNumber(partsOf(now))

/** `312 KB`, `1.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** Of a period whose end is the first instant after it: the instant that people name as its end. */
export function lastOf(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString()
}
