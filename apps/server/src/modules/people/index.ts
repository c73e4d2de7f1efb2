/** 人员与单位 people: the face of the module. */
import { join } from 'node:path'
import type { MemberCard, Refusal, Report, Unit, Words } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import type { Reader, Tx } from '#platform/db'
import type { Decision, Grant, Target } from '#platform/permit/evaluate'
import type { Action } from '#platform/permit/roles'
import type { Module, Platform } from '#platform/platform'
import { createAdministrator, type PeopleDeps, todayOf } from './commands.ts'
import { insertGrantUnchecked, type NewGrant } from './commands-grants.ts'
import { type DirectImport, IMPORT_JOB, importJob, importWithoutPermit } from './commands-import.ts'
import { readDictionary } from './elements.ts'
import { grantsOf } from './grants.ts'
import { type GrantByName, giveByName, revokeByName } from './grants-by-name.ts'
import type { ImportOutcome } from './import.ts'
import { type RecordRow, recordWithoutPermit } from './import-records.ts'
import { permit } from './policy.ts'
import { type MemberRow, memberByNumber, memberCards, pickMembers, reportsOf, unitTree } from './queries.ts'
import { filesOfImports } from './queries-imports.ts'
import { mayReadElement, noteReading, type Reading } from './readings.ts'
import { type ElementValue, elementsOf, factsOf } from './records.ts'
import { peopleRoutes } from './routes.ts'
import { type RuleAsked, resolveRules } from './rules.ts'
import { forgetImports } from './store.ts'
import type { MemberKind, PeopleTables } from './tables.ts'

export { IMPORTED, Imported, REPORTED, Reported } from './events.ts'
export type { GrantByName } from './grants-by-name.ts'
export type { ImportOutcome, Progress } from './import.ts'
export type { Source } from './import-text.ts'
export type { ElementValue } from './records.ts'
export type { RuleAsked } from './rules.ts'
export type { ImportKind, MemberCardView, PeopleViews } from './tables.ts'

export type People = Module & {
  readonly routes: (app: FastifyInstance) => void
  readonly isEmpty: () => Promise<boolean>
  /** Data elements of a member with source and as-of time; absent ids: all. What the member does not have is left out. */
  readonly elementsOf: (memberId: string, ids?: readonly string[]) => Promise<readonly ElementValue[]>
  /**
   * Ids of active members whom each rule means today, never its applicant; empty: nobody. Inside a transaction pass it as
   * `reader`: a second connection taken while holding one can exhaust the pool.
   */
  readonly resolveRules: (
    asked: readonly RuleAsked[],
    reader?: Reader,
  ) => Promise<readonly (readonly string[])[]>
  /** The latest report of each element that the member said is wrong. */
  readonly reportsOf: (memberId: string) => Promise<ReadonlyMap<string, Report>>
  readonly memberCards: (ids: readonly string[]) => Promise<ReadonlyMap<string, MemberCard>>
  readonly memberByNumber: (number: string) => Promise<MemberRow | undefined>
  readonly unitTree: () => Promise<Unit[]>
  readonly pickMembers: (q: string, kind?: MemberKind) => Promise<MemberCard[]>
  /** Every grant of the member with those it was delegated from, also those that follow from positions held. */
  readonly grantsOf: (memberId: string) => Promise<readonly Grant[]>
  /** One question about one row; the deciding grant's id belongs in the audit row. */
  readonly permit: (actor: Actor, action: Action, target: Target) => Decision
  /** The same about one data element of what another module shows, by its category. */
  readonly mayReadElement: (actor: Actor, action: Action, target: Target, element: string) => boolean
  /** For the access log: what of somebody else's record another module showed. */
  readonly noteReading: (reading: Reading) => Promise<void>
  readonly administratorExists: () => Promise<boolean>
  readonly createAdministrator: (
    tx: Tx,
    first: { university: Words; name: string; number: string },
  ) => Promise<string | Refusal>
  /** For the command line and the demo: whoever can run those has the database anyway. */
  readonly importWithoutPermit: (wanted: DirectImport) => Promise<ImportOutcome | Refusal>
  readonly recordWithoutPermit: (rows: Iterable<RecordRow>, asOf: string) => Promise<number>
  readonly giveGrantWithoutPermit: (wanted: GrantByName) => Promise<{ id: string } | Refusal>
  readonly revokeGrantWithoutPermit: (id: string, reason: string) => Promise<undefined | Refusal>
  readonly insertGrantUnchecked: (tx: Tx, grant: NewGrant) => Promise<{ id: string }>
}

export function createPeople(platform: Platform): People {
  const deps: PeopleDeps = {
    platform,
    dictionary: readDictionary(join(platform.config.catalogue, 'data-elements.yaml')),
  }
  const db = platform.read<PeopleTables>()
  return {
    name: 'people',
    jobs: [
      {
        name: IMPORT_JOB,
        handle: (payload, { attempt, maxAttempts }) =>
          importJob(deps, (payload as { importId: string }).importId, attempt >= maxAttempts),
      },
      {
        name: 'people.forget',
        cron: '7 19 * * *',
        handle: () => platform.tx((tx) => forgetImports(tx, platform.clock().subtract({ hours: 30 * 24 }))),
      },
    ],
    keeps: { bytes: (sha256s) => filesOfImports(db, sha256s) },
    routes: (app) => peopleRoutes(app, deps),
    isEmpty: async () => (await db.selectFrom('people.member').select('id').limit(1).execute()).length === 0,
    elementsOf: async (memberId, ids) => {
      const facts = await factsOf(db, memberId, todayOf(platform))
      return facts ? elementsOf(db, deps.dictionary, facts, ids) : []
    },
    resolveRules: (asked, reader) => resolveRules(reader ?? db, asked, todayOf(platform)),
    reportsOf: (memberId) => reportsOf(db, memberId),
    memberCards: (ids) => memberCards(db, ids),
    memberByNumber: (number) => memberByNumber(db, number),
    unitTree: () => unitTree(db),
    pickMembers: (q, kind) => pickMembers(db, q, kind),
    grantsOf: (memberId) => grantsOf(db, memberId, platform.config.zone),
    permit: (actor, action, target) => permit(actor, action, target, platform.clock()),
    mayReadElement: (actor, action, target, element) => mayReadElement(deps, actor, action, target, element),
    noteReading: (reading) => noteReading(deps, reading),
    administratorExists: async () => {
      const row = db
        .selectFrom('people.grant')
        .select('id')
        .where('role', '=', 'people-admin')
        .where('revoked_at', 'is', null)
      return (await row.limit(1).execute()).length > 0
    },
    createAdministrator: (tx, first) => createAdministrator(deps, tx, first),
    importWithoutPermit: (wanted) => importWithoutPermit(deps, wanted),
    recordWithoutPermit: (rows, asOf) => recordWithoutPermit(platform, rows, asOf),
    giveGrantWithoutPermit: (wanted) => giveByName(deps, wanted),
    revokeGrantWithoutPermit: (id, reason) => revokeByName(deps, id, reason),
    insertGrantUnchecked: (tx, grant) => insertGrantUnchecked(deps, tx, grant, undefined),
  }
}
