/** What every command here needs, and the turns that guessing must wait for. */
import { type Refusal, refuse, type SiteView, type Words } from '@yizhan/contracts'
import type { Hasher } from '#platform/argon2'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import type { Grant } from '#platform/permit/evaluate'
import type { Platform } from '#platform/platform'
import type { Turn } from './decide.ts'
import { setting } from './queries.ts'
import { take } from './store.ts'
import type { AccountTables } from './tables.ts'

/** What account asks of the other modules; main.ts passes their faces. */
export type AccountFaces = {
  readonly people: {
    /** Every grant of the member, and the grants that those were delegated from. */
    readonly grantsOf: (memberId: string) => Promise<readonly Grant[]>
    readonly administratorExists: () => Promise<boolean>
    /**
     * The university as root unit, its first member, and the grants of an administrator; returns the member's id, or
     * refuses a number that somebody else has.
     */
    readonly createAdministrator: (
      tx: Tx,
      first: { university: Words; name: string; number: string },
    ) => Promise<string | Refusal>
  }
  readonly process: { readonly openTasksOf: (actor: Actor) => Promise<number> }
  readonly hall: { readonly runningCasesOf: (memberId: string) => Promise<number> }
}

export type AccountDeps = {
  readonly platform: Platform
  readonly faces: AccountFaces
  readonly hasher: Hasher
  /** Hash of a password that nobody has, so that an unknown account costs what a known one costs. */
  readonly nobodysHash: Promise<string>
  /** Hash of the initial password, made once: members without a password of their own cost what the others cost. */
  readonly hashOnce: Hasher['hash']
}

export type Demo = NonNullable<SiteView['demo']>

/** Where a try comes from, as the request says it. */
export type Origin = {
  readonly address: string
  readonly agent: string | undefined
  /** value of the device cookie */
  readonly device: string | undefined
}

/** The first password of members who have not chosen one: the demo's, or the site's, which must be changed at once. */
export async function initialPassword(
  deps: AccountDeps,
): Promise<{ password: string; mustChange: boolean } | undefined> {
  const demo = await setting<Demo>(deps.platform.read<AccountTables>(), 'demo')
  if (demo) return { password: demo.password, mustChange: false }
  const password = deps.platform.config.initialPassword
  return password === undefined ? undefined : { password, mustChange: true }
}

/** Takes the turns or none of them; the refusal says how many seconds to wait. */
export async function takeTurns(
  { platform }: AccountDeps,
  turns: readonly Turn[],
): Promise<undefined | Refusal> {
  return platform.tx<undefined | Refusal>(async (tx) => {
    for (const turn of turns) {
      const seconds = await take(tx, turn, platform.clock())
      if (seconds > 0) return refuse('account.slow-down', { seconds })
    }
    return undefined
  })
}
