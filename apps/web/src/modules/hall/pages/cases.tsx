import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState, LineTabs, Loading } from '#kit'
import { ButtonLink } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { Problem } from '#shell/resource.tsx'
import { useSession } from '#shell/session.ts'
import { hall } from '../api.ts'
import { CaseRow } from '../parts/case-row.tsx'
import '../parts/case-row.css'

type State = 'running' | 'ended' | 'all'

function List({ state }: { state: State }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const list = useInfiniteQuery({
    queryKey: ['cases', state],
    queryFn: ({ pageParam, signal }) =>
      hall.cases({ query: { state, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={6} />
  const rows = list.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) {
    return (
      <EmptyState
        drawing="page"
        title={state === 'all' ? t('cases.none') : t(`cases.none.${state}`)}
        action={<ButtonLink to="/">{t('cases.none.action')}</ButtonLink>}
      >
        {t('cases.none.body')}
      </EmptyState>
    )
  }
  return (
    <>
      <div className="panel">
        {rows.map((row) => (
          <CaseRow key={row.id} row={row} />
        ))}
      </div>
      {list.hasNextPage ? (
        <p className="list-more">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {kit('more')}
          </Button>
        </p>
      ) : null}
    </>
  )
}

export function CasesPage() {
  const { t } = useTranslation('hall')
  const { runningCases } = useSession()
  const [state, setState] = useState<State>('running')
  useTitle(t('cases.title'))
  return (
    <Page>
      <h1>{t('cases.title')}</h1>
      <LineTabs
        label={t('cases.title')}
        active={state}
        onPick={(key) => setState(key as State)}
        tabs={[
          { key: 'running', label: t('cases.running'), ...(runningCases > 0 ? { count: runningCases } : {}) },
          { key: 'ended', label: t('cases.ended') },
          { key: 'all', label: t('cases.all') },
        ]}
      />
      <List state={state} />
    </Page>
  )
}
