import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { test } from 'node:test'
import { isRefusal, type NoticeNews, type Refusal } from '@yizhan/contracts'
import { createHub, type HubLimits } from './stream.ts'
import { type World, withNotices } from './testing.ts'

const limits: HubLimits = { streams: 4, ofMember: 2, beatMs: 3_600_000 }

type Event = { readonly event: string; readonly id: string | undefined; readonly data: NoticeNews }

/** Reads a stream's events as they come. */
class Follower {
  readonly events: Event[] = []
  readonly ended: Promise<unknown>
  readonly #body: Readable
  #text = ''
  constructor(body: Readable | Refusal) {
    if (isRefusal(body)) throw new Error(body.code)
    this.#body = body
    this.ended = once(body, 'close')
    body.setEncoding('utf8').on('data', (chunk: string) => this.#take(chunk))
  }
  #take(chunk: string): void {
    const blocks = (this.#text + chunk).split('\n\n')
    this.#text = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
      const event = field('event')
      if (event !== undefined)
        this.events.push({ event, id: field('id'), data: JSON.parse(field('data') ?? '{}') })
    }
  }
  async until(count: number): Promise<readonly Event[]> {
    while (this.events.length < count) await once(this.#body, 'data')
    return this.events
  }
}

const names = (events: readonly Event[]) => events.map(({ event }) => event)

test('every node tells what happened, whichever wrote it', () =>
  withNotices(async ({ deps, actor, moved }) => {
    const nodes = [createHub(deps, limits), createHub(deps, limits)]
    const followers = await Promise.all(
      nodes.map(async (hub) => new Follower(await hub.open(actor('student'), undefined, true))),
    )
    for (const follower of followers) assert.deepEqual(names(await follower.until(1)), ['count'])
    await heard(deps)
    await moved('finished')
    for (const follower of followers) {
      const [, news] = await follower.until(2)
      assert.equal(news?.event, 'notice')
      assert.equal(news?.id, news?.data.notice?.id)
      assert.deepEqual([news?.data.unread, news?.data.notice?.kind], [1, 'case-finished'])
    }
    for (const hub of nodes) await hub.close()
    for (const follower of followers) await follower.ended
  }))

/** Until both nodes listen: what is hinted before is found at the next heartbeat only. */
async function heard({ platform }: World['deps']): Promise<void> {
  for (;;) {
    const { rows } = await platform.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and query ilike 'listen %'`,
    )
    if ((rows[0]?.n ?? 0) >= 2) return
  }
}

test('a hint that was lost is made up for by the heartbeat, and nothing comes twice', () =>
  withNotices(async ({ deps, actor, moved, ids }) => {
    const hub = createHub(deps, limits)
    const follower = new Follower(await hub.open(actor('student'), undefined, true))
    await moved('finished')
    await hub.beat()
    await hub.look(new Set([ids.student]))
    await hub.beat()
    await moved('returned')
    await hub.beat()
    await follower.until(3)
    assert.deepEqual(
      follower.events.map(({ data }) => data.notice?.kind),
      [undefined, 'case-finished', 'case-returned'],
    )
    await hub.close()
  }))

test('after a break it goes on where it was: nothing lost, nothing twice, nothing of others', () =>
  withNotices(async ({ at, deps, actor, moved, rowsOf }) => {
    const hub = createHub(deps, limits)
    await moved('returned')
    const [seen] = await rowsOf('student')
    at('2026-11-24T02:05:00Z')
    await moved('finished')
    await moved('refused')
    const again = new Follower(await hub.open(actor('student'), seen?.id, false))
    await again.ended
    assert.deepEqual(again.events.map(({ data }) => data.notice?.kind).sort(), [
      'case-finished',
      'case-refused',
    ])
    for (const nonsense of ['', 'x', 'ffffffff-ffff-7fff-bfff-ffffffffffff']) {
      const other = new Follower(await hub.open(actor('counsellor'), nonsense, false))
      await other.ended
      assert.deepEqual(names(other.events), ['count'])
    }
    await hub.close()
  }))

test('one stream a session, a few a member, so many a node; all end at the close', () =>
  withNotices(async ({ deps, actor }) => {
    const hub = createHub(deps, limits)
    const mine = actor('student')
    const first = new Follower(await hub.open(mine, undefined, true))
    const second = new Follower(await hub.open(mine, undefined, true))
    await first.ended
    assert.equal(first.events.at(-1)?.event, 'replaced')
    const elsewhere = [
      new Follower(await hub.open(actor('student'), undefined, true)),
      new Follower(await hub.open(actor('student'), undefined, true)),
    ]
    await second.ended
    assert.equal(hub.size(), 2)
    for (const who of ['counsellor', 'secretary'] as const) await hub.open(actor(who), undefined, true)
    const refused = await hub.open(actor('operator'), undefined, true)
    assert.ok(isRefusal(refused) && refused.code === 'notice.streams-full')
    await hub.close()
    for (const follower of elsewhere) await follower.ended
    assert.equal(hub.size(), 0)
    assert.ok(isRefusal(await hub.open(actor('student'), undefined, true)), 'none opens on a node that stops')
  }))

test('a stream ends with its session', () =>
  withNotices(async ({ deps, actor, ended }) => {
    const hub = createHub(deps, limits)
    const who = actor('student')
    const follower = new Follower(await hub.open(who, undefined, true))
    await hub.beat()
    assert.equal(hub.size(), 1)
    ended.add(who.sessionId)
    await hub.beat()
    await follower.ended
    assert.equal(follower.events.at(-1)?.event, 'gone')
    assert.equal(hub.size(), 0)
    await hub.close()
  }))
