/**
 * Notices as they come: one stream of server-sent events a session. A hint from PostgreSQL makes a node look at once; each
 * heartbeat looks anyway, so that a hint that was lost costs seconds and nothing else.
 */
import { PassThrough, type Readable } from 'node:stream'
import { type NoticeNews, type NoticeRow, type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { type Listening, listen } from '#platform/listen'
import type { NoticeDeps } from './commands.ts'
import { newsOf, unreadOf } from './queries.ts'
import { hints } from './store.ts'
import type { NoticeTables } from './tables.ts'

type Stream = {
  readonly memberId: string
  readonly sessionId: string
  readonly body: PassThrough
  /** Ids that were sent: what is looked at overlaps, for rows are not committed in the order of their times. */
  readonly sent: Set<string>
  since: Temporal.Instant
  unread: number
}

export type Hub = {
  readonly open: (
    actor: Actor,
    lastEventId: string | undefined,
    follow: boolean,
  ) => Promise<Readable | Refusal>
  /** Looks for what these members have not been sent. */
  readonly look: (members: ReadonlySet<string>) => Promise<void>
  /** Asks after sessions, looks for everybody, and keeps proxies from cutting the line. */
  readonly beat: () => Promise<void>
  readonly size: () => number
  /** Ends every stream; browsers come back, to another node. */
  readonly close: () => Promise<void>
}

export type HubLimits = { readonly streams: number; readonly ofMember: number; readonly beatMs: number }
const usual: HubLimits = { streams: 5_000, ofMember: 5, beatMs: 20_000 }

/** A transaction that is older than this and not yet committed may lose its notice from the stream, not from the list. */
const overlap = { seconds: 10 }
/** After a longer break the page loads its list anew anyway. */
const longestBreak = { hours: 1 }
/** Bytes that a slow reader may be behind. */
const longestQueue = 256 * 1024

export function createHub({ platform, faces }: NoticeDeps, limits: HubLimits = usual): Hub {
  const { log } = platform
  const db = platform.read<NoticeTables>()
  const streams: Streams = new Map()
  let listening: Listening | undefined
  let beating: NodeJS.Timeout | undefined
  let closed = false

  const start = () => {
    const hear = (payload: string) => {
      void hub
        .look(new Set(idsIn(payload)))
        .catch((error: unknown) => log.warn({ reason: String(error) }, 'notices'))
    }
    listening ??= listen(platform.pool.options, hints, hear, log)
    beating ??= setInterval(() => {
      void hub.beat().catch((error: unknown) => log.warn({ reason: String(error) }, 'notices'))
    }, limits.beatMs).unref()
  }
  const lookFor = async (asked: readonly Stream[]) => {
    if (asked.length === 0) return
    const members = [...new Set(asked.map(({ memberId }) => memberId))]
    const since = asked.map((stream) => stream.since).sort(Temporal.Instant.compare)[0]
    if (since === undefined) return
    const now = platform.clock()
    const news = await newsOf(db, members, since.subtract(overlap).toString())
    const unread = await unreadOf(db, members)
    for (const stream of asked) {
      tell(stream, news, unread.get(stream.memberId) ?? 0)
      stream.since = now
    }
  }
  const hub: Hub = {
    open: async (actor, lastEventId, follow) => {
      if (closed || (follow && streams.size >= limits.streams))
        return refuse('notice.streams-full', { seconds: 60 })
      const stream = newStream(actor, platform.clock(), lastEventId)
      if (follow) {
        makeRoom(streams, actor, limits.ofMember)
        streams.set(actor.sessionId, stream)
        stream.body.on('close', () => drop(streams, stream))
        start()
      }
      // Browsers that were cut off together come back over some seconds.
      write(stream, `retry: ${2000 + Math.floor(Math.random() * 4000)}\n\n`)
      await lookFor([stream])
      if (!follow) drop(streams, stream)
      return stream.body
    },
    look: (members) => lookFor([...streams.values()].filter(({ memberId }) => members.has(memberId))),
    beat: async () => {
      const all = [...streams.values()]
      const live = await faces.account.liveSessions(all.map(({ sessionId }) => sessionId))
      for (const stream of all)
        if (live.has(stream.sessionId)) write(stream, ': here\n\n')
        else drop(streams, stream, 'event: gone\ndata: {}\n\n')
      await lookFor(all.filter((stream) => streams.get(stream.sessionId) === stream))
    },
    size: () => streams.size,
    close: async () => {
      closed = true
      clearInterval(beating)
      for (const stream of [...streams.values()]) drop(streams, stream)
      await listening?.stop()
    },
  }
  return hub
}

type Streams = Map<string, Stream>

function drop(streams: Streams, stream: Stream, last?: string): void {
  if (streams.get(stream.sessionId) === stream) streams.delete(stream.sessionId)
  if (last !== undefined && !stream.body.writableEnded) stream.body.write(last)
  stream.body.end()
}

function write({ body }: Stream, text: string): void {
  if (body.writableLength > longestQueue) body.destroy()
  else if (!body.writableEnded) body.write(text)
}

/** For one more of this session: its former one ends, and of the member's others the oldest where there are too many. */
function makeRoom(streams: Streams, { sessionId, memberId }: Actor, most: number): void {
  const former = streams.get(sessionId)
  if (former) drop(streams, former, replaced)
  const others = [...streams.values()].filter((stream) => stream.memberId === memberId)
  for (const other of others.slice(0, Math.max(0, others.length + 1 - most))) drop(streams, other, replaced)
}

const replaced = 'event: replaced\ndata: {}\n\n'

function newStream(actor: Actor, now: Temporal.Instant, lastEventId: string | undefined): Stream {
  const last = instantOf(lastEventId)
  const earliest = now.subtract(longestBreak)
  const resumed = last !== undefined && Temporal.Instant.compare(last, now) < 0 ? last : now
  return {
    memberId: actor.memberId,
    sessionId: actor.sessionId,
    body: new PassThrough(),
    sent: new Set(lastEventId === undefined ? [] : [lastEventId]),
    since: Temporal.Instant.compare(resumed, earliest) < 0 ? earliest : resumed,
    unread: -1,
  }
}

/** The time in a UUIDv7; undefined when it is none. */
function instantOf(id: string | undefined): Temporal.Instant | undefined {
  const [, high, low] =
    /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.exec(id ?? '') ?? []
  const ms = Number.parseInt(`${high}${low}`, 16)
  return high === undefined || ms > 8.64e15 ? undefined : Temporal.Instant.fromEpochMilliseconds(ms)
}

function tell(
  stream: Stream,
  news: readonly { memberId: string; notice: NoticeRow }[],
  unread: number,
): void {
  const fresh = news.filter(
    ({ memberId, notice }) => memberId === stream.memberId && !stream.sent.has(notice.id),
  )
  for (const { notice } of fresh) {
    stream.sent.add(notice.id)
    const data: NoticeNews = { unread, notice }
    write(stream, `id: ${notice.id}\nevent: notice\ndata: ${JSON.stringify(data)}\n\n`)
  }
  if (fresh.length === 0 && unread !== stream.unread)
    write(stream, `event: count\ndata: ${JSON.stringify({ unread } satisfies NoticeNews)}\n\n`)
  stream.unread = unread
  forgetOldest(stream.sent)
}

/** More do not come within the overlap. */
const mostRemembered = 1000

function forgetOldest(sent: Set<string>): void {
  for (const id of sent) {
    if (sent.size <= mostRemembered) return
    sent.delete(id)
  }
}

function idsIn(payload: string): readonly string[] {
  try {
    const ids: unknown = JSON.parse(payload)
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
