import { QueryClient } from '@tanstack/react-query'
import type { NoticeNews } from '@yizhan/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { countQuery, keepRead, listKey, takeNews } from '../api.ts'
import { follow } from './live.ts'

class FakeSource extends EventTarget {
  static readonly CLOSED = 2
  static made: FakeSource[] = []
  readyState = 1
  constructor() {
    super()
    FakeSource.made.push(this)
  }
  close(): void {
    this.readyState = 2
  }
  send(event: string, data: object = {}): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }))
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeSource.made = []
  vi.stubGlobal('EventSource', FakeSource)
})
afterEach(() => void vi.useRealTimers())

const id = '01975f3e-0000-7000-8000-000000000001'
const row = {
  ...{ id, kind: 'task-opened' as const, at: '2026-11-24T01:00:00Z', read: false },
  ...{ caseId: id, caseNumber: 'YZ-1', service: { zh: '请假', en: 'Leave' }, taskId: id },
}

test('news are passed on; a refused stream is tried again after a minute, a cut one by the browser', () => {
  const news: NoticeNews[] = []
  const onDoubt = vi.fn()
  const stop = follow({ onNews: (one) => news.push(one), onDoubt })
  const [first] = FakeSource.made
  first?.send('count', { unread: 2 })
  first?.send('notice', { unread: 3, notice: row })
  expect(news.map(({ unread }) => unread)).toEqual([2, 3])
  first?.send('error')
  vi.advanceTimersByTime(120_000)
  expect(FakeSource.made).toHaveLength(1)
  first?.close()
  first?.send('error')
  vi.advanceTimersByTime(60_000)
  expect(FakeSource.made).toHaveLength(2)
  expect(onDoubt).toHaveBeenCalledTimes(1)
  stop()
  expect(FakeSource.made[1]?.readyState).toBe(2)
})

test('a stream that another tab took over, or whose session ended, is not opened again', () => {
  const onDoubt = vi.fn()
  const stop = follow({ onNews: () => undefined, onDoubt })
  FakeSource.made[0]?.send('replaced')
  FakeSource.made[0]?.send('gone')
  vi.advanceTimersByTime(600_000)
  expect(FakeSource.made).toHaveLength(1)
  expect(onDoubt).toHaveBeenCalledTimes(1)
  stop()
})

test('a new task makes the lists of tasks old, and the count is that of the server', () => {
  const queries = new QueryClient()
  queries.setQueryData(['tasks', {}], [])
  queries.setQueryData(['cases', 'all'], [])
  takeNews(queries, { unread: 7, notice: row })
  expect(queries.getQueryData(countQuery.queryKey)).toEqual({ unread: 7 })
  expect(queries.getQueryState(['tasks', {}])?.isInvalidated).toBe(true)
  expect(queries.getQueryState(['cases', 'all'])?.isInvalidated).toBe(false)
})

test('what was read stays in its place', () => {
  const queries = new QueryClient()
  const other = { ...row, id: `${id.slice(0, -1)}2` }
  queries.setQueryData(listKey, { pages: [{ rows: [row, other] }], pageParams: [''] })
  keepRead(queries, (one) => one.id === id)
  const kept = queries.getQueryData<{ pages: { rows: (typeof row)[] }[] }>(listKey)
  expect(kept?.pages[0]?.rows.map((one) => [one.id, one.read])).toEqual([
    [id, true],
    [other.id, false],
  ])
})
