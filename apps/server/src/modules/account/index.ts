/** 账号 accounts: sign-in, sessions, passwords, the first run. */
import { randomBytes } from 'node:crypto'
import { isRefusal, type Locale, type Refusal } from '@yizhan/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createHasher, type Hasher } from '#platform/argon2'
import type { SessionContext } from '#platform/auth'
import type { Tx } from '#platform/db'
import type { Module, Platform } from '#platform/platform'
import type { AccountDeps, AccountFaces, Demo } from './commands.ts'
import { setPassword } from './commands-password.ts'
import { resetWithoutPermit } from './commands-reset.ts'
import { newSetUpCode } from './commands-set-up.ts'
import { endSessions } from './commands-sign-in.ts'
import { liveSessions, localesOf } from './queries.ts'
import { accountRoutes } from './routes.ts'
import { idleSince, sessionOf } from './routes-session.ts'
import { forgetOld, saveSetting } from './store.ts'
import type { AccountTables } from './tables.ts'

export type { AccountFaces, Demo } from './commands.ts'

export type Account = Module & {
  readonly routes: (app: FastifyInstance) => void
  /** The session of a request, for platform/http. */
  readonly sessionOf: (request: FastifyRequest) => Promise<SessionContext | undefined>
  /** A new one-time code for the first run, or nothing when there is an administrator. */
  readonly setupCode: () => Promise<string | undefined>
  /** Sets a password on somebody's behalf; it must be changed at the next sign-in. */
  readonly giveInitialPassword: (tx: Tx, memberId: string, password: string) => Promise<undefined | Refusal>
  /** A one-time password for the member of that number, for the command line; ends the member's sessions. */
  readonly resetWithoutPermit: (number: string) => Promise<{ password: string } | Refusal>
  /** Ends every session of a member. */
  readonly endSessions: (tx: Tx, memberId: string) => Promise<void>
  /** Which of these sessions go on; asking does not prolong them. */
  readonly liveSessions: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  /** The language that each member chose; those who chose none are left out. */
  readonly localesOf: (memberIds: readonly string[]) => Promise<ReadonlyMap<string, Locale>>
  /** Names the demo university's password and accounts; members without a password of their own sign in with it. */
  readonly describeDemo: (tx: Tx, demo: Demo) => Promise<void>
}

export function createAccount(
  platform: Platform,
  faces: AccountFaces,
  hasher: Hasher = createHasher(),
): Account {
  const deps: AccountDeps = {
    platform,
    faces,
    hasher,
    nobodysHash: hashOfNobody(hasher),
    hashOnce: rememberingLast(hasher),
  }
  const read = platform.read<AccountTables>()
  return {
    name: 'account',
    jobs: [
      {
        name: 'account.forget',
        cron: '47 * * * *',
        handle: () => platform.tx((tx) => forgetOld(tx, platform.clock())),
      },
    ],
    routes: (app) => accountRoutes(app, deps),
    sessionOf: (request) => sessionOf(deps, request),
    setupCode: () => newSetUpCode(deps),
    giveInitialPassword: (tx, memberId, password) => setPassword(deps, tx, memberId, password, true),
    resetWithoutPermit: (number) => resetWithoutPermit(deps, number),
    endSessions,
    liveSessions: (ids) => liveSessions(read, ids, platform.clock(), idleSince(deps)),
    localesOf: (memberIds) => localesOf(read, memberIds),
    describeDemo: (tx, demo) => saveSetting(tx, 'demo', demo, platform.clock()),
  }
}

async function hashOfNobody(hasher: Hasher): Promise<string> {
  const hash = await hasher.hash(randomBytes(32).toString('base64'))
  if (isRefusal(hash)) throw new Error('the first hashing found a full queue')
  return hash
}

function rememberingLast(hasher: Hasher): Hasher['hash'] {
  let last: { password: string; hash: string } | undefined
  return async (password) => {
    if (last?.password === password) return last.hash
    const hash = await hasher.hash(password)
    if (!isRefusal(hash)) last = { password, hash }
    return hash
  }
}
