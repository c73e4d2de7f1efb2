import type { ReactNode } from 'react'
import { type StatusName, StatusShape, statusColour } from './status.tsx'

/** A sentence that stands in the page until it no longer holds; never a toast. */
export function Notice({
  status,
  children,
  action,
}: {
  status: StatusName
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={`notice notice-${statusColour(status)}`} role={status === 'danger' ? 'alert' : 'status'}>
      <StatusShape status={status} />
      <div>{children}</div>
      {action ? <div className="notice-action">{action}</div> : null}
    </div>
  )
}

type BarProps = {
  children: ReactNode
  action?: ReactNode
  /** It did not happen: said at once, and it stays until it is read. */
  wrong?: boolean
  /** A line runs out with the time in which one may go back. */
  counting?: boolean
}

/** The ink bar at the foot: what was just done, and the way back while there is one. */
export function InkBar({ children, action, wrong = false, counting = false }: BarProps) {
  return (
    <div className="ink-bar" role={wrong ? 'alert' : 'status'}>
      {wrong ? <StatusShape status="danger" /> : null}
      <span>{children}</span>
      {action}
      {counting ? <i className="ink-bar-line" /> : null}
    </div>
  )
}
