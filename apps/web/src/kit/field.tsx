/** One question: label, control, hint, error. Controls get their attributes from `describe`. */
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { TextButton } from './button.tsx'
import { Icon } from './icons.tsx'
import { StatusShape } from './status.tsx'

type Described = { id: string; hint?: ReactNode; error?: string | undefined }

/** Attributes of the control of a field, so that hint and error are read with it. */
export function describe({ id, hint, error }: Described) {
  const parts = [error ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean)
  return {
    id,
    ...(parts.length > 0 ? { 'aria-describedby': parts.join(' ') } : {}),
    ...(error ? { 'aria-invalid': true as const, status: 'error' as const } : {}),
  }
}

type FieldProps = Described & {
  label: ReactNode
  optional?: boolean
  /** A group of controls (radio cards, attachments) has no single control to label. */
  group?: boolean
  children: ReactNode
}

export function Field({ id, label, hint, error, optional = false, group = false, children }: FieldProps) {
  const { t } = useTranslation('kit')
  const text = (
    <>
      {label}
      {optional ? <span className="field-optional">{t('optional')}</span> : null}
    </>
  )
  const below = (
    <>
      {hint ? (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="field-error">
          <StatusShape status="danger" />
          <span>{error}</span>
        </p>
      ) : null}
    </>
  )
  const look = error ? 'field field-bad' : 'field'
  if (group) {
    return (
      <fieldset
        className={look}
        {...(error || hint ? { 'aria-describedby': `${id}-${error ? 'error' : 'hint'}` } : {})}
      >
        <legend className="field-label">{text}</legend>
        {children}
        {below}
      </fieldset>
    )
  }
  return (
    <div className={look}>
      <label className="field-label" htmlFor={id}>
        {text}
      </label>
      {children}
      {below}
    </div>
  )
}

type PrefilledProps = {
  label: ReactNode
  value: ReactNode
  /** Where it comes from and when: 人事库，今天 06:00 更新. */
  source: ReactNode
  /** Sources disagree: amber, with the shape that asks. */
  conflict?: boolean
  onWrong?: () => void
  /** That it was reported, and what became of it; without `onWrong` instead of the link. */
  reported?: ReactNode
}

/** Known from the records: shown, not asked. */
export function PrefilledField({
  label,
  value,
  source,
  conflict = false,
  onWrong,
  reported,
}: PrefilledProps) {
  const { t } = useTranslation('kit')
  return (
    <div className={conflict ? 'field prefilled prefilled-conflict' : 'field prefilled'}>
      <span className="field-label">{label}</span>
      <div className="prefilled-value">{value}</div>
      <p className="source">
        {conflict ? <StatusShape status="wait" /> : <Icon name="data" size="s" />}
        <span>{source}</span>
        {reported ? <span className="source-reported">{reported}</span> : null}
        {onWrong ? <TextButton onClick={onWrong}>{t('wrong')}</TextButton> : null}
      </p>
    </div>
  )
}

export type FieldError = { readonly id: string; readonly message: string }

/** The list on top of a form that was sent with mistakes; each line leads to its field. */
export function ErrorSummary({
  errors,
  onGo,
  attempt,
}: {
  errors: readonly FieldError[]
  onGo?: (id: string) => void
  /** Changes with every attempt to send, so that the same mistakes are read out again. */
  attempt?: unknown
}) {
  const { t } = useTranslation('kit')
  const box = useRef<HTMLDivElement>(null)
  const print = errors.map((error) => error.id + error.message).join()
  // It takes the focus when it appears, so that it is the first thing read; after the commit, because a field that
  // loses the focus in the middle of one finds its own parts gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt moves the focus again although nothing else changed
  useEffect(() => {
    if (print !== '') box.current?.focus()
  }, [print, attempt])
  if (errors.length === 0) return null
  const go = (id: string) => {
    if (onGo) onGo(id)
    else document.getElementById(id)?.focus()
  }
  return (
    <div className="error-summary" role="alert" tabIndex={-1} ref={box}>
      <h2>
        <StatusShape status="danger" />
        {t('errors.title', { count: errors.length })}
      </h2>
      <ul>
        {errors.map((error) => (
          <li key={error.id + error.message}>
            <a
              href={`#${error.id}`}
              onClick={(event) => {
                event.preventDefault()
                go(error.id)
              }}
            >
              {error.message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
