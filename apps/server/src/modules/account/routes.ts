import {
  accountApi,
  isRefusal,
  type Locale,
  type Refusal,
  type SessionView,
  type SiteView,
  type Words,
} from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import { serve } from '#platform/http/serve'
import type { AccountDeps, Demo } from './commands.ts'
import { changePassword } from './commands-password.ts'
import { setUp } from './commands-set-up.ts'
import { revokeSession, type SignedIn, signIn, signOut } from './commands-sign-in.ts'
import { abilitiesOf } from './policy.ts'
import { personById, sessionsOf, setting } from './queries.ts'
import { clearCookies, csrfOf, idleSince, originOf, sendCookies } from './routes-session.ts'
import { saveLocale } from './store.ts'
import type { AccountTables } from './tables.ts'

export function accountRoutes(app: FastifyInstance, deps: AccountDeps): void {
  const { platform } = deps
  const read = platform.read<AccountTables>()
  serve(accountApi)(app, platform, {
    site: () => siteView(deps),
    signIn: async ({ body, request, reply }) => {
      const signedIn = await signIn(deps, {
        ...body,
        origin: originOf(deps, request),
        before: request.session?.actor,
      })
      return isRefusal(signedIn) ? signedIn : entered(deps, signedIn, reply)
    },
    session: async ({ actor, request }) => sessionView(deps, actor, request.session),
    signOut: async ({ actor, reply }) => {
      clearCookies(deps, reply)
      return signOut(deps, actor)
    },
    changePassword: async ({ actor, body, command, request }) => {
      const changed = await changePassword(deps, actor, body, command)
      if (isRefusal(changed)) return changed
      return sessionView(deps, actor, request.session && { ...request.session, mustChangePassword: false })
    },
    sessions: async ({ actor }) => {
      const rows = await sessionsOf(read, actor.memberId, idleSince(deps), platform.clock())
      return { rows: rows.map((row) => ({ ...row, current: row.id === actor.sessionId })) }
    },
    revokeSession: ({ actor, params }) => revokeSession(deps, actor, params.id),
    setLocale: async ({ actor, body }) => {
      await platform.tx((tx) => saveLocale(tx, actor.memberId, body.locale))
      return undefined
    },
    setUp: async ({ body, request, reply, locale }) => {
      const signedIn = await setUp(deps, body, originOf(deps, request), locale)
      return isRefusal(signedIn) ? signedIn : entered(deps, signedIn, reply)
    },
  })
}

type Reply = Parameters<typeof sendCookies>[1]

async function entered(deps: AccountDeps, signedIn: SignedIn, reply: Reply): Promise<SessionView | Refusal> {
  sendCookies(deps, reply, signedIn)
  const { person, sessionId, token, mustChange } = signedIn
  const actor: Actor = {
    memberId: person.id,
    sessionId,
    number: person.number,
    name: person.name,
    kind: person.kind,
    locale: await localeOf(deps, person.id),
    grants: await deps.faces.people.grantsOf(person.id),
  }
  return viewOf(deps, actor, person.unit, { csrf: csrfOf(token), mustChangePassword: mustChange })
}

async function localeOf({ platform }: AccountDeps, memberId: string): Promise<Locale> {
  const row = await platform
    .read<AccountTables>()
    .selectFrom('account.preference')
    .select('locale')
    .where('member', '=', memberId)
    .executeTakeFirst()
  return row?.locale ?? 'zh-CN'
}

type Shown = { csrf: string; mustChangePassword: boolean }

async function sessionView(deps: AccountDeps, actor: Actor, shown: Shown | undefined): Promise<SessionView> {
  const person = await personById(deps.platform.read<AccountTables>(), actor.memberId)
  if (!person || !shown) throw new Error('a session without its member')
  return viewOf(deps, actor, person.unit, shown)
}

async function viewOf(deps: AccountDeps, actor: Actor, unit: Words, shown: Shown): Promise<SessionView> {
  const [openTasks, runningCases] = await Promise.all([
    deps.faces.process.openTasksOf(actor.memberId),
    deps.faces.hall.runningCasesOf(actor.memberId),
  ])
  return {
    member: { id: actor.memberId, number: actor.number, name: actor.name, kind: actor.kind, unit },
    abilities: abilitiesOf(actor, openTasks, deps.platform.clock()),
    mustChangePassword: shown.mustChangePassword,
    csrf: shown.csrf,
    locale: actor.locale,
    openTasks,
    runningCases,
  }
}

const unnamed: Words = { zh: '一站', en: 'Yizhan' }

async function siteView({ platform, faces }: AccountDeps): Promise<SiteView> {
  const read = platform.read<AccountTables>()
  const [university, demo, ready] = await Promise.all([
    setting<Words>(read, 'university'),
    setting<Demo>(read, 'demo'),
    faces.people.administratorExists(),
  ])
  return {
    university: university ?? unnamed,
    setupNeeded: !ready,
    ...(demo ? { demo } : {}),
    version: platform.config.version,
  }
}
