/** For those who run the services: failed steps first, then versions and running cases. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LineTabs } from '#kit'
import { Page, useTitle } from '#shell/page.tsx'
import { UndeliveredNotices } from '../../notice/parts/undelivered.tsx'
import { process } from '../api.ts'
import { FailedJobs } from '../parts/failed-jobs.tsx'
import { Figures } from '../parts/figures.tsx'
import { RunningCases } from '../parts/running-cases.tsx'
import { Versions } from '../parts/versions.tsx'
import './services.css'

export const failedQuery = {
  queryKey: ['failed-jobs'],
  queryFn: ({ signal }: { signal: AbortSignal }) => process.failedJobs({ query: { limit: 100 } }, { signal }),
}

type Tab = 'failed' | 'versions' | 'running' | 'figures'

const parts = { versions: Versions, running: RunningCases, figures: Figures }

export function ServiceAdminPage() {
  const { t } = useTranslation('process')
  const [tab, setTab] = useState<Tab>('failed')
  const failed = useQuery(failedQuery)
  useTitle(t('admin.title'))
  const Part = tab === 'failed' ? undefined : parts[tab]
  return (
    <Page>
      <h1>{t('admin.title')}</h1>
      <LineTabs
        label={t('admin.title')}
        active={tab}
        onPick={(key) => setTab(key as Tab)}
        tabs={[
          {
            key: 'failed',
            label: t('admin.failed'),
            ...(failed.data ? { count: failed.data.rows.length } : {}),
          },
          { key: 'versions', label: t('admin.versions') },
          { key: 'running', label: t('admin.running') },
          { key: 'figures', label: t('admin.figures') },
        ]}
      />
      {Part ? (
        <Part />
      ) : (
        <>
          <FailedJobs jobs={failed} />
          <UndeliveredNotices />
        </>
      )}
    </Page>
  )
}
