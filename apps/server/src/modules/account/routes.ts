import { accountApi, isRefusal, type Refusal, type SessionView } from '@yizhan/contracts'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { serve } from '#platform/http/serve'
import type { AccountDeps } from './commands.ts'
import { changePassword } from './commands-password.ts'
import { resetPassword } from './commands-reset.ts'
import { setUp } from './commands-set-up.ts'
import { revokeSession, type SignedIn, setLocale, signIn, signOut } from './commands-sign-in.ts'
import { sessionsOf } from './queries.ts'
import { enteredView, sessionView, siteView } from './queries-view.ts'
import { clearCookies, csrfOf, idleSince, originOf, sendCookies } from './routes-session.ts'
import type { AccountTables } from './tables.ts'

export function accountRoutes(app: FastifyInstance, deps: AccountDeps): void {
  const { platform } = deps
  const read = platform.read<AccountTables>()
  const enter = async (entered: SignedIn | Refusal, reply: FastifyReply): Promise<SessionView | Refusal> => {
    if (isRefusal(entered)) return entered
    sendCookies(deps, reply, entered)
    return enteredView(deps, entered, csrfOf(entered.token))
  }
  serve(accountApi)(app, platform, {
    site: () => siteView(deps),
    signIn: async ({ body, request, reply }) => {
      const attempt = { ...body, origin: originOf(deps, request), before: request.session?.actor }
      return enter(await signIn(deps, attempt), reply)
    },
    session: ({ request }) => sessionView(deps, request.session),
    signOut: ({ actor, reply }) => {
      clearCookies(deps, reply)
      return signOut(deps, actor)
    },
    changePassword: async ({ actor, body, command, request }) => {
      const changed = await changePassword(deps, actor, body, command)
      if (isRefusal(changed)) return changed
      return sessionView(deps, request.session && { ...request.session, mustChangePassword: false })
    },
    resetPassword: ({ actor, params }) => resetPassword(deps, actor, params.id),
    sessions: async ({ actor }) => {
      const rows = await sessionsOf(read, actor.memberId, idleSince(deps), platform.clock())
      return { rows: rows.map((row) => ({ ...row, current: row.id === actor.sessionId })) }
    },
    revokeSession: ({ actor, params }) => revokeSession(deps, actor, params.id),
    setLocale: ({ actor, body }) => setLocale(deps, actor, body.locale),
    setUp: async ({ body, request, reply, locale }) =>
      enter(await setUp(deps, body, originOf(deps, request), locale), reply),
  })
}
