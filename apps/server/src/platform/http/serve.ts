/** Binds contracts to Fastify: parse, authenticate, run, answer. Handlers return values or refusals. */

import type { Readable } from 'node:stream'
import {
  type Api,
  type BodyOf,
  type Endpoint,
  isRefusal,
  type Locale,
  type OkSentOf,
  type ParamsOf,
  type QueryOf,
  type Refusal,
  refuse,
} from '@yizhan/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Actor, SessionContext } from '../auth.ts'
import type { Tx } from '../db.ts'
import type { Platform } from '../platform.ts'
import { hashBody, type Once, type OnceResult, runOnce, runShared } from './idempotency.ts'
import { wordsOf } from './issue-words.ts'
import { problemType, toProblem } from './problem.ts'

export type Upload = { readonly name: string; readonly stream: Readable }

/** A body that is not JSON. `inline` lets a browser show it. */
export class Download {
  readonly body: Readable | Uint8Array | string
  readonly type: string
  readonly name?: string
  readonly inline: boolean
  readonly cacheSeconds: number
  constructor(parts: {
    body: Readable | Uint8Array | string
    type: string
    name?: string
    inline?: boolean
    cacheSeconds?: number
  }) {
    this.body = parts.body
    this.type = parts.type
    this.inline = parts.inline ?? false
    this.cacheSeconds = parts.cacheSeconds ?? 0
    if (parts.name !== undefined) this.name = parts.name
  }
}

export type Call<E extends Endpoint> = {
  readonly params: ParamsOf<E>
  readonly query: QueryOf<E>
  readonly body: BodyOf<E>
  /** Present on every endpoint whose audience is `member`. */
  readonly actor: E['audience'] extends 'member' ? Actor : Actor | undefined
  readonly locale: Locale
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Runs a command in one transaction, once for each Idempotency-Key; a repeat gets the first answer. */
  readonly command: <T>(work: (tx: Tx) => Promise<T | Refusal>) => Promise<T | Refusal>
  /** Once for each Idempotency-Key, for work that shares its transaction with others and keeps `once` with its answer. */
  readonly shared: <T>(work: (once: Once | undefined) => Promise<T | Refusal>) => Promise<T | Refusal>
  /** The one uploaded file of a `wire: 'upload'` endpoint, cut off after so many megabytes; by default `uploadMegabytes`. */
  readonly upload: (megabytes?: number) => Promise<Upload | Refusal>
}

export type Answer<E extends Endpoint> = E['wire'] extends 'download'
  ? Download | Refusal
  : E['ok'] extends z.ZodType
    ? OkSentOf<E> | Refusal
    : undefined | Refusal
export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<Answer<E>>
export type Handlers<A extends Api> = { readonly [K in keyof A]: Handler<A[K]> }

declare module 'fastify' {
  interface FastifyRequest {
    session?: SessionContext
    locale: Locale
  }
}

/** `serve(api)(app, platform, handlers)`: curried so that the contract's literal types are fixed before the handlers are checked. */
export function serve<A extends Api>(api: A) {
  return (app: FastifyInstance, platform: Platform, handlers: Handlers<A>): void => {
    for (const [name, endpoint] of Object.entries(api)) {
      bind(app, platform, name, endpoint, handlers[name] as unknown as Handler<Endpoint>)
    }
  }
}

function bind(
  app: FastifyInstance,
  platform: Platform,
  name: string,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
): void {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    config: { name, audience: endpoint.audience },
    handler: async (request, reply) => {
      if (endpoint.audience === 'member' && !request.session)
        return sendRefusal(request, reply, refuse('platform.sign-in'))
      const parsed = parseRequest(endpoint, request)
      if (isRefusal(parsed)) return sendRefusal(request, reply, parsed)
      const once = onceOf(endpoint, request, parsed.body)
      if (isRefusal(once)) return sendRefusal(request, reply, once)
      const told = async <T>(result: Promise<OnceResult<T>>) => {
        const { value, replayed } = await result
        if (replayed) reply.header('idempotency-replayed', 'true')
        return value
      }
      const answer = await handler({
        ...parsed,
        actor: request.session?.actor,
        locale: request.locale,
        request,
        reply,
        command: (work) => told(runOnce(platform, once, work)),
        shared: (work) => told(runShared(platform, once, () => work(once))),
        upload: (megabytes) => uploadOf(request, megabytes ?? platform.config.uploadMegabytes),
      } as Call<Endpoint>)
      return sendAnswer(endpoint, request, reply, answer)
    },
  })
}

function sendAnswer(
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: unknown,
): FastifyReply {
  if (isRefusal(answer)) return sendRefusal(request, reply, answer)
  if (answer instanceof Download) return sendDownload(reply, answer)
  if (!endpoint.ok) return reply.code(204).send()
  // Parsing the answer is the allow-list: what the contract does not name does not leave.
  return reply.send(endpoint.ok.parse(answer))
}

type ParsedRequest = { params: unknown; query: unknown; body: unknown }

function parseRequest(endpoint: Endpoint, request: FastifyRequest): ParsedRequest | Refusal {
  const fields: { path: string; zh: string; en: string }[] = []
  const part = (schema: z.ZodType | undefined, value: unknown, where: string): unknown => {
    if (!schema) return undefined
    const result = schema.safeParse(value)
    if (result.success) return result.data
    for (const issue of result.error.issues) {
      fields.push({ path: [where, ...issue.path.map(String)].join('.'), ...wordsOf(issue) })
    }
    return undefined
  }
  const params = part(endpoint.params, request.params, 'params')
  const query = part(endpoint.query, request.query, 'query')
  const body = part(endpoint.body, request.body ?? {}, 'body')
  for (const [where, value] of Object.entries({
    params: request.params,
    query: request.query,
    body: request.body,
  }))
    if (!canBeStored(value))
      fields.push({
        path: where,
        zh: '内容里有不能保存的字符（U+0000 或半个字符）',
        en: 'It holds a character that cannot be stored: U+0000, or half a character',
      })
  return fields.length > 0 ? refuse('platform.invalid', undefined, fields) : { params, query, body }
}

/** PostgreSQL stores neither U+0000 nor half of a surrogate pair, so no string may hold them. */
function canBeStored(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (Array.isArray(value)) return value.every(canBeStored)
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return true
  return Object.entries(value).every(([key, inner]) => canBeStored(key) && canBeStored(inner))
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function onceOf(endpoint: Endpoint, request: FastifyRequest, body: unknown): Once | undefined | Refusal {
  if (endpoint.method === 'GET' || endpoint.naturallyIdempotent) return undefined
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !uuid.test(key)) return refuse('platform.idempotency-missing')
  return {
    actor: request.session?.actor.memberId ?? 'public',
    key,
    route: `${endpoint.method} ${request.url}`,
    // The token of the session is in no table either, only its hash.
    bodyHash: hashBody(body, endpoint.secretBody ? request.session?.csrf : undefined),
  }
}

async function uploadOf(request: FastifyRequest, megabytes: number): Promise<Upload | Refusal> {
  // One byte more than may be: whoever takes the file sees that it is too large.
  const limits = { fileSize: megabytes * 1024 * 1024 + 1 }
  const part = request.isMultipart() ? await request.file({ limits }) : undefined
  if (!part)
    return refuse('platform.invalid', undefined, [{ path: 'file', zh: '没有收到文件', en: 'No file came' }])
  return { name: part.filename, stream: part.file }
}

function sendDownload(reply: FastifyReply, download: Download): FastifyReply {
  reply.type(download.type)
  reply.header(
    'cache-control',
    download.cacheSeconds > 0 ? `public, max-age=${download.cacheSeconds}, immutable` : 'private, no-store',
  )
  if (download.name !== undefined) {
    const kind = download.inline ? 'inline' : 'attachment'
    reply.header('content-disposition', `${kind}; filename*=UTF-8''${encodeURIComponent(download.name)}`)
  }
  return reply.send(download.body)
}

export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = toProblem(refusal, request.locale, request.id)
  const seconds = refusal.facts?.seconds
  if (typeof seconds === 'number') reply.header('retry-after', String(seconds))
  reply.header('content-language', request.locale)
  return reply.code(problem.status).type(problemType).send(JSON.stringify(problem))
}
