/** Seven shapes that stand for how a thing is, always with a word: never by colour alone. */
import type { ReactNode } from 'react'

export type StatusName = 'active' | 'done' | 'wait' | 'danger' | 'idle' | 'paused' | 'stopped'

/** Colour of a shape; paused and stopped share the idle grey. */
export const statusColour = (status: StatusName): 'active' | 'done' | 'wait' | 'danger' | 'idle' =>
  status === 'paused' || status === 'stopped' ? 'idle' : status

const thin = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round' } as const
const onFill = {
  fill: 'none',
  stroke: 'var(--bg-surface)',
  strokeWidth: 1.7,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

const shapes: Record<StatusName, ReactNode> = {
  active: (
    <>
      <circle cx="8" cy="8" r="6.2" {...thin} />
      <path d="M8 4.400a3.600 3.600 0 0 1 0 7.200z" fill="currentColor" />
    </>
  ),
  done: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m4.700 8.300 2.300 2.300 4.300-4.900" {...onFill} />
    </>
  ),
  wait: (
    <>
      <path d="M8 .8 15.200 8 8 15.200.8 8z" fill="currentColor" />
      <path d="M8 4.600v4M8 10.900v.2" {...onFill} />
    </>
  ),
  danger: (
    <>
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" />
      <path d="m5.600 5.600 4.800 4.800m0-4.800-4.800 4.800" {...onFill} />
    </>
  ),
  idle: <circle cx="8" cy="8" r="6.2" {...thin} strokeDasharray="2.6 2.6" />,
  paused: (
    <>
      <rect x="1.800" y="1.800" width="12.400" height="12.400" rx="1" {...thin} />
      <path d="M6.200 5.200v5.600M9.800 5.200v5.600" {...thin} />
    </>
  ),
  stopped: (
    <>
      <circle cx="8" cy="8" r="6.2" {...thin} />
      <path d="m3.800 12.200 8.400-8.400" {...thin} />
    </>
  ),
}

export function StatusShape({ status }: { status: StatusName }) {
  return (
    <svg className="status-shape" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[status]}
    </svg>
  )
}

type Props = { status: StatusName; children: ReactNode; boxed?: boolean }

export function StatusMark({ status, children, boxed = false }: Props) {
  return (
    <span className={`status status-${statusColour(status)}${boxed ? ' status-boxed' : ''}`}>
      <StatusShape status={status} />
      <span>{children}</span>
    </span>
  )
}
