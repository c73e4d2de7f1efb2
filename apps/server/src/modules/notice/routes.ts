/** Contract -> command or query. */
import { isRefusal, type NoticeSettings, noticeApi } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import { Download, serve } from '#platform/http/serve'
import { channelsOf, choose, deliverAgain, type NoticeDeps, read, readUpTo } from './commands.ts'
import { urgentKinds } from './decide.ts'
import { addressOf } from './jobs.ts'
import { noticesOf, preferencesOf, undeliveredFor, unreadOf } from './queries.ts'
import type { Hub } from './stream.ts'
import type { NoticeTables } from './tables.ts'

export function noticeRoutes(app: FastifyInstance, deps: NoticeDeps, hub: Hub): void {
  const { platform } = deps
  const db = platform.read<NoticeTables>()
  const count = async ({ memberId }: Actor) => ({
    unread: (await unreadOf(db, [memberId])).get(memberId) ?? 0,
  })
  serve(noticeApi)(app, platform, {
    notices: ({ actor, query }) => noticesOf(db, actor.memberId, query),
    noticeCount: ({ actor }) => count(actor),
    noticeStream: async ({ actor, query, request, reply }) => {
      const last = request.headers['last-event-id']
      const body = await hub.open(actor, typeof last === 'string' ? last : undefined, query.follow === 'yes')
      if (isRefusal(body)) return body
      // A proxy that gathers an answer before it passes it on would hold back every notice.
      reply.header('x-accel-buffering', 'no')
      return new Download({ body, type: 'text/event-stream; charset=utf-8' })
    },
    readNotice: async ({ actor, params }) => (await read(deps, actor, params.id)) ?? count(actor),
    readNotices: async ({ actor, body }) => {
      await readUpTo(deps, actor, body.upTo)
      return count(actor)
    },
    noticeSettings: ({ actor }) => settingsOf(deps, actor),
    saveNoticeSettings: async ({ actor, body }) => {
      await choose(deps, actor, body)
      return settingsOf(deps, actor)
    },
    undelivered: ({ actor, query }) => undeliveredFor(db, actor, query, platform.clock()),
    deliverAgain: ({ actor, params, command }) => command((tx) => deliverAgain(deps, tx, actor, params.id)),
  })
}

async function settingsOf({ platform, faces }: NoticeDeps, { memberId }: Actor): Promise<NoticeSettings> {
  const preference = (await preferencesOf(platform.read<NoticeTables>(), [memberId]))(memberId)
  const address = await addressOf(faces.people, memberId)
  return {
    ...preference,
    channels: [...channelsOf(platform)],
    urgent: [...urgentKinds],
    ...(address === undefined ? {} : { address }),
    zone: platform.config.zone,
  }
}
