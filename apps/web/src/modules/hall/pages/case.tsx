import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { CaseDetail } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { fullTime, Notice, ProcessStrip, SectionHead, StatusMark } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Resource } from '#shell/resource.tsx'
import { HistoryTimeline } from '../../process/parts/history.tsx'
import { stopsOf, stripOf } from '../../process/parts/strip.ts'
import { CaseActions, Rating, Supplement } from '../parts/case-actions.tsx'
import { CaseNow } from '../parts/case-now.tsx'
import { caseQuery } from '../parts/case-query.ts'
import { useStanding } from '../parts/case-row.tsx'
import { CaseAnswers, Materials } from '../parts/case-side.tsx'
import { ended, shapeOf } from '../parts/status.ts'
import './case.css'

function Head({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const language = useLanguage()
  const standing = useStanding()
  const row = detail.case
  return (
    <header className="case-head">
      <nav className="crumbs" aria-label={t('cases.title')}>
        <Link to="/cases">{t('cases.title')}</Link> ›{' '}
        {ended(row) ? t('case.crumb.ended') : t('case.crumb.running')}
      </nav>
      <div className="case-title">
        <h1>{say(row.service.name)}</h1>
        <StatusMark status={shapeOf(row)} boxed>
          {row.status === 'running' && row.step ? say(row.step) : standing(row)}
        </StatusMark>
        <CaseActions detail={detail} />
      </div>
      <p className="case-sub">
        <span>{t('case.number', { number: row.number })}</span>
        <span>{t('case.applied', { time: fullTime(row.appliedAt, language) })}</span>
        {row.summary ? <span>{row.summary}</span> : null}
      </p>
    </header>
  )
}

function Road({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const language = useLanguage()
  const { passed, stops } = detail.case
  const note = ended(detail.case)
    ? t('case.strip.over', { all: stops })
    : t('case.strip.note', { n: Math.min(passed + 1, stops), all: stops })
  if (stopsOf(detail.line).length === 0) return null
  return (
    <section className="panel case-road">
      <SectionHead level={3} title={t('case.strip')} note={note} />
      <ProcessStrip line={stripOf(detail.line, say, language)} label={`${t('case.strip')}，${note}`} />
    </section>
  )
}

function CaseOf({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const { returned, may } = detail
  return (
    <Page>
      <Head detail={detail} />
      {returned && may.resubmit ? (
        <Notice status="wait">
          <b>{t('case.returned', { by: returned.by })}</b>
          <p>{returned.reason}</p>
        </Notice>
      ) : null}
      {may.supplement ? <Supplement detail={detail} /> : null}
      <CaseNow detail={detail} />
      <Road detail={detail} />
      {may.rate || detail.rating ? <Rating detail={detail} /> : null}
      <div className={detail.materials.length > 0 ? 'case-columns' : ''}>
        <section className="case-history">
          <SectionHead title={t('case.history')} />
          <HistoryTimeline lines={detail.history} over={ended(detail.case)} />
        </section>
        <Materials files={detail.materials} />
      </div>
      <CaseAnswers detail={detail} />
    </Page>
  )
}

export function CasePage() {
  const { id } = useParams({ from: '/signed-in/framed/cases/$id' })
  const say = useSay()
  const found = useQuery(caseQuery(id))
  useTitle(found.data ? `${say(found.data.case.service.name)} ${found.data.case.number}` : undefined)
  return <Resource query={found}>{(detail) => <CaseOf detail={detail} />}</Resource>
}
