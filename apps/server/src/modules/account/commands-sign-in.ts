/** Sign-in: one hashing for every try, whoever it names, and one answer for every kind of wrong. */
import { randomBytes } from 'node:crypto'
import { isRefusal, type Locale, type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import { network } from '#platform/http/rate-limit'
import { type AccountDeps, initialPassword, type Origin, takeTurns } from './commands.ts'
import { campusLimit, normalAccount, type Turn, turnsOf } from './decide.ts'
import { deviceName } from './decide-device.ts'
import { failuresSince, knownOrigins, type Person, personByNumber } from './queries.ts'
import {
  deleteSession,
  deleteSessions,
  giveBack,
  hashOf,
  insertSession,
  rememberOrigin,
  saveLocale,
  take,
  trimSessions,
} from './store.ts'
import type { AccountTables } from './tables.ts'

const campusKey = 'campus'
const nobody = '00000000-0000-0000-0000-000000000000'
const mostSessions = 20
/** GB/T 22239 asks for a periodic change; the other profile forbids asking. */
const changeAfterDays = { gbt22239: 90, nist: undefined } as const

export type SignedIn = {
  readonly person: Person
  readonly sessionId: string
  readonly token: string
  readonly device: string
  readonly mustChange: boolean
}

export type Attempt = {
  readonly account: string
  readonly password: string
  readonly origin: Origin
  /** session that the same browser has now; it ends when the new one begins */
  readonly before?: Actor | undefined
}

export async function signIn(deps: AccountDeps, attempt: Attempt): Promise<SignedIn | Refusal> {
  const { platform, hasher } = deps
  const account = normalAccount(attempt.account)
  const person = await personByNumber(platform.read<AccountTables>(), account)
  const turns = await turnsFor(deps, account, person, attempt.origin)
  const wait = await takeTurns(deps, turns)
  if (wait) return wait

  const wanted = await expected(deps, person)
  const right = isRefusal(wanted) ? wanted : await hasher.verify(attempt.password, wanted.hash)
  if (isRefusal(wanted) || isRefusal(right)) {
    await platform.tx((tx) => giveBack(tx, turns, platform.clock()))
    return isRefusal(wanted) ? wanted : refuse('platform.busy')
  }
  if (!right || !person) {
    await platform.tx((tx) => take(tx, { key: campusKey, limit: campusLimit }, platform.clock()))
    return refuse('account.wrong')
  }
  if (!person.active) return refuse('account.not-active')
  return platform.tx(async (tx) => {
    await giveBack(tx, turns, platform.clock())
    if (attempt.before) await deleteSession(tx, attempt.before.memberId, attempt.before.sessionId)
    return openSession(deps, tx, person, attempt.origin, wanted.mustChange)
  })
}

async function turnsFor(
  deps: AccountDeps,
  account: string,
  person: Person | undefined,
  origin: Origin,
): Promise<readonly Turn[]> {
  const { platform } = deps
  const read = platform.read<AccountTables>()
  const place = network(origin.address)
  const device = hashOf(`device ${origin.device ?? ''}`)
  const place256 = hashOf(`network ${place}`)
  const known = await knownOrigins(read, person?.id ?? nobody, [device, place256])
  const windowStart = platform.clock().subtract({ seconds: campusLimit.window })
  return turnsOf({
    account,
    network: place,
    device: known.has(device) ? device : undefined,
    networkKnown: known.has(place256),
    underAttack: (await failuresSince(read, campusKey, windowStart)) > campusLimit.free,
  })
}

/** The hash that the password must fit, and whether it must be changed afterwards; a refusal while hashing is busy. */
async function expected(
  deps: AccountDeps,
  person: Person | undefined,
): Promise<{ hash: string; mustChange: boolean } | Refusal> {
  if (person?.hash)
    return { hash: person.hash, mustChange: (person.mustChange ?? false) || isOld(deps, person) }
  const initial = person && (await initialPassword(deps))
  if (!initial) return { hash: await deps.nobodysHash, mustChange: true }
  const hash = await deps.hashOnce(initial.password)
  return isRefusal(hash) ? hash : { hash, mustChange: initial.mustChange }
}

function isOld({ platform }: AccountDeps, { changedAt }: Person): boolean {
  const days = changeAfterDays[platform.config.passwordProfile]
  if (days === undefined || changedAt === null) return false
  const oldest = platform.clock().subtract({ hours: 24 * days })
  return Temporal.Instant.compare(Temporal.Instant.from(changedAt), oldest) < 0
}

/** A new session with a fresh token; the token itself is stored nowhere. */
export async function openSession(
  { platform }: AccountDeps,
  tx: Tx,
  person: Person,
  origin: Origin,
  mustChange: boolean,
): Promise<SignedIn> {
  const now = platform.clock()
  const token = randomBytes(32).toString('base64url')
  const device = origin.device ?? randomBytes(16).toString('base64url')
  const sessionId = platform.newId()
  await insertSession(tx, {
    id: sessionId,
    token_hash: hashOf(token),
    member: person.id,
    must_change: mustChange,
    device: deviceName(origin.agent),
    source: origin.address,
    started_at: now.toString(),
    last_seen_at: now.toString(),
    expires_at: now.add({ hours: platform.config.sessionHours }).toString(),
  })
  await trimSessions(tx, person.id, now, mostSessions)
  const hashes = {
    device: hashOf(`device ${device}`),
    network: hashOf(`network ${network(origin.address)}`),
  }
  await rememberOrigin(tx, person.id, hashes, now)
  return { person, sessionId, token, device, mustChange }
}

export async function signOut(deps: AccountDeps, actor: Actor): Promise<undefined> {
  await deps.platform.tx((tx) => deleteSession(tx, actor.memberId, actor.sessionId))
}

/** Own sessions only: the member's id is part of the condition. */
export async function revokeSession(deps: AccountDeps, actor: Actor, id: string): Promise<undefined> {
  await deps.platform.tx((tx) => deleteSession(tx, actor.memberId, id))
}

export async function setLocale(deps: AccountDeps, actor: Actor, locale: Locale): Promise<undefined> {
  await deps.platform.tx((tx) => saveLocale(tx, actor.memberId, locale))
}

/** For other modules: a member left or was closed; nothing of theirs stays open. */
export async function endSessions(tx: Tx, memberId: string): Promise<void> {
  await deleteSessions(tx, memberId)
}
