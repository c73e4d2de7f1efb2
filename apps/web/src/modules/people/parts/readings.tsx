/** For auditors: who read whose sensitive data, what and why. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState, Loading, nearTime } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { people } from '../api.ts'

export function Readings() {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  const list = useInfiniteQuery({
    queryKey: ['readings'],
    queryFn: ({ pageParam, signal }) =>
      people.readings({ query: { limit: 50, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={8} />
  const rows = list.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <EmptyState drawing="page" title={t('readings.none')} />
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls a wide table with the arrow keys */}
      <section className="panel table-scroll" aria-label={t('readings')} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              {(['reader', 'member', 'what', 'why', 'when'] as const).map((head) => (
                <th key={head} scope="col">
                  {t(`readings.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td className="nowrap">{row.reader?.name ?? ''}</td>
                <td className="nowrap">{row.member?.name ?? ''}</td>
                <td>{row.elements.map(say).join(kit('and'))}</td>
                <td>
                  {row.why === 'people.member' ? t('readings.why.member') : row.why.replace(/^case /, '')}
                </td>
                <td className="nowrap">{nearTime(row.at, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
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
