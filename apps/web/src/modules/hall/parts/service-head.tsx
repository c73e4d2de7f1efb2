import type { ServiceCard } from '@yizhan/contracts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TitleSlip } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import './service-head.css'

/** The cloth band at the head of a service, with its title slip. */
export function ServiceHead({
  service,
  title,
  lead,
  trail,
}: {
  service: ServiceCard
  title?: string
  lead?: ReactNode
  trail?: ReactNode
}) {
  const { t } = useTranslation('hall')
  const say = useSay()
  return (
    <header className="service-head">
      <div className="wrap">
        <TitleSlip text={say(service.short)} />
        <div>
          <nav className="crumbs" aria-label={t('home.title')}>
            <Link to="/">{t('home.title')}</Link>
            {trail ? <> › {trail}</> : null}
          </nav>
          <h1>{title ?? say(service.name)}</h1>
          <p>{lead ?? say(service.summary)}</p>
        </div>
      </div>
    </header>
  )
}

/** Left: the facts beside the slip; right: the panel that reaches into the band. */
export function ServiceColumns({
  facts,
  deskOnly = false,
  children,
}: {
  facts: ReactNode
  deskOnly?: boolean
  children: ReactNode
}) {
  return (
    <div className="wrap service-columns">
      <div className={deskOnly ? 'service-facts desk-only' : 'service-facts'}>{facts}</div>
      {children}
    </div>
  )
}
