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

/** The ink bar at the foot: what was just done, and the way back while there is one. */
export function InkBar({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="ink-bar" role="status">
      <span>{children}</span>
      {action}
    </div>
  )
}
