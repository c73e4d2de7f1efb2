/** Health, readiness, metrics, the API description and its page, and people's files. */
import { platformApi, refuse } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '../auth.ts'
import { attachmentTypes, safeName } from '../files.ts'
import type { Platform } from '../platform.ts'
import { metrics } from './metrics.ts'
import { type ApiGroup, openApi } from './openapi.ts'
import { apiPage } from './openapi-page.ts'
import { Download, sendRefusal, serve } from './serve.ts'

type FileRow = { readonly id: string; readonly owner: string }

/** Another module's say on who may read a file beside the person who uploaded it. */
export type FileReader = (actor: Actor, file: FileRow) => Promise<boolean>

export function systemRoutes(
  app: FastifyInstance,
  platform: Platform,
  groups: readonly ApiGroup[],
  readers: readonly FileReader[],
): void {
  const description = openApi(groups, platform.config.version)
  const lately = everySecond(() => readiness(platform))
  app.get('/api/openapi.json', async () => description)
  app.get('/api/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(apiPage(description, reply.nonce)),
  )
  app.get('/metrics', async (request, reply) => {
    // A scraper on this machine only. What a proxy passes on comes from here too, when nobody has said that there is one.
    const passedOn = 'x-forwarded-for' in request.headers || 'forwarded' in request.headers
    if (passedOn || !['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip))
      return sendRefusal(request, reply, refuse('platform.not-found'))
    return reply.type(metrics.contentType).send(await metrics.metrics())
  })
  serve(platformApi)(app, platform, {
    health: async () => ({ ok: true as const }),
    ready: async ({ reply }) => {
      const checks = await lately()
      const ready = checks.every((check) => check.ok)
      if (!ready) reply.code(503)
      return { ready, checks }
    },
    uploadFile: async ({ actor, upload }) => {
      if (await hasUploadedEnough(platform, actor)) return refuse('platform.upload-enough')
      const file = await upload()
      if ('ok' in file) return file
      const stored = await platform.files.put(file.stream, {
        bytes: platform.config.uploadMegabytes * 1024 * 1024,
        types: attachmentTypes,
      })
      if (!stored.ok) return stored
      const row = {
        id: platform.newId(),
        owner: actor.memberId,
        sha256: stored.sha256,
        name: safeName(file.name),
        type: stored.type,
        bytes: stored.bytes,
        at: platform.clock().toString(),
      }
      await platform.db.insertInto('platform.file').values(row).execute()
      return row
    },
    downloadFile: async ({ actor, params }) => {
      const file = await platform.db
        .selectFrom('platform.file')
        .selectAll()
        .where('id', '=', params.id)
        .executeTakeFirst()
      if (!file) return refuse('platform.not-found')
      const allowed = file.owner === actor.memberId || (await anyReader(readers, actor, file))
      if (!allowed) return refuse('platform.forbidden')
      const inline = file.type.startsWith('image/') || file.type === 'application/pdf'
      return new Download({
        body: platform.files.stream(file.sha256),
        type: file.type,
        name: file.name,
        inline,
      })
    },
  })
}

/** Per day, in files of the largest size: nobody's application needs more, and a disk is not filled in a minute. */
const filesADay = 50

async function hasUploadedEnough(platform: Platform, actor: Actor): Promise<boolean> {
  const { bytes } = await platform.db
    .selectFrom('platform.file')
    .select(({ fn }) => fn.sum('bytes').as('bytes'))
    .where('owner', '=', actor.memberId)
    .where('at', '>', platform.clock().subtract({ hours: 24 }).toString())
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0) >= filesADay * platform.config.uploadMegabytes * 1024 * 1024
}

async function anyReader(readers: readonly FileReader[], actor: Actor, file: FileRow): Promise<boolean> {
  for (const reader of readers) if (await reader(actor, file)) return true
  return false
}

/** Anybody may ask, and an answer costs queries and a signature: whoever asks within a second of it gets the same one. */
function everySecond<T>(make: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly made: Promise<T> } | undefined
  return () => {
    const at = performance.now()
    if (last === undefined || at - last.at >= 1000) last = { at, made: make() }
    return last.made
  }
}

/** Every check, also those that fail by throwing. */
export async function readiness(
  platform: Platform,
): Promise<{ name: string; ok: boolean; detail?: string }[]> {
  return Promise.all(
    platform.checks.map(async ({ name, check }) => {
      try {
        return { name, ...(await check()) }
      } catch (error) {
        return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
}
