import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Verification } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { EmptyState, FactList, fullTime, Loading, plainDate, StatusShape } from '#kit'
import { isProblem } from '#shell/client.ts'
import { useSay } from '#shell/language.ts'
import { ButtonLink, Link } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { seal } from '../api.ts'
import { Compare } from '../parts/compare.tsx'
import { Paper } from '../parts/paper.tsx'
import './verify.css'

const shapes = { valid: 'done', withdrawn: 'danger', superseded: 'danger', expired: 'wait' } as const

function Result({ found }: { found: Verification }) {
  const { t } = useTranslation('seal')
  const say = useSay()
  const language = useLanguage()
  const time = found.withdrawnAt ? fullTime(found.withdrawnAt, language) : ''
  const date = found.validUntil ? plainDate(found.validUntil, language) : ''
  return (
    <section className={`result result-${shapes[found.state]}`} role="status">
      <StatusShape status={shapes[found.state]} />
      <h1>{t(`state.${found.state}`)}</h1>
      <p>
        {t(`state.${found.state}.lead`, { university: say(found.university), time, date })}
        <br />
        {t('checked', { time: fullTime(found.checkedAt, language) })}
      </p>
    </section>
  )
}

function Facts({ found }: { found: Verification }) {
  const { t } = useTranslation('seal')
  const say = useSay()
  const language = useLanguage()
  return (
    <FactList
      wide
      facts={[
        { key: 'title', term: t('field.title'), text: say(found.title) },
        { key: 'number', term: t('field.number'), text: found.number },
        ...found.fields.map((field) => ({
          key: field.label.zh,
          term: say(field.label),
          text: field.text,
          ...(field.note ? { note: say(field.note) } : {}),
        })),
        ...(found.reason ? [{ key: 'reason', term: t('field.reason'), text: found.reason }] : []),
        {
          key: 'seal',
          term: t('field.seal'),
          text: say(found.seal.name),
          note: t(found.seal.active ? 'field.seal.active' : 'field.seal.stopped', {
            owner: say(found.seal.owner),
          }),
        },
        { key: 'at', term: t('field.sealedAt'), text: fullTime(found.sealedAt, language) },
        ...(found.validUntil
          ? [{ key: 'until', term: t('field.until'), text: plainDate(found.validUntil, language) }]
          : []),
      ]}
    />
  )
}

function Unknown({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('seal')
  if (!isProblem(error) || (error.status !== 404 && error.status !== 400))
    return <Problem error={error} onRetry={onRetry} />
  return (
    <EmptyState
      drawing="page"
      level={1}
      title={t('find.unknown')}
      action={<ButtonLink to="/verify">{t('another')}</ButtonLink>}
    >
      {t('find.unknown.body')}
    </EmptyState>
  )
}

export function VerifyPage() {
  const { id } = useParams({ from: '/open/verify/$id' })
  const { t } = useTranslation('seal')
  const found = useQuery({
    queryKey: ['verify', id],
    queryFn: ({ signal }) => seal.verify({ params: { id } }, { signal }),
    staleTime: 0,
  })
  useTitle(found.data ? t(`state.${found.data.state}`) : t('find.title'))
  return (
    <Page>
      {found.data ? (
        <div className="verify">
          <div>
            <Result found={found.data} />
            <Facts found={found.data} />
            <Compare id={id} sha256={found.data.sha256} />
            {found.data.selfMadeAuthority ? <p className="verify-authority">{t('authority')}</p> : null}
          </div>
          <Paper found={found.data} />
        </div>
      ) : found.isError ? (
        <Unknown error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading rows={8} />
      )}
      <footer className="verify-foot">
        <span>{t('private')}</span>
        <Link to="/verify">{t('another')}</Link>
      </footer>
    </Page>
  )
}
