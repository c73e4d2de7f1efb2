import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { ServiceCard } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { EmptyState, Icon } from '#kit'
import { useSay } from '#shell/language.ts'
import { ButtonLink, Link } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { Resource } from '#shell/resource.tsx'
import { hall } from '../api.ts'
import { iconOf } from '../parts/category-icon.ts'
import { FindService, searchQuery } from '../parts/find-service.tsx'
import './services.css'

function ServiceList({ rows }: { rows: readonly ServiceCard[] }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  return (
    <ul className="panel service-list">
      {rows.map((service) => (
        <li key={service.id}>
          <Link to="/services/$id" params={{ id: service.id }}>
            <Icon name={iconOf(service.category)} />
            <b>{say(service.name)}</b>
            {service.forMe ? null : <small>{t('services.notForMe')}</small>}
            <span>{say(service.summary)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Found({ q }: { q: string }) {
  const { t } = useTranslation('hall')
  const found = useQuery(searchQuery(q))
  useTitle(t('services.found', { q, n: found.data?.rows.length ?? 0 }))
  return (
    <Resource query={found}>
      {({ rows }) =>
        rows.length === 0 ? (
          <EmptyState
            drawing="page"
            level={1}
            title={t('services.none', { q })}
            action={<ButtonLink to="/hall">{t('services.none.action')}</ButtonLink>}
          >
            {t('services.none.body')}
          </EmptyState>
        ) : (
          <>
            <h1 className="services-title">{t('services.found', { q, n: rows.length })}</h1>
            <ServiceList rows={rows} />
          </>
        )
      }
    </Resource>
  )
}

function Listed({ category }: { category: string | undefined }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const list = useQuery({
    queryKey: ['services', category ?? ''],
    queryFn: ({ signal }) => hall.services({ query: category ? { category } : {} }, { signal }),
  })
  const title = list.data?.category ? say(list.data.category.name) : t('services.title')
  useTitle(title)
  return (
    <Resource query={list}>
      {({ rows }) => (
        <>
          <h1 className="services-title">
            {title}
            <small>{t('services.count', { n: rows.length, count: rows.length })}</small>
          </h1>
          {rows.length === 0 ? (
            <EmptyState
              drawing="page"
              title={t('services.empty')}
              action={<ButtonLink to="/hall">{t('services.none.action')}</ButtonLink>}
            />
          ) : (
            <ServiceList rows={rows} />
          )}
        </>
      )}
    </Resource>
  )
}

export function ServicesPage() {
  const { t } = useTranslation('hall')
  const { q, category } = useSearch({ strict: false })
  return (
    <Page narrow>
      <nav className="crumbs" aria-label={t('home.title')}>
        <Link to="/">{t('home.title')}</Link> ›{' '}
        {category || q ? <Link to="/hall">{t('home.all')}</Link> : t('home.all')}
      </nav>
      <div className="services-find">
        <FindService initial={q ?? ''} autoFocus={!q && !category} />
      </div>
      {q ? <Found q={q} /> : <Listed category={category} />}
    </Page>
  )
}
