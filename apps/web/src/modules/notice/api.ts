import { type InfiniteData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type NoticeNews, type NoticeRow, noticeApi } from '@yizhan/contracts'
import { client } from '#shell/client.ts'

export const notice = client(noticeApi)

export const countQuery = queryOptions({
  queryKey: ['notices', 'count'],
  queryFn: ({ signal }) => notice.noticeCount({}, { signal }),
})

export const listKey = ['notices', 'list'] as const
type Page = { rows: NoticeRow[]; next?: string | undefined }

export function keepCount(queries: QueryClient, unread: number): void {
  queries.setQueryData(countQuery.queryKey, { unread })
}

/** Rows stay where they are while the list is open: what one just read does not jump away under the pointer. */
export function keepRead(queries: QueryClient, isRead: (row: NoticeRow) => boolean): void {
  queries.setQueryData<InfiniteData<Page>>(listKey, (list) =>
    list === undefined
      ? list
      : {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            rows: page.rows.map((row) => (isRead(row) ? { ...row, read: true } : row)),
          })),
        },
  )
}

/**
 * What came changes more than the bell: a task stands in lists, a case moved on. A page that nobody looks at asks for it
 * when somebody does again, so that an open page alone does not keep its session alive.
 */
export function takeNews(queries: QueryClient, { unread, notice: row }: NoticeNews): void {
  keepCount(queries, unread)
  const stale =
    row === undefined
      ? []
      : row.taskId === undefined
        ? [['case', row.caseId], ['cases'], ['home'], ['session']]
        : [['tasks'], ['task-counts'], ['home'], ['session']]
  const refetchType = document.visibilityState === 'visible' ? 'active' : 'none'
  for (const queryKey of [...stale, listKey]) void queries.invalidateQueries({ queryKey, refetchType })
}
