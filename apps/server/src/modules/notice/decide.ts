/** Which notices there are, what a member gets unless they chose otherwise, and when a message goes out. Pure. */
import { NoticeKind, type NoticePreference, type QuietHours } from '@yizhan/contracts'

/** An urgent kind does not wait for the end of quiet hours: a case stands still until the reader acts. */
const urgent: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['case-supplement'])
export const urgentKinds = NoticeKind.options.filter((kind) => urgent.has(kind))

/** The status of a case that its applicant is told about. */
export const kindOfStatus: Readonly<Record<string, NoticeKind>> = {
  finished: 'case-finished',
  returned: 'case-returned',
  refused: 'case-refused',
  supplement: 'case-supplement',
}

/** Approvers have dozens of tasks a day: those show on the page; the rare answer to an applicant is sent. */
export const standard: NoticePreference = {
  on: {
    'task-opened': ['app'],
    'case-supplement': ['app', 'mail', 'chat'],
    'case-returned': ['app', 'mail', 'chat'],
    'case-finished': ['app', 'mail', 'chat'],
    'case-refused': ['app', 'mail', 'chat'],
  },
  quiet: { from: '22:00', to: '07:00' },
  digest: 'soon',
}

/** Minutes in which notices gather into one mail. */
const gathering = 2
const morning = '08:00'

export type Sending = {
  readonly kind: NoticeKind
  readonly channel: 'mail' | 'chat'
  readonly preference: Pick<NoticePreference, 'quiet' | 'digest'>
}

/** @returns when the message goes out, never before `now` */
export function dueAt(
  now: Temporal.Instant,
  { kind, channel, preference }: Sending,
  zone: string,
): Temporal.Instant {
  if (urgent.has(kind)) return now
  const { quiet, digest } = preference
  if (channel === 'chat') return afterQuiet(now, quiet, zone)
  const gathered = digest === 'daily' ? next(now, morning, zone) : now.add({ minutes: gathering })
  return afterQuiet(gathered, quiet, zone)
}

/** @returns `at`, or the end of the quiet hours in which it lies */
export function afterQuiet(at: Temporal.Instant, quiet: QuietHours | null, zone: string): Temporal.Instant {
  return quiet !== null && isQuiet(at, quiet, zone) ? next(at, quiet.to, zone) : at
}

/** Equal ends mean no quiet hours at all. */
export function isQuiet(at: Temporal.Instant, { from, to }: QuietHours, zone: string): boolean {
  const time = at.toZonedDateTimeISO(zone).toPlainTime()
  const since = Temporal.PlainTime.compare(time, from) >= 0
  const until = Temporal.PlainTime.compare(time, to) < 0
  return Temporal.PlainTime.compare(from, to) < 0 ? since && until : from !== to && (since || until)
}

/** The first instant after `at` at which the clock of the zone shows the time. */
function next(at: Temporal.Instant, time: string, zone: string): Temporal.Instant {
  const local = at.toZonedDateTimeISO(zone)
  const today = local.toPlainDate().toZonedDateTime({ timeZone: zone, plainTime: time })
  const later =
    Temporal.ZonedDateTime.compare(today, local) > 0
      ? today
      : local.toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: time })
  return later.toInstant()
}
