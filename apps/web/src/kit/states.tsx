/** What stands where there is nothing to show: not yet, nothing, not for you, or it failed. */
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'

type Drawing = 'tray' | 'door' | 'page' | 'line'

const objects: Record<Drawing, ReactNode> = {
  tray: <path d="M118 60 126 28h48l8 32v18h-64zM118 60h18l4 8h20l4-8h18" />,
  door: <path d="M132 78V18h36v60M122 78h56M160 48v4" />,
  page: <path d="M130 18h28l14 14v46h-42zM158 18v14h14M139 46h24M139 58h24" />,
  line: null,
}

/** One brand line, one hollow stop, at most one object on it. */
function LineDrawing({ drawing }: { drawing: Drawing }) {
  return (
    <svg className="state-drawing" viewBox="0 0 240 96" width="240" height="96" aria-hidden="true">
      <path className="state-line" d="M4 78h112M184 78h52" />
      {drawing === 'line' ? <path className="state-line" d="M116 78h68" /> : null}
      <g className="state-object">{objects[drawing]}</g>
      <circle className="state-stop" cx="60" cy="78" r="7" />
    </svg>
  )
}

type StateProps = {
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  drawing?: Drawing
  level?: 1 | 2
}

/** Says why it is empty and offers one action. */
export function EmptyState({ title, children, action, drawing = 'tray', level = 2 }: StateProps) {
  const Title = level === 1 ? 'h1' : 'h2'
  return (
    <div className="state">
      <LineDrawing drawing={drawing} />
      <Title>{title}</Title>
      {children ? <p>{children}</p> : null}
      {action ? <div className="state-action">{action}</div> : null}
    </div>
  )
}

export function ErrorState(props: {
  title?: ReactNode
  children?: ReactNode
  number?: string | undefined
  onRetry?: () => void
  level?: 1 | 2
}) {
  const { t } = useTranslation('kit')
  return (
    <div role="alert">
      <EmptyState
        drawing="line"
        level={props.level ?? 2}
        title={props.title ?? t('error.title')}
        action={props.onRetry ? <Button onClick={props.onRetry}>{t('retry')}</Button> : undefined}
      >
        {props.children ?? t('error.body')}
        {props.number ? (
          <span className="state-number">{t('error.number', { number: props.number })}</span>
        ) : null}
      </EmptyState>
    </div>
  )
}

export function ForbiddenState({
  title,
  children,
  action,
}: {
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
}) {
  const { t } = useTranslation('kit')
  return (
    <EmptyState drawing="door" level={1} title={title ?? t('forbidden.title')} action={action}>
      {children ?? t('forbidden.body')}
    </EmptyState>
  )
}

/** No spinner under 100 ms: bars appear only when waiting becomes noticeable. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation('kit')
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 120)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={late ? 'loading loading-late' : 'loading'} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike and never move
        <i key={index} />
      ))}
    </div>
  )
}
