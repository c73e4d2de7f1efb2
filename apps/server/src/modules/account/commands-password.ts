import { isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import { strength } from '@yizhan/password'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import { type AccountDeps, initialPassword, takeTurns } from './commands.ts'
import { laneLimit } from './decide.ts'
import { personById } from './queries.ts'
import { deleteSessions, giveBack, passwordWasChanged, saveCredential } from './store.ts'
import type { AccountTables } from './tables.ts'

export type Change = { readonly current: string; readonly next: string }

/**
 * Changes one's own password; every other session of the member ends.
 * @param command runs in the request's one transaction. Hashing happens inside it, because a repeated request must find
 * its first answer before the old password is asked for again; it is rare enough to hold a connection for that long.
 */
export async function changePassword(
  deps: AccountDeps,
  actor: Actor,
  { current, next }: Change,
  command: <T>(work: (tx: Tx) => Promise<T | Refusal>) => Promise<T | Refusal>,
): Promise<{ done: true } | Refusal> {
  const turn = { key: `change ${actor.memberId}`, limit: laneLimit }
  const wait = await takeTurns(deps, [turn])
  if (wait) return wait
  return command<{ done: true }>(async (tx) => {
    const person = await personById(tx.withTables<AccountTables>(), actor.memberId)
    if (!person) return refuse('account.old-wrong')
    const right = await fits(deps, current, person.hash)
    if (isRefusal(right)) return right
    if (!right) return refuse('account.old-wrong')
    await giveBack(tx, [turn], deps.platform.clock())
    if (next.normalize('NFC') === current.normalize('NFC')) return refuse('account.same')
    const weak = weakness(deps, next, [person.number, person.name], actor.locale)
    if (weak) return weak
    const saved = await setPassword(deps, tx, person.id, next)
    if (isRefusal(saved)) return saved
    await deleteSessions(tx, person.id, actor.sessionId)
    await passwordWasChanged(tx, actor.sessionId)
    return { done: true }
  })
}

async function fits(deps: AccountDeps, password: string, hash: string | null): Promise<boolean | Refusal> {
  if (hash !== null) return deps.hasher.verify(password, hash)
  const initial = await initialPassword(deps)
  return initial !== undefined && initial.password === password
}

/** The refusal of a weak password, its reasons in the reader's language; undefined when it is good enough. */
export function weakness(
  { platform }: AccountDeps,
  password: string,
  userInputs: readonly string[],
  locale: Actor['locale'],
  path = 'body.next',
): Refusal | undefined {
  const { ok, reasons } = strength(password, { userInputs, profile: platform.config.passwordProfile })
  if (ok) return undefined
  const reason =
    locale === 'zh-CN' ? reasons.map(({ zh }) => zh).join('；') : reasons.map(({ en }) => en).join('; ')
  return refuse(
    'account.weak',
    { reason },
    reasons.map(({ zh, en }) => ({ path, zh, en })),
  )
}

/** @param mustChange true when somebody else chose it */
export async function setPassword(
  { platform, hasher }: AccountDeps,
  tx: Tx,
  member: string,
  password: string,
  mustChange = false,
): Promise<undefined | Refusal> {
  const hash = await hasher.hash(password)
  if (isRefusal(hash)) return hash
  const changed_at = platform.clock().toString()
  await saveCredential(tx, { member, hash, must_change: mustChange, changed_at })
  return undefined
}
