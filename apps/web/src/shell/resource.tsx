/** What a page shows while its data comes, when it may not be seen, when it is missing and when it failed. */
import type { UseQueryResult } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, ErrorState, ForbiddenState, Loading } from '#kit'
import { isProblem } from './client.ts'
import { ButtonLink } from './links.tsx'
import { Page } from './page.tsx'

export function ToHall() {
  const { t } = useTranslation('kit')
  return <ButtonLink to="/">{t('forbidden.action')}</ButtonLink>
}

/** The session ended while a page was open: sign in and come back. */
function BackToSignIn() {
  const navigate = useNavigate()
  const href = useRouterState({ select: (state) => state.location.href })
  useEffect(() => {
    if (!href.startsWith('/sign-in')) void navigate({ to: '/sign-in', search: { to: href } })
  }, [navigate, href])
  return <Loading />
}

export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('kit')
  if (isProblem(error)) {
    const { status, title, next, facts } = { ...error.problem }
    if (status === 401) return <BackToSignIn />
    if (status === 403)
      return <ForbiddenState title={title} {...(next ? { children: next } : {})} action={<ToHall />} />
    // An address whose id is no id answers 400: to the reader it is a page that does not exist.
    const missing = status === 404 || status === 400
    if (missing) {
      return (
        <EmptyState
          drawing="page"
          level={1}
          title={status === 404 && title ? title : t('missing.title')}
          action={<ToHall />}
        >
          {status === 404 && next ? next : t('missing.body')}
        </EmptyState>
      )
    }
    const number = facts?.request
    return (
      <ErrorState
        level={1}
        {...(title ? { title } : {})}
        {...(next ? { children: next } : {})}
        number={typeof number === 'string' ? number : undefined}
        {...(onRetry ? { onRetry } : {})}
      />
    )
  }
  return <ErrorState level={1} {...(onRetry ? { onRetry } : {})} />
}

type Props<T> = { query: UseQueryResult<T, Error>; rows?: number; children: (data: T) => ReactNode }

/** Old data stays while new data comes; a refresh that fails keeps what was there. */
export function Resource<T>({ query, rows = 6, children }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) {
    return (
      <Page>
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    )
  }
  return (
    <Page>
      <Loading rows={rows} />
    </Page>
  )
}
