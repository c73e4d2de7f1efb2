/** First run: whoever can read the server's output creates the administrator. */
import { timingSafeEqual } from 'node:crypto'
import { isRefusal, type Locale, type Refusal, refuse, type Words } from '@yizhan/contracts'
import type { Tx } from '#platform/db'
import { network } from '#platform/http/rate-limit'
import { type AccountDeps, type Origin, takeTurns } from './commands.ts'
import { setPassword, weakness } from './commands-password.ts'
import { codeOfLetters } from './commands-reset.ts'
import { openSession, type SignedIn } from './commands-sign-in.ts'
import { laneLimit } from './decide.ts'
import { personById, setting } from './queries.ts'
import { hashOf, saveSetting } from './store.ts'
import type { AccountTables } from './tables.ts'

const codeSetting = 'set-up code'

/** A new one-time code (59 bits), or nothing when there is an administrator. Its hash is kept, the code is not. */
export async function newSetUpCode({ platform, faces }: AccountDeps): Promise<string | undefined> {
  if (await faces.people.administratorExists()) return undefined
  const code = codeOfLetters()
  await platform.tx((tx) => saveSetting(tx, codeSetting, hashOf(plain(code)), platform.clock()))
  return code
}

export type SetUp = {
  readonly code: string
  readonly university: Words
  readonly name: string
  readonly number: string
  readonly password: string
}

export async function setUp(
  deps: AccountDeps,
  { code, university, name, number, password }: SetUp,
  origin: Origin,
  locale: Locale,
): Promise<SignedIn | Refusal> {
  const { platform, faces } = deps
  const wait = await takeTurns(deps, [{ key: `set-up ${network(origin.address)}`, limit: laneLimit }])
  if (wait) return wait
  return platform.tx<SignedIn | Refusal>(async (tx) => {
    const expected = await lockCode(tx)
    if (await faces.people.administratorExists()) return refuse('account.setup-done')
    if (!expected || !sameCode(code, expected)) return refuse('account.setup-code')
    const weak = weakness(deps, password, [name, number], locale, 'body.password')
    if (weak) return weak
    const id = await faces.people.createAdministrator(tx, { university, name, number })
    if (isRefusal(id)) return id
    const saved = await setPassword(deps, tx, id, password)
    if (isRefusal(saved)) return saved
    await saveSetting(tx, 'university', university, platform.clock())
    await saveSetting(tx, codeSetting, null, platform.clock())
    const person = await personById(tx.withTables<AccountTables>(), id)
    if (!person) throw new Error('the administrator that was just made is not there')
    return openSession(deps, tx, person, origin, false)
  })
}

/** Two people with the same code: the second waits here, and then finds an administrator. */
async function lockCode(tx: Tx): Promise<string | undefined> {
  await tx
    .selectFrom('platform.setting')
    .select('name')
    .where('name', '=', codeSetting)
    .forUpdate()
    .executeTakeFirst()
  return (await setting<string | null>(tx.withTables<AccountTables>(), codeSetting)) ?? undefined
}

function sameCode(typed: string, expected: string): boolean {
  const hash = hashOf(plain(typed))
  return timingSafeEqual(Buffer.from(hash), Buffer.from(expected))
}

function plain(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toUpperCase()
}
