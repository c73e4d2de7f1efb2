/** What the pages see: the site, and the person who is signed in. */
import type { SessionView, SiteView, Words } from '@yizhan/contracts'
import type { Actor, SessionContext } from '#platform/auth'
import type { AccountDeps, Demo } from './commands.ts'
import type { SignedIn } from './commands-sign-in.ts'
import { abilitiesOf } from './policy.ts'
import { localeOf, personById, setting } from './queries.ts'
import type { AccountTables } from './tables.ts'

const unnamed: Words = { zh: '一站', en: 'Yizhan' }

export async function siteView({ platform, faces }: AccountDeps): Promise<SiteView> {
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
    zone: platform.config.zone,
  }
}

/** The answer to a sign-in, before any request has come with the new session. */
export async function enteredView(
  deps: AccountDeps,
  { person, sessionId, mustChange }: SignedIn,
  csrf: string,
): Promise<SessionView> {
  const actor: Actor = {
    memberId: person.id,
    sessionId,
    number: person.number,
    name: person.name,
    kind: person.kind,
    locale: await localeOf(deps.platform.read<AccountTables>(), person.id),
    grants: await deps.faces.people.grantsOf(person.id),
  }
  return view(deps, { actor, csrf, mustChangePassword: mustChange }, person.unit)
}

export async function sessionView(
  deps: AccountDeps,
  session: SessionContext | undefined,
): Promise<SessionView> {
  const person = session && (await personById(deps.platform.read<AccountTables>(), session.actor.memberId))
  if (!person) throw new Error('a session without its member')
  return view(deps, session, person.unit)
}

async function view(
  { platform, faces }: AccountDeps,
  { actor, csrf, mustChangePassword }: SessionContext,
  unit: Words,
): Promise<SessionView> {
  const [openTasks, runningCases] = await Promise.all([
    faces.process.openTasksOf(actor),
    faces.hall.runningCasesOf(actor.memberId),
  ])
  return {
    member: { id: actor.memberId, number: actor.number, name: actor.name, kind: actor.kind, unit },
    abilities: abilitiesOf(actor, openTasks, platform.clock()),
    mustChangePassword,
    csrf,
    locale: actor.locale,
    openTasks,
    runningCases,
  }
}
