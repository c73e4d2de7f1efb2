/** A platform with faces that a test can set, for this module's tests. */
import { randomUUID } from 'node:crypto'
import type { NoticeRow } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Noteworthy } from '#modules/process'
import type { Actor } from '#platform/auth'
import type { SettingName } from '#platform/config'
import type { Delivered } from '#platform/events'
import type { Grant } from '#platform/permit/evaluate'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import type { NoticeDeps } from './commands.ts'
import { moved, opened } from './index.ts'
import { deliver, type Ways } from './jobs.ts'
import { noticesOf } from './queries.ts'
import type { NoticeTables, SentChannel } from './tables.ts'

const cast = {
  student: ['2023310215', '林知夏', 'student'],
  counsellor: ['0004410', '周敏', 'staff'],
  secretary: ['0002107', '郑书远', 'staff'],
  operator: ['0001002', '孟继川', 'staff'],
} as const
export type Who = keyof typeof cast

export type World = {
  readonly platform: TestPlatform
  readonly deps: NoticeDeps
  readonly ids: Readonly<Record<Who, string>>
  readonly actor: (who: Who, ...grants: readonly Grant[]) => Actor
  /** Sets the clock; it stands still otherwise. */
  readonly at: (instant: string) => void
  /** The one case, as process tells of it. */
  readonly about: { current: Noteworthy }
  /** E-mail addresses by member. */
  readonly addresses: Map<string, string>
  /** Sessions that have ended. */
  readonly ended: Set<string>
  readonly moved: (status: string, eventId?: string) => Promise<void>
  readonly opened: (eventId?: string) => Promise<void>
  readonly rowsOf: (who: Who) => Promise<readonly NoticeRow[]>
  /** Sends what is due now, as this attempt of the job would; the last one is 10. */
  readonly deliver: (who: Who, channel: SentChannel, ways?: Ways, attempt?: number) => Promise<void>
  readonly deliveries: () => Promise<readonly Record<string, unknown>[]>
}

export async function withNotices(
  work: (world: World) => Promise<void>,
  settings: Partial<Record<SettingName, string>> = {},
): Promise<void> {
  let now = Temporal.Instant.from('2026-11-24T02:00:00Z')
  await withTestPlatform(
    async (platform) => {
      const ids = await settle(platform)
      const world = worldOf(platform, ids)
      await work({
        ...world,
        at: (instant) => {
          now = Temporal.Instant.from(instant)
        },
      })
    },
    { clock: () => now, settings: { publicUrl: 'https://yizhan.example.edu', ...settings } },
  )
}

function worldOf(platform: TestPlatform, ids: World['ids']): Omit<World, 'at'> {
  const caseId = platform.newId()
  const about = {
    current: {
      caseId,
      caseNumber: 'YZ-20261124-0042',
      service: { zh: '本科生请假', en: 'Student leave' },
      applicant: ids.student,
      open: [],
    } as Noteworthy,
  }
  const addresses = new Map<string, string>()
  const ended = new Set<string>()
  const deps = depsOf(platform, about, addresses, ended)
  const event = <P>(name: string, payload: P, eventId: string = randomUUID()): Delivered<P> => ({
    eventId,
    name,
    at: platform.clock().toString(),
    payload,
  })
  const instanceId = randomUUID()
  return {
    platform,
    deps,
    ids,
    about,
    addresses,
    ended,
    actor: (who, ...grants) => {
      const [number, name, kind] = cast[who]
      const sessionId = randomUUID()
      return { memberId: ids[who], sessionId, number, name, kind, locale: 'zh-CN', grants }
    },
    moved: (status, eventId) =>
      moved(deps, event('process.moved', { caseId, instanceId, status: status as 'finished' }, eventId)),
    opened: (eventId) => {
      const taskIds = about.current.open.map(({ taskId }) => taskId)
      return opened(deps, event('process.opened', { caseId, instanceId, taskIds }, eventId))
    },
    rowsOf: async (who) => (await noticesOf(platform.read<NoticeTables>(), ids[who], { limit: 100 })).rows,
    deliver: (who, channel, ways = {}, attempt = 1) =>
      deliver(deps, ways, { memberId: ids[who], channel }, { attempt, maxAttempts: 10 }),
    deliveries: () =>
      platform
        .read<NoticeTables>()
        .selectFrom('notice.delivery')
        .select(['member_id', 'channel', 'state', 'due_at', 'attempts', 'error'])
        .orderBy('id')
        .execute(),
  }
}

function depsOf(
  platform: TestPlatform,
  about: World['about'],
  addresses: World['addresses'],
  ended: World['ended'],
): NoticeDeps {
  const card = (id: string, number: string) => ({ id, number, name: '某人', kind: 'student' })
  return {
    platform,
    faces: {
      people: {
        elementsOf: async (memberId) => {
          const value = addresses.get(memberId)
          const words = { zh: '', en: '' }
          return value === undefined
            ? []
            : [{ id: 'person.email', name: words, value, source: words, asOf: '', category: 'contact' }]
        },
        memberCards: async (members) => {
          const rows = await platform
            .read<NoticeTables>()
            .selectFrom('people.member_card')
            .select(['id', 'number'])
            .where('id', 'in', [...members])
            .execute()
          return new Map(rows.map(({ id, number }) => [id, card(id, number)]))
        },
      },
      process: { noteworthy: async () => about.current },
      account: {
        liveSessions: async (sessions) => new Set(sessions.filter((id) => !ended.has(id))),
        localesOf: async () => new Map(),
      },
    },
  }
}

async function settle(platform: TestPlatform): Promise<Record<Who, string>> {
  const unit = randomUUID()
  await sql`insert into people.unit (id, code, name_zh, name_en, kind, path, as_of)
    values (${unit}, '000', '渭川大学', 'Weichuan University', 'university', '000.', now())`.execute(
    platform.db,
  )
  const ids = Object.fromEntries(Object.keys(cast).map((who) => [who, randomUUID()])) as Record<Who, string>
  for (const [who, [number, name, kind]] of Object.entries(cast))
    await sql`insert into people.member (id, number, kind, unit_id, name, pinyin, initials, source, as_of)
      values (${ids[who as Who]}, ${number}, ${kind}, ${unit}, ${name}, '', '', 'test', now())`.execute(
      platform.db,
    )
  return ids
}
