/** The cookie and the session behind it: what a request says, and what the answer sets. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionContext } from '#platform/auth'
import type { AccountDeps, Origin } from './commands.ts'
import { sessionByToken } from './queries.ts'
import { deleteSessions, touchSession } from './store.ts'
import type { AccountTables } from './tables.ts'

/** Under TLS the browser itself refuses a `__Host-` cookie that another host or path set. */
function cookies({ platform }: AccountDeps) {
  const secure = platform.config.publicUrl.startsWith('https:')
  const prefix = secure ? '__Host-' : ''
  return {
    session: `${prefix}yz`,
    device: `${prefix}yz-device`,
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure } as const,
  }
}

const tokenShape = /^[\w-]{43}$/
const deviceShape = /^[\w-]{22}$/
const touchEverySeconds = 60

export function originOf(deps: AccountDeps, request: FastifyRequest): Origin {
  const device = request.cookies[cookies(deps).device]
  return {
    address: request.ip,
    agent: request.headers['user-agent'],
    device: device && deviceShape.test(device) ? device : undefined,
  }
}

/** The session cookie ends with the browser; the device cookie stays half a year and opens nothing by itself. */
export function sendCookies(
  deps: AccountDeps,
  reply: FastifyReply,
  { token, device }: { token: string; device: string },
): void {
  const { session, device: deviceName, options } = cookies(deps)
  reply.setCookie(session, token, options)
  reply.setCookie(deviceName, device, { ...options, maxAge: 180 * 24 * 3600 })
}

export function clearCookies(deps: AccountDeps, reply: FastifyReply): void {
  const { session, options } = cookies(deps)
  reply.clearCookie(session, options)
}

/** Bound to the session, so that it needs no storage: who can compute it holds the cookie's token already. */
export function csrfOf(token: string): string {
  return createHash('sha256').update(`csrf ${token}`).digest('base64url')
}

/** A session that was not used since this instant is over. */
export function idleSince({ platform }: AccountDeps): Temporal.Instant {
  return platform.clock().subtract({ minutes: platform.config.sessionIdleMinutes })
}

/** Who asks, as of this very moment: a member who left, an idle or an ended session is nobody. */
export async function sessionOf(
  deps: AccountDeps,
  request: FastifyRequest,
): Promise<SessionContext | undefined> {
  const token = request.cookies[cookies(deps).session]
  if (!token || !tokenShape.test(token)) return undefined
  const { platform, faces } = deps
  const row = await sessionByToken(platform.read<AccountTables>(), token)
  if (!row) return undefined
  const now = platform.clock()
  const seen = Temporal.Instant.from(row.lastSeenAt)
  const over =
    Temporal.Instant.compare(Temporal.Instant.from(row.expiresAt), now) <= 0 ||
    Temporal.Instant.compare(seen, idleSince(deps)) <= 0
  if (over) return undefined
  if (!row.active) {
    await platform.tx((tx) => deleteSessions(tx, row.member))
    return undefined
  }
  if (seen.until(now).total('seconds') >= touchEverySeconds) {
    await platform.tx((tx) => touchSession(tx, row.id, now))
  }
  return {
    actor: {
      memberId: row.member,
      sessionId: row.id,
      number: row.number,
      name: row.name,
      kind: row.kind,
      locale: row.locale ?? 'zh-CN',
      grants: await faces.people.grantsOf(row.member),
    },
    csrf: csrfOf(token),
    mustChangePassword: row.mustChange,
  }
}
