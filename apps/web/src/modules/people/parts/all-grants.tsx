/** Everybody's rights over the chosen unit and below it: given, revoked and over, the latest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState, Loading, SectionHead } from '#kit'
import { GrantDialog } from '#shell/grant-dialog.tsx'
import { Problem } from '#shell/resource.tsx'
import { people } from '../api.ts'
import { GrantList } from './grants.tsx'

export function AllGrants({ unit, mayGive }: { unit: string | undefined; mayGive: boolean }) {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const [giving, setGiving] = useState(false)
  const list = useInfiniteQuery({
    queryKey: ['grants', 'unit', unit ?? ''],
    queryFn: ({ pageParam, signal }) =>
      people.grants({ query: { unit, limit: 50, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const again = () => {
    setGiving(false)
    void list.refetch()
  }
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <section>
      <SectionHead
        title={t('grants')}
        note={t('grants.note')}
        {...(mayGive ? { more: <Button onClick={() => setGiving(true)}>{t('grants.give')}</Button> } : {})}
      />
      {list.isError && !list.data ? (
        <Problem error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={6} />
      ) : rows.length === 0 ? (
        <EmptyState drawing="page" title={t('grants.none')} />
      ) : (
        <GrantList rows={rows} named onRevoked={again} />
      )}
      {list.hasNextPage ? (
        <p className="list-more">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {kit('more')}
          </Button>
        </p>
      ) : null}
      {giving ? <GrantDialog onClose={() => setGiving(false)} onDone={again} /> : null}
    </section>
  )
}
