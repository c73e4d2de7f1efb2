/** When a timer goes off: ISO 8601 dates, durations and cycles, or FEEL that gives one. */
import { evaluated, type Facts } from '../feel.ts'
import type { Trigger } from '../plan.ts'

type Timer = Extract<Trigger, { type: 'timer' }>

export type Due = { readonly due: string; readonly again?: number }

/** `R5/PT1H`, `R/2026-12-01T08:00:00Z/P1D`: how often, from when, how long between. */
const cycle = /^R(\d*)\/(?:([^P/][^/]*)\/)?(P[^/]+)$/
const literal = /^(R\d*\/|P\d|PT\d|\d{4}-\d\d)/

export function isLiteral(value: string): boolean {
  return literal.test(value)
}

/** `undefined` when the value is none of these. */
export function dueOf(timer: Timer, at: string, facts: Facts, zone = 'UTC'): Due | undefined {
  const text = isLiteral(timer.value) ? timer.value : String(evaluated(timer.value, facts) ?? '')
  try {
    const parts = cycle.exec(text)
    if (parts === null) {
      const due = text.startsWith('P') ? after(at, text, zone) : dateOf(text, zone)
      return { due: due.toString() }
    }
    const [, times = '', from, step = ''] = parts
    const again = times === '' ? -1 : Number(times) - 1
    const due = from === undefined ? after(at, step, zone) : dateOf(from, zone)
    return { due: due.toString(), again }
  } catch {
    return undefined
  }
}

/** The instant of the next turn of a repeating timer. */
export function nextDue(timer: Timer, last: string, facts: Facts, zone = 'UTC'): string | undefined {
  const text = isLiteral(timer.value) ? timer.value : String(evaluated(timer.value, facts) ?? '')
  const step = cycle.exec(text)?.[3]
  return step === undefined ? undefined : after(last, step, zone).toString()
}

function after(at: string, duration: string, zone: string): Temporal.Instant {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).add(Temporal.Duration.from(duration)).toInstant()
}

/** A date without an offset is one of the campus's clock. */
function dateOf(text: string, zone: string): Temporal.Instant {
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) return Temporal.Instant.from(text)
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant()
}
