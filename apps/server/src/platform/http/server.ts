/** The HTTP server: limits, headers, sessions, errors. Modules add routes through `serve`. */
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import { type Refusal, refuse } from '@yizhan/contracts'
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import type { SessionContext } from '../auth.ts'
import type { Platform } from '../platform.ts'
import { preferredLocale } from './locale.ts'
import { observeRequests } from './metrics.ts'
import { network, RateLimiter } from './rate-limit.ts'
import { sendRefusal } from './serve.ts'

export type SessionLookup = (request: FastifyRequest) => Promise<SessionContext | undefined>

/** Reached before the password is changed. */
const openWhileMustChange = new Set(['session', 'signIn', 'signOut', 'changePassword', 'site', 'setLocale'])

export async function createServer(platform: Platform, lookup: SessionLookup): Promise<FastifyInstance> {
  const { config } = platform
  const options = {
    loggerInstance: platform.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(6).toString('base64url'),
    trustProxy: config.trustedProxies > 0 ? config.trustedProxies : false,
    bodyLimit: 1024 * 1024,
    // All three together, or a slow body is never cut (reliability notes, fault 13).
    requestTimeout: 60_000,
    connectionTimeout: 70_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1000 },
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // An address that the router cannot read, e.g. with half a character in it.
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      request.locale = preferredLocale(request.headers['accept-language'])
      return sendRefusal(request, reply, refuse('platform.not-found'))
    },
  } as FastifyServerOptions
  const app: FastifyInstance = Fastify(options)
  await app.register(cookie)
  await app.register(multipart, {
    limits: { files: 1, fields: 5 },
    throwFileSizeLimit: false,
  })
  app.decorateRequest('locale', 'zh-CN')
  observeRequests(app)
  securityHeaders(app, config.publicUrl.startsWith('https:'))
  guards(app, platform, lookup)
  errors(app)
  return app
}

/** The nonce of this answer's Content-Security-Policy, for the one HTML page. */
declare module 'fastify' {
  interface FastifyReply {
    nonce: string
  }
}

/** For data, which runs nothing and frames nothing. */
const policyOfData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

function policyOfPages(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function securityHeaders(app: FastifyInstance, tls: boolean): void {
  app.decorateReply('nonce', '')
  app.addHook('onRequest', async (request, reply) => {
    const page = !request.url.startsWith('/api/') || request.url.startsWith('/api/docs')
    if (page) reply.nonce = randomBytes(16).toString('base64')
    reply.headers({
      'content-security-policy': page ? policyOfPages(reply.nonce) : policyOfData,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
      'cache-control': 'no-store',
      ...(tls ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
    })
  })
}

function guards(app: FastifyInstance, platform: Platform, lookup: SessionLookup): void {
  const commands = new RateLimiter({ burst: 120, perMinute: 240 })
  const strangers = new RateLimiter({ burst: 60, perMinute: 120 })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    request.locale = preferredLocale(request.headers['accept-language'])
    // The route that was found, not the address as written: `/%61pi/session` finds the same one.
    const route = request.routeOptions.url ?? ''
    if (!route.startsWith('/api/')) return
    const session = await lookup(request)
    if (session) request.session = session
    if (session && !request.headers['accept-language']) request.locale = session.actor.locale
    const config = request.routeOptions.config as { name?: string; audience?: string }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      if (
        isForeign(request, platform.config.publicUrl) ||
        (session && request.headers['x-csrf'] !== session.csrf)
      ) {
        return sendRefusal(request, reply, refuse('platform.csrf'))
      }
    }
    const now = platform.clock().epochMilliseconds
    const member = session?.actor.memberId
    const wait = member
      ? request.method === 'GET'
        ? 0
        : commands.take(member, now)
      : // Sign-in counts by itself (modules/account): a whole campus may share one network in the first minutes of a term.
        config.audience === 'public' && /verify|setup/.test(route)
        ? strangers.take(network(request.ip), now)
        : 0
    if (wait > 0) return sendRefusal(request, reply, refuse('platform.too-many', { seconds: wait }))
    if (session?.mustChangePassword && !openWhileMustChange.has(config.name ?? '')) {
      return sendRefusal(request, reply, refuse('account.must-change'))
    }
  })
}

/** A browser says where a request came from; what names another origin is not a command of ours. */
function isForeign(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const origin = request.headers.origin
  if (origin === undefined) return false
  return origin !== new URL(publicUrl).origin && origin !== `${request.protocol}://${request.host}`
}

/**
 * The database is out of reach, takes too long, or others were in the way three times: nothing was saved, and the same
 * request may go through in a moment.
 */
const busyErrors =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|ECONNREFUSED|57014|57P0\d|53300|55P03|40001|40P01/

/** What could not even be parsed. */
function unreadable(error: FastifyError): Refusal {
  if (error.statusCode === 413) return refuse('platform.upload-too-large', { limit: 1 })
  if (error.statusCode === 404) return refuse('platform.not-found')
  return refuse('platform.invalid', undefined, [
    error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
      ? {
          path: 'headers.content-type',
          zh: '要写成 application/json 或 multipart/form-data',
          en: 'Must be application/json or multipart/form-data',
        }
      : { path: 'body', zh: '不是能读的 JSON', en: 'Not readable as JSON' },
  ])
}

function errors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendRefusal(request, reply, unreadable(error))
    const busy = busyErrors.test(`${error.message} ${error.code}`)
    request.log.error(
      { request: request.id, route: request.routeOptions.url, reason: error.message, stack: error.stack },
      busy ? 'database out of reach or too slow' : 'request failed',
    )
    return sendRefusal(
      request,
      reply,
      refuse(busy ? 'platform.busy' : 'platform.failed', { request: request.id }),
    )
  })
}
