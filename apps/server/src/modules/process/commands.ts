/** Use cases: load, decide, save in one statement, then jobs and events - all in the caller's transaction. */
import { isRefusal, type Outcome, type Refusal, refuse } from '@yizhan/contracts'
import {
  type Command,
  type Context,
  decide,
  type Event,
  foldAll,
  forecast,
  isStep,
  nodeOf,
  type People,
  type Plan,
  type Refused,
  type Rule,
  ruleKey,
  rulesFor,
  type State,
  type Status,
  stopsOf,
  type Words,
} from '@yizhan/process'
import type { Reader, Tx } from '#platform/db'
import { addJob } from '#platform/jobs'
import type { Platform } from '#platform/platform'
import { type MovedPayload, movedEvent, serviceJob } from './events.ts'
import { openVersion } from './queries.ts'
import { rowsOf, standing } from './rows.ts'
import {
  type Content,
  type Instance,
  type InstanceKey,
  insertMoves,
  loadInstance,
  type Moved,
  updateMoves,
} from './store.ts'
import type { ProcessTables } from './tables.ts'

/** The part of the people module's face that is needed here. */
export type PeopleFace = {
  /** Members whom a rule of assignment finds for this applicant; ids, in a stable order. */
  readonly resolveRule: (
    rule: Rule,
    applicantId: string,
    facts: Readonly<Record<string, unknown>>,
    db: Reader,
  ) => Promise<readonly string[]>
}

export type ProcessDeps = { readonly platform: Platform; readonly people: PeopleFace }

/** What a command led to. */
export type Outcomes = {
  readonly instanceId: string
  readonly caseId: string
  readonly caseNumber: string
  readonly status: Status
  readonly state: State
  readonly plan: Plan
  /** False when this very command had been applied before. */
  readonly applied: boolean
  /** Titles of the steps that are open now. */
  readonly steps: readonly Words[]
}

export type Start = Content & {
  readonly caseId: string
  readonly caseNumber: string
  readonly service: { readonly id: string; readonly version: number; readonly name: Words }
  readonly plan: Plan
  readonly applicantId: string
}

export async function startInstance(deps: ProcessDeps, tx: Tx, start: Start): Promise<Outcomes | Refusal> {
  const { plan, applicantId, caseId, caseNumber, facts } = start
  const id = deps.platform.newId()
  const command: Command = { type: 'start', id: caseId, by: applicantId }
  const context = await contextOf(
    deps,
    tx,
    { plan, applicant: applicantId, facts, state: undefined },
    command,
  )
  const decision = decide(plan, undefined, command, context)
  if (!decision.ok) return refusalOf(tx, decision)
  const state = foldAll(decision.events)
  const service = { id: start.service.id, version: start.service.version, ...start.service.name }
  const rows = rowsOf(plan, undefined, decision.events, state, deps.platform.newId)
  const instance = { caseId, caseNumber, service, plan, applicant: applicantId, content: start }
  await insertMoves(tx, instance, movedOf(id, plan, state, context), rows)
  const outcome = outcomesOf({ id, caseId, caseNumber, plan }, state, true)
  await follow(deps, tx, outcome, undefined, decision.events, rows.opened)
  return outcome
}

/** Changes a running instance. `ask` sees the present state and gives the command, or refuses. */
export async function change(
  deps: ProcessDeps,
  tx: Tx,
  key: InstanceKey,
  ask: (instance: Instance) => Command | Refusal | Promise<Command | Refusal>,
  content?: Content,
): Promise<Outcomes | Refusal> {
  // Somebody else may commit between load and save; then nothing was written, and the command meets the new state.
  for (let attempt = 1; attempt <= 5; attempt++) {
    const instance = await loadInstance(tx.withTables<ProcessTables>(), key)
    if (instance === undefined) return refuse('hall.case-unknown')
    const command = await ask(instance)
    if (isRefusal(command)) return command
    const { plan, state } = instance
    const facts = content?.facts ?? instance.facts
    const context = await contextOf(deps, tx, { plan, applicant: instance.applicant, facts, state }, command)
    const decision = decide(plan, state, command, context)
    if (!decision.ok) return refusalOf(tx, decision, instance.status)
    if (decision.events.length === 0) return outcomesOf(instance, state, false)
    const after = foldAll(decision.events, state)
    const rows = rowsOf(plan, state, decision.events, after, deps.platform.newId)
    const moved = movedOf(instance.id, plan, after, context)
    if (!(await updateMoves(tx, instance.version, moved, rows, content))) continue
    const outcome = outcomesOf(instance, after, true)
    await follow(deps, tx, outcome, instance.status, decision.events, rows.opened)
    return outcome
  }
  return refuse('process.changed')
}

export type TaskDecision = {
  readonly taskId: string
  readonly by: string
  readonly outcome: Outcome
  readonly opinion: string
  /** Of the task as the decider saw it; absent: whatever it is now. */
  readonly version?: number
}

export function decideTask(deps: ProcessDeps, tx: Tx, decision: TaskDecision, key: string) {
  const { taskId, by, outcome, opinion, version } = decision
  const id = deps.platform.newId()
  return change(deps, tx, { taskId }, async () => {
    // Asked at every attempt: what came in between, e.g. a supplement, must be read before it is decided.
    const now = version === undefined ? undefined : await openVersion(tx.withTables<ProcessTables>(), taskId)
    if (now !== undefined && now !== version) return refuse('process.changed', { version: now })
    return { type: 'decide-task', id, by, task: key, outcome, opinion }
  })
}

export function withdraw(deps: ProcessDeps, tx: Tx, ask: { caseId: string; by: string; reason: string }) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, () => ({ type: 'withdraw', id, by: ask.by, reason: ask.reason }))
}

export function resubmit(deps: ProcessDeps, tx: Tx, ask: Content & { caseId: string; by: string }) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, () => ({ type: 'resubmit', id, by: ask.by }), ask)
}

export function supplement(deps: ProcessDeps, tx: Tx, ask: { caseId: string; by: string; note: string }) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, () => ({ type: 'supplement', id, by: ask.by, note: ask.note }))
}

type Before = {
  readonly plan: Plan
  readonly applicant: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly state: State | undefined
}

async function contextOf(deps: ProcessDeps, tx: Tx, before: Before, command: Command): Promise<Context> {
  const rules = rulesFor(before.plan, before.state, command, before.facts)
  const people = await resolve(deps, tx, rules, before.applicant, before.facts)
  return { at: deps.platform.clock().toString(), people, facts: before.facts }
}

/** Members by rule, as `decide` reads them. */
export async function resolve(
  deps: ProcessDeps,
  tx: Reader,
  rules: readonly Rule[],
  applicant: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<People> {
  const people = new Map<string, readonly string[]>()
  for (const rule of rules)
    people.set(ruleKey(rule), await deps.people.resolveRule(rule, applicant, facts, tx))
  return people
}

function movedOf(id: string, plan: Plan, state: State, context: Context): Moved {
  const { status, over } = standing(state)
  const stops = stopsOf(forecast(plan, state, state.applicant, context).line)
  const done = stops.filter((stop) => stop.status === 'done').length
  // The line also has a stop for the application itself and one for its end.
  const passed = 1 + done + (status === 'finished' ? 1 : 0)
  return {
    id,
    status,
    state,
    passed,
    stops: stops.length + 2,
    at: context.at,
    endedAt: over ? context.at : null,
  }
}

function outcomesOf(
  instance: { id: string; caseId: string; caseNumber: string; plan: Plan },
  state: State,
  applied: boolean,
): Outcomes {
  const steps = state.open.map((task) => nodeOf(instance.plan, task.node)).filter(isStep)
  return {
    instanceId: instance.id,
    caseId: instance.caseId,
    caseNumber: instance.caseNumber,
    status: standing(state).status,
    state,
    plan: instance.plan,
    applied,
    steps: steps.map((step) => step.title),
  }
}

/** Jobs for the services that were asked for, and the one event that other modules listen to. */
async function follow(
  deps: ProcessDeps,
  tx: Tx,
  outcome: Outcomes,
  before: Status | undefined,
  events: readonly Event[],
  opened: readonly { id: string; key: string }[],
): Promise<void> {
  for (const event of events) {
    if (event.type === 'service-requested') {
      const id = opened.find((row) => row.key === event.task)?.id
      if (id !== undefined) await addJob(tx, serviceJob, { taskId: id }, { maxAttempts: 25 })
    } else if (event.type === 'service-retried') {
      const row = await tx
        .withTables<ProcessTables>()
        .selectFrom('process.task')
        .select('id')
        .where('instance_id', '=', outcome.instanceId)
        .where('key', '=', event.task)
        .executeTakeFirstOrThrow()
      await addJob(tx, serviceJob, { taskId: row.id }, { maxAttempts: 25 })
    }
  }
  // That a case runs from its start is what the caller asked for; everything later is news.
  if (outcome.status === (before ?? 'running')) return
  const { caseId, instanceId, status } = outcome
  const payload: MovedPayload = { caseId, instanceId, status, ...(before === undefined ? {} : { before }) }
  await deps.platform.events.emit(tx, { name: movedEvent, payload })
}

/** A refusal of the pure core in the catalogue's words: names for ids. */
async function refusalOf(tx: Tx, refused: Refused, status?: Status): Promise<Refusal> {
  if (refused.code === 'process.nobody') return nobody(tx, refused.facts.step, refused.facts.unit)
  if (refused.code !== 'process.gone') return refuse(refused.code)
  const { by, how, at } = refused.facts
  const card =
    by === undefined
      ? undefined
      : await tx
          .withTables<ProcessTables>()
          .selectFrom('people.member_card')
          .select('name')
          .where('id', '=', by)
          .executeTakeFirst()
  return refuse('process.gone', {
    who: card?.name ?? '系统',
    whoEn: card?.name ?? 'The system',
    how,
    at,
    status,
  })
}

const ownUnit: Words = { zh: '所在学院或单位', en: 'your school or unit' }

async function unitName(tx: Tx, unit: string | undefined): Promise<Words> {
  if (unit === undefined || unit.startsWith('applicant-')) return ownUnit
  const card = await tx
    .withTables<ProcessTables>()
    .selectFrom('people.member_card')
    .select(['unit_zh', 'unit_en'])
    .where('unit_code', '=', unit)
    .executeTakeFirst()
  return card === undefined ? { zh: unit, en: unit } : { zh: card.unit_zh, en: card.unit_en }
}

export function unitOf(rules: readonly Rule[]): string | undefined {
  const rule = rules.find((candidate) => 'unit' in candidate)
  return rule !== undefined && 'unit' in rule ? rule.unit : undefined
}

export async function nobody(tx: Tx, step: Words, unit: string | undefined): Promise<Refusal> {
  const holder = await unitName(tx, unit)
  return refuse('process.nobody', { step: step.zh, stepEn: step.en, unit: holder.zh, unitEn: holder.en })
}
