/**
 * Notices as they come. One tab of the browser holds the stream and tells the others, for a session has one stream; where
 * the browser cannot agree on one tab (no Web Locks without TLS), the tab that came last has it.
 */
import { useQueryClient } from '@tanstack/react-query'
import type { NoticeNews } from '@yizhan/contracts'
import { useEffect } from 'react'
import { countQuery, takeNews } from '../api.ts'

const name = 'yizhan.notices'
/** After a refusal, e.g. of a node that is full. */
const againMs = 60_000

export type Follower = {
  readonly onNews: (news: NoticeNews) => void
  /** The session is over, or what happened meanwhile is not known. */
  readonly onDoubt: () => void
}

/** @returns a function that stops following */
export function follow({ onNews, onDoubt }: Follower): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    source = new EventSource('/api/notices/stream')
    const take = (event: MessageEvent<string>) => onNews(JSON.parse(event.data) as NoticeNews)
    const stop = () => source?.close()
    source.addEventListener('notice', take)
    source.addEventListener('count', take)
    source.addEventListener('replaced', stop)
    source.addEventListener('gone', () => {
      stop()
      onDoubt()
    })
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return
      timer = setTimeout(() => {
        onDoubt()
        open()
      }, againMs)
    })
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

/** Runs `work` in one tab at a time. @returns a function that gives up */
function inOneTab(work: () => () => void): () => void {
  // Absent where the page came without TLS, whatever the types say.
  const locks = navigator.locks as LockManager | undefined
  if (locks === undefined) return work()
  const ending = new AbortController()
  const ended = new Promise<void>((resolve) =>
    ending.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  locks
    .request(name, { signal: ending.signal }, async () => {
      const stop = work()
      await ended
      stop()
    })
    .catch(() => undefined)
  return () => ending.abort()
}

export function useLiveNotices(): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (typeof EventSource === 'undefined' || typeof BroadcastChannel === 'undefined') return
    const tabs = new BroadcastChannel(name)
    tabs.onmessage = ({ data }: MessageEvent<NoticeNews>) => takeNews(queries, data)
    const stop = inOneTab(() =>
      follow({
        onNews: (news) => {
          takeNews(queries, news)
          tabs.postMessage(news)
        },
        onDoubt: () => void queries.invalidateQueries({ queryKey: countQuery.queryKey }),
      }),
    )
    return () => {
      stop()
      tabs.close()
    }
  }, [queries])
}
