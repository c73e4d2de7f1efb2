/** Loads the demo university into an empty database, through the same import as a real one. */
import { Readable } from 'node:stream'
import type { Account, Demo } from '../apps/server/src/modules/account/index.ts'
import type { People } from '../apps/server/src/modules/people/index.ts'
import type { Platform } from '../apps/server/src/platform/platform.ts'
import { fileBytes, fileKinds } from './files.ts'
import { demoGrants, demoPassword, personas } from './personas.ts'
import { Plan } from './plan.ts'
import { recordedAt, records } from './records.ts'
import { university } from './university.ts'

/** Changing it changes everybody but the personas. */
export const demoSeed = 'weichuan-1'

/** What the demo needs of a running server. */
export type Target = {
  readonly platform: Platform
  readonly modules: { readonly people: People; readonly account: Pick<Account, 'describeDemo'> }
}

export type Loaded = { readonly members: number; readonly units: number; readonly records: number }

/** @param members 200 to 381,000 in all */
export async function loadDemo(
  { platform, modules }: Target,
  members: number,
  seed = demoSeed,
): Promise<Loaded> {
  const plan = new Plan({ members, seed })
  const added: Partial<Record<(typeof fileKinds)[number], number>> = {}
  for (const kind of fileKinds) {
    const source = { name: `${kind}.csv`, open: () => Readable.from(fileBytes(plan, kind)) }
    // A smaller demo university after a larger one: whoever is not in it departs.
    const confirmDepartures = 10_000_000
    const outcome = await modules.people.importWithoutPermit({
      kind,
      source,
      complete: true,
      confirmDepartures,
    })
    if ('code' in outcome)
      throw new Error(`the demo's ${kind}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
    if (outcome.errorCount > 0)
      throw new Error(`the demo's ${kind}: ${JSON.stringify(outcome.errors.slice(0, 3))}`)
    added[kind] = outcome.added
  }
  const recorded = await modules.people.recordWithoutPermit(records(plan), recordedAt)
  await giveGrants(platform, modules.people)
  await platform.tx(async (tx) => {
    await modules.account.describeDemo(tx, demoFacts)
    const row = {
      name: 'university',
      value: JSON.stringify({ zh: university.zh, en: university.en }),
      at: platform.clock().toString(),
    }
    await tx
      .insertInto('platform.setting')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value, at: row.at }))
      .execute()
  })
  return { members: (added.staff ?? 0) + (added.students ?? 0), units: added.units ?? 0, records: recorded }
}

async function giveGrants(platform: Platform, people: People): Promise<void> {
  const units = new Map((await people.unitTree()).map(({ code, id }) => [code, id]))
  const holders = new Map<string, string>()
  for (const number of new Set(demoGrants.map((grant) => grant.number))) {
    const member = await people.memberByNumber(number)
    if (!member) throw new Error(`the demo has no ${number}`)
    holders.set(number, member.id)
  }
  await platform.tx(async (tx) => {
    for (const { number, effect, role, categories, unit = university.code, reason } of demoGrants) {
      const unitId = units.get(unit)
      if (unitId === undefined) throw new Error(`the demo has no unit ${unit}`)
      const subject = holders.get(number) ?? ''
      const from = platform.clock()
      await people.insertGrantUnchecked(tx, {
        subject,
        effect,
        role,
        unitId,
        from,
        reason,
        ...(categories ? { categories } : {}),
      })
    }
  })
}

const demoFacts: Demo = {
  password: demoPassword,
  accounts: personas.map(({ number, name, role }) => ({ account: number, name, role })),
}

/** For the banner at start; nothing when the database holds no demo university. */
export async function demoAccounts(platform: Platform): Promise<Demo | undefined> {
  const row = await platform
    .read()
    .selectFrom('platform.setting')
    .select('value')
    .where('name', '=', 'demo')
    .executeTakeFirst()
  return row ? demoFacts : undefined
}
