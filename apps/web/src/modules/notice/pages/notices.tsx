/** One's own notices, unread first; each leads to its task or case. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { NoticeKind, NoticeRow } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState, Loading, nearTime, type StatusName, StatusShape } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { ButtonLink, Link } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { keepCount, keepRead, listKey, notice } from '../api.ts'
import './notices.css'

const shapes: Record<NoticeKind, StatusName> = {
  'task-opened': 'wait',
  'case-supplement': 'wait',
  'case-returned': 'wait',
  'case-finished': 'done',
  'case-refused': 'danger',
}

function Row({ row, onOpen }: { row: NoticeRow; onOpen: (row: NoticeRow) => void }) {
  const { t } = useTranslation('notice')
  const say = useSay()
  const language = useLanguage()
  const body = (
    <>
      <span className={`notice-row-shape ${shapes[row.kind]}`}>
        <StatusShape status={shapes[row.kind]} />
      </span>
      <span className="notice-row-text">
        <span className="notice-row-title">{t(`kind.${row.kind}.line`, { service: say(row.service) })}</span>
        <span className="notice-row-more">
          {row.step ? `${say(row.step)}　` : ''}
          {row.caseNumber}
        </span>
      </span>
      <span className="notice-row-when">
        <time dateTime={row.at}>{nearTime(row.at, language)}</time>
        {row.read ? null : (
          <span className="notice-row-new">
            <span className="sr-only">{t('unread')}</span>
          </span>
        )}
      </span>
    </>
  )
  const props = { className: row.read ? 'notice-row' : 'notice-row new', onClick: () => onOpen(row) }
  return row.taskId === undefined ? (
    <Link to="/cases/$id" params={{ id: row.caseId }} {...props}>
      {body}
    </Link>
  ) : (
    <Link to="/tasks/$id" params={{ id: row.taskId }} {...props}>
      {body}
    </Link>
  )
}

function useNotices() {
  return useInfiniteQuery({
    queryKey: listKey,
    queryFn: ({ pageParam, signal }) =>
      notice.notices({ query: pageParam ? { after: pageParam } : {} }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

function List({ list }: { list: ReturnType<typeof useNotices> }) {
  const { t } = useTranslation('notice')
  const { t: kit } = useTranslation('kit')
  const queries = useQueryClient()
  const read = useCommand(notice.readNotice, { onOk: ({ unread }) => keepCount(queries, unread) })
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={6} />
  const rows = list.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0)
    return (
      <EmptyState drawing="tray" title={t('none')} action={<ButtonLink to="/me">{t('settings')}</ButtonLink>}>
        {t('none.body')}
      </EmptyState>
    )
  const open = (row: NoticeRow) => {
    if (row.read) return
    keepRead(queries, ({ id }) => id === row.id)
    read.mutate({ params: { id: row.id } })
  }
  return (
    <>
      <ul className="panel notice-list">
        {rows.map((row) => (
          <li key={row.id}>
            <Row row={row} onOpen={open} />
          </li>
        ))}
      </ul>
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

export function NoticesPage() {
  const { t } = useTranslation('notice')
  const queries = useQueryClient()
  const list = useNotices()
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  useTitle(t('title'))
  const readAll = useCommand(notice.readNotices, {
    onOk: ({ unread }) => {
      keepCount(queries, unread)
      keepRead(queries, () => true)
    },
  })
  const newest = rows
    .map(({ id }) => id)
    .sort()
    .at(-1)
  return (
    <Page narrow>
      <header className="notices-head">
        <h1>{t('title')}</h1>
        {newest !== undefined && rows.some((row) => !row.read) ? (
          <Button pending={readAll.isPending} onClick={() => readAll.mutate({ body: { upTo: newest } })}>
            {t('readAll')}
          </Button>
        ) : null}
      </header>
      <List list={list} />
      {rows.length > 0 ? (
        <p className="notices-foot">
          <Link to="/me">{t('settings')}</Link>
        </p>
      ) : null}
    </Page>
  )
}
