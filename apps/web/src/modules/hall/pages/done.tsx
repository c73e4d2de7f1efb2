import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { CaseDetail } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { ButtonAnchor, promisedDay, StatusShape, VerticalLine } from '#kit'
import { useSay } from '#shell/language.ts'
import { ButtonLink } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Resource } from '#shell/resource.tsx'
import { noteOf, stopsOf } from '../../process/parts/strip.ts'
import { documentHref } from '../api.ts'
import { caseQuery } from '../parts/case-query.ts'
import { Documents } from '../parts/case-side.tsx'
import { ended } from '../parts/status.ts'
import './done.css'

const stateOf = { done: 'ok', now: 'on', next: 'next', stopped: 'stopped' } as const

function Received({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const language = useLanguage()
  const over = ended(detail.case)
  const promised = detail.promised?.on
  const document = detail.documents[0]
  return (
    <div className="panel received">
      <div className="received-head" role="status">
        <StatusShape status="done" />
        <h1>{over ? t(detail.skipped.length > 0 ? 'status.without' : 'done.ready') : t('done.title')}</h1>
        <p className="received-number">{detail.case.number}</p>
        <p>
          {over
            ? say(detail.case.service.name)
            : promised
              ? t('done.promise', { day: promisedDay(promised, language) })
              : say(detail.next)}
        </p>
      </div>
      <section>
        <h2>{t('done.next')}</h2>
        <p>{say(detail.next)}</p>
        <VerticalLine
          stops={stopsOf(detail.line).map((stop) => ({
            key: stop.id,
            title: say(stop.name),
            note: noteOf(stop, language),
            state: stateOf[stop.status],
          }))}
        />
        <Documents documents={detail.documents} />
      </section>
      <footer className="bottom-actions">
        {document ? (
          <ButtonAnchor look="primary" size="large" icon="download" href={documentHref(document.id)}>
            {t('case.download')}
          </ButtonAnchor>
        ) : null}
        <ButtonLink
          size="large"
          look={document ? 'plain' : 'primary'}
          to="/cases/$id"
          params={{ id: detail.case.id }}
        >
          {t('done.see')}
        </ButtonLink>
        <ButtonLink size="large" to="/">
          {t('done.home')}
        </ButtonLink>
      </footer>
    </div>
  )
}

/** A number, who has it now, and what comes next. */
export function DonePage() {
  const { id } = useParams({ from: '/signed-in/framed/cases/$id/received' })
  const { t } = useTranslation('hall')
  const found = useQuery(caseQuery(id))
  useTitle(found.data ? `${t('done.title')} ${found.data.case.number}` : t('done.title'))
  return (
    <Resource query={found}>
      {(detail) => (
        <Page narrow>
          <Received detail={detail} />
        </Page>
      )}
    </Resource>
  )
}
