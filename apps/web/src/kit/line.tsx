/** One line with stops: progress, history, and what lies ahead are the same drawing. */
import type { ReactNode } from 'react'

export type StopState = 'ok' | 'on' | 'next' | 'stopped'
type ProgressStop = { readonly key: string; readonly state: StopState; readonly label?: ReactNode }

/** Progress from left to right; without labels it is the small line of a list row. */
export function LineProgress({ stops, label }: { stops: readonly ProgressStop[]; label: string }) {
  const small = stops.every((stop) => stop.label === undefined)
  return (
    <ol className={small ? 'line line-small' : 'line'} aria-label={label}>
      {stops.map((stop) => (
        <li
          key={stop.key}
          className={stop.state}
          {...(stop.state === 'on' ? { 'aria-current': 'step' } : {})}
        >
          {stop.label}
        </li>
      ))}
    </ol>
  )
}

/** `passed` of `all` stops are behind; the next one is where it stands now. */
export function progressStops(passed: number, all: number, over: boolean, broken = false): ProgressStop[] {
  return Array.from({ length: Math.max(all, 2) }, (_, index) => {
    if (over && !broken) return { key: `${index}`, state: 'ok' }
    if (index < passed) return { key: `${index}`, state: 'ok' }
    if (index === passed) return { key: `${index}`, state: broken ? 'stopped' : 'on' }
    return { key: `${index}`, state: 'next' }
  })
}

export type TimelineEntry = {
  readonly key: string
  readonly time: string
  readonly dateTime: string
  readonly title: ReactNode
  readonly quote?: ReactNode
  readonly weight: 'now' | 'plain' | 'small' | 'danger'
}

/** 经过: newest first, time at the left, words at the right of the line. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.key} className={entry.weight}>
          <time dateTime={entry.dateTime}>{entry.time}</time>
          <div>
            {entry.title}
            {entry.quote === undefined ? null : <blockquote>{entry.quote}</blockquote>}
          </div>
        </li>
      ))}
    </ol>
  )
}

type VerticalStop = {
  readonly key: string
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly state?: StopState
}

/** What lies ahead, from top to bottom: guide and confirmation. */
export function VerticalLine({ stops }: { stops: readonly VerticalStop[] }) {
  return (
    <ol className="vline">
      {stops.map((stop) => (
        <li key={stop.key} className={stop.state ?? 'plain'}>
          <b>{stop.title}</b>
          {stop.note === undefined ? null : <span>{stop.note}</span>}
        </li>
      ))}
    </ol>
  )
}
