/** A one-time password for somebody who has none or forgot it: shown once, to be changed at the first sign-in. */
import { randomInt } from 'node:crypto'
import { isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import { decide, mayAnywhere, type Scope, scopesOf } from '#platform/permit/evaluate'
import type { AccountDeps } from './commands.ts'
import { setPassword } from './commands-password.ts'
import { normalAccount, strangersTurn } from './decide.ts'
import { personById, personByNumber, type Standing, standingOf } from './queries.ts'
import { audit, deleteSessions, forgetAttempts } from './store.ts'
import type { AccountTables } from './tables.ts'

/** Without letters and digits that look alike. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** Twelve letters, 59 bits, in groups that are easy to read out. */
export function codeOfLetters(): string {
  const code = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')
  return code.replace(/(.{4})(?=.)/g, '$1-')
}

/** Who may reset accounts resets those of their units, but nobody's who may do more than their right covers. */
export async function resetPassword(
  deps: AccountDeps,
  actor: Actor,
  memberId: string,
): Promise<{ password: string } | Refusal> {
  const now = deps.platform.clock()
  const scopes = scopesOf(actor.grants, actor.memberId, now)
  if (memberId === actor.memberId) return refuse('account.reset-own')
  const person = await standingOf(deps.platform.read<AccountTables>(), memberId)
  const decision = person && decide(scopes, actor.memberId, 'account.reset', placeOf(person))
  if (!person || !decision?.allowed)
    return refuse(mayAnywhere(scopes, 'account.reset') ? 'people.member-unknown' : 'platform.forbidden')
  const theirs = scopesOf(await deps.faces.people.grantsOf(memberId), memberId, now)
  if (!theirs.every((scope) => covers(scopes, actor, scope))) return refuse('account.reset-higher')
  return giveOneTime(deps, person, { member: actor.memberId, grant: decision.by })
}

/** For the command line: whoever runs it has the database anyway. */
export async function resetWithoutPermit(
  deps: AccountDeps,
  number: string,
): Promise<{ password: string } | Refusal> {
  const person = await personByNumber(deps.platform.read<AccountTables>(), number.trim())
  return person ? giveOneTime(deps, person, undefined) : refuse('people.member-unknown')
}

function placeOf({ unit_path: unit, campus }: Standing) {
  return { unit, campus: campus ?? undefined }
}

/** Whether the right to reset reaches as far as a grant of the other person: taking over an account gains nothing. */
function covers(scopes: readonly Scope[], actor: Actor, { effect, links }: Scope): boolean {
  const [own] = links
  if (effect === 'deny' || !own) return true
  return decide(scopes, actor.memberId, 'account.reset', { unit: own.unit, campus: own.campus }).allowed
}

async function giveOneTime(
  deps: AccountDeps,
  person: { readonly id: string; readonly active: boolean },
  by: { member: string; grant: string } | undefined,
): Promise<{ password: string } | Refusal> {
  if (!person.active) return refuse('account.not-active')
  const password = codeOfLetters()
  return deps.platform.tx<{ password: string } | Refusal>(async (tx) => {
    const saved = await setPassword(deps, tx, person.id, password, true)
    if (isRefusal(saved)) return saved
    await deleteSessions(tx, person.id)
    // Whoever gets it may sit at a new device in a new place, where an attacker holds the strangers' turn.
    const { number } = (await personById(tx.withTables<AccountTables>(), person.id)) ?? {}
    if (number) await forgetAttempts(tx, strangersTurn(normalAccount(number)))
    await audit(tx, {
      id: deps.platform.newId(),
      at: deps.platform.clock().toString(),
      actor: by?.member ?? null,
      action: 'account.reset',
      target: person.id,
      grant_id: by?.grant ?? null,
      request: null,
      facts: '{}',
    })
    return { password }
  })
}
