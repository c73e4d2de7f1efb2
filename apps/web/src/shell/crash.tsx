/** A page that broke, and an address that leads nowhere. */
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState } from '#kit'
import { isProblem } from './client.ts'
import { Page, useTitle } from './page.tsx'
import { Problem, ToHall } from './resource.tsx'

export function Crash({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('shell')
  const { t: kit } = useTranslation('kit')
  useTitle(t('crash.title'))
  return (
    <Page>
      {isProblem(error) ? (
        <Problem error={error} onRetry={reset} />
      ) : (
        <EmptyState
          drawing="line"
          level={1}
          title={t('crash.title')}
          action={<Button onClick={() => location.reload()}>{kit('reload')}</Button>}
        >
          {t('crash.body')}
        </EmptyState>
      )}
    </Page>
  )
}

export function Missing() {
  const { t } = useTranslation('kit')
  useTitle(t('missing.title'))
  return (
    <main id="main" tabIndex={-1}>
      <Page>
        <EmptyState drawing="page" level={1} title={t('missing.title')} action={<ToHall />}>
          {t('missing.body')}
        </EmptyState>
      </Page>
    </main>
  )
}
