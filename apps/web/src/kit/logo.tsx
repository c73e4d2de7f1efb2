import { useTranslation } from 'react-i18next'

/** The mark: a line, a ring and a seal-red dot. */
export function Mark({ size = 30 }: { size?: number }) {
  return (
    <svg className="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path d="M1 16h9M22 16h9" stroke="var(--brand-text)" strokeWidth="4" />
      <circle cx="16" cy="16" r="7" fill="none" stroke="var(--brand-text)" strokeWidth="4" />
      <circle cx="16" cy="16" r="2" fill="var(--seal)" />
    </svg>
  )
}

/** Mark, name and the house in which it stands. */
export function Logo({ place }: { place: string }) {
  const { t } = useTranslation('kit')
  return (
    <span className="logo">
      <Mark />
      <b>{t('name')}</b>
      <span className="logo-place">{place}</span>
    </span>
  )
}

/** 题签: the white title slip of a thread-bound book, with the short name of a service. */
export function TitleSlip({ text, seal }: { text: string; seal?: string }) {
  const latin = /^[\p{Script=Latin}\s-]+$/u.test(text)
  return (
    <div className={latin ? 'slip slip-latin' : 'slip'} aria-hidden="true">
      <span data-length={Math.min(Array.from(text).length, 8)}>{text}</span>
      {seal ? <i>{seal}</i> : null}
    </div>
  )
}
