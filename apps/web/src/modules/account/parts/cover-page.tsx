import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch, LargeSwitch, ThemeSwitch } from '#shell/switches.tsx'
import { Cover } from './cover.tsx'

/** Pages before the hall: the cover at the left, one form at the right. */
export function CoverPage({
  title,
  lead,
  foot,
  children,
}: {
  title: string
  lead: string
  foot?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation('kit')
  return (
    <div className="cover-page">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <Cover />
      <div className="cover-form">
        <div className="cover-switches">
          <LargeSwitch />
          <ThemeSwitch />
          <LanguageSwitch />
        </div>
        <main id="main" tabIndex={-1} className="cover-box">
          <h1>{title}</h1>
          <p>{lead}</p>
          {children}
        </main>
        <footer className="cover-foot">{foot}</footer>
      </div>
    </div>
  )
}
