import { useInfiniteQuery } from '@tanstack/react-query'
import { peopleApi } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { Button, ErrorState, Loading, nearTime } from '#kit'
import { client } from '#shell/client.ts'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'

const people = client(peopleApi)

/** Who read sensitive data of one's own record, when and what for. */
export function MyReaders() {
  const { t } = useTranslation('account')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  const list = useInfiniteQuery({
    queryKey: ['my-readers'],
    queryFn: ({ pageParam, signal }) =>
      people.myReaders({ query: { limit: 10, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  if (list.isError && !list.data) return <ErrorState onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={3} />
  const rows = list.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <p className="muted">{t('me.readers.none')}</p>
  const why = (words: string) =>
    words.startsWith('case ')
      ? t('me.readers.why.case', { case: words.slice(5) })
      : words === 'people.member'
        ? t('me.readers.why.member')
        : words
  return (
    <>
      <ul className="session-list">
        {rows.map((row) => (
          <li key={row.id}>
            <div>
              <b>{row.reader?.name ?? t('me.readers.somebody')}</b>{' '}
              {t('me.readers.line', { elements: row.elements.map(say).join(kit('and')) })}
              <p>{why(row.why)}</p>
            </div>
            <span className="small muted">{nearTime(row.at, language)}</span>
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button size="small" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {kit('more')}
        </Button>
      ) : null}
    </>
  )
}
