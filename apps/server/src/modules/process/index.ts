/** 流程: running cases, tasks and their history. The face of the module; see README.md. */
import type { Plan } from '@yizhan/process'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import type { Reader, Tx } from '#platform/db'
import type { Module, Platform } from '#platform/platform'
import { caseView, handles, preview } from './case-view.ts'
import * as commands from './commands.ts'
import type { PeopleFace, ProcessDeps, Start } from './decided.ts'
import { holdersAfterImport, holdersJob } from './holders.ts'
import { jobsOf, type ServiceHandler } from './jobs.ts'
import type { CheckOpinion } from './opinion.ts'
import { openTasksOf } from './queries.ts'
import { type Noteworthy, noteworthyOf } from './queries-noteworthy.ts'
import { processRoutes } from './routes.ts'
import { sharedCommands } from './shared-commands.ts'
import { keepPlan } from './store.ts'
import type { ProcessTables } from './tables.ts'
import type { DescribeTask } from './task-view.ts'

export type { CaseView } from './case-view.ts'
export type { Outcomes, PeopleFace, Start } from './decided.ts'
export { type MovedPayload, movedEvent, type OpenedPayload, openedEvent } from './events.ts'
export type { DecisionFact, ServiceCall, ServiceHandler, ServiceResult } from './jobs.ts'
export type { Noteworthy } from './queries-noteworthy.ts'
export type { CaseStateView } from './tables.ts'
export type { DescribeTask, TaskContents } from './task-view.ts'

export type ProcessModule = ReturnType<typeof createProcess>

/** Until the hall has said what a case holds, a task shows its own facts only. */
const undescribed: DescribeTask = async () => ({ checks: [], sections: [], phrases: [] })

/** Until somebody makes documents, none prints an opinion. */
const unprinted: CheckOpinion = async () => []

export function createProcess(platform: Platform, faces: { readonly people: PeopleFace }) {
  const deps: ProcessDeps = { platform, people: faces.people }
  const shared = sharedCommands(deps)
  const handlers = new Map<string, ServiceHandler>()
  let describe = undescribed
  let checkOpinion = unprinted
  platform.events.subscribe(holdersAfterImport(deps))
  return {
    name: 'process',
    jobs: [...jobsOf(deps, handlers), holdersJob(deps)],
    routes: (app: FastifyInstance) =>
      processRoutes(app, deps, shared, { describe: () => describe, checkOpinion: () => checkOpinion }),

    /** Names who carries out service tasks; once a name. */
    service(name: string, handler: ServiceHandler): void {
      if (handlers.has(name)) throw new Error(`two handlers for ${name}`)
      handlers.set(name, handler)
    },
    /** Names who tells what a case holds to whoever decides it. */
    describeTasks(describer: DescribeTask): void {
      describe = describer
    },

    /** Names who makes documents: an opinion that they cannot print is refused when it is written. */
    checkOpinions(checker: CheckOpinion): void {
      checkOpinion = checker
    },

    /** Before cases start with a plan: stores it once, so that no start carries it. */
    keepPlan: (plan: Plan) => keepPlan(platform.db, plan, platform.clock().toString()),
    startInstance: (tx: Tx, start: Start) => commands.startInstance(deps, tx, start),
    withdraw: (tx: Tx, ask: Parameters<typeof commands.withdraw>[2]) => commands.withdraw(deps, tx, ask),
    resubmit: (tx: Tx, ask: Parameters<typeof commands.resubmit>[2]) => commands.resubmit(deps, tx, ask),
    supplement: (tx: Tx, ask: Parameters<typeof commands.supplement>[2]) =>
      commands.supplement(deps, tx, ask),
    /** Commands with a transaction of their own, shared with those that arrive together; the caller has asked who may. */
    shared,

    /** How a case stands; the caller has decided that this member may see it. */
    caseView: (db: Reader, caseId: string, memberId: string) => caseView(db, caseId, memberId),
    preview: (db: Reader, plan: Plan, applicantId: string, facts: Readonly<Record<string, unknown>>) =>
      preview(deps, db, plan, applicantId, facts),
    handles,
    /** Of a case as it is now, what people are told of it: no answers, and nothing about its applicant but who it is. */
    noteworthy: (instanceId: string): Promise<Noteworthy | undefined> =>
      noteworthyOf(platform.read<ProcessTables>(), instanceId),
    /** How many tasks wait for the member. */
    openTasksOf: (actor: Actor) => openTasksOf(platform.read<ProcessTables>(), actor, platform.clock()),
  } satisfies Module & Record<string, unknown>
}
