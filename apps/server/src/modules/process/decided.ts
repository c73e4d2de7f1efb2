/** One command against one case: what it needs to know, what it writes, and what it led to. No I/O but for the people. */
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
import type { Reader } from '#platform/db'
import type { Platform } from '#platform/platform'
import { type Rows, rowsOf, standing } from './rows.ts'
import type { Content, Instance, Moved, Write } from './store.ts'

/** The part of the people module's face that is needed here. */
export type PeopleFace = {
  /** Members whom each rule of assignment finds for its applicant; ids, in a stable order. */
  readonly resolveRules: (
    asked: readonly {
      readonly rule: Rule
      readonly applicantId: string
      readonly facts: Readonly<Record<string, unknown>>
    }[],
    db: Reader,
  ) => Promise<readonly (readonly string[])[]>
}

export type ProcessDeps = { readonly platform: Platform; readonly people: PeopleFace }

export type Start = Content & {
  readonly caseId: string
  readonly caseNumber: string
  readonly service: { readonly id: string; readonly version: number; readonly name: Words }
  readonly plan: Plan
  readonly applicantId: string
}

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
  /** Ids of the tasks that the command opened and left open. */
  readonly opened: readonly string[]
}

/** What is to be written, and what follows once it is. */
export type Decided = {
  readonly write: Write
  readonly outcome: Outcomes
  /** Undefined at the start. */
  readonly before: Status | undefined
  readonly events: readonly Event[]
}

/** Before the command; `state` is undefined at the start. */
export type Before = {
  readonly plan: Plan
  readonly applicant: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly state: State | undefined
}

export type Asked = { readonly before: Before; readonly command: Command }

/** For each command the people whom it needs, all found by one statement. */
export async function contextsOf(
  deps: ProcessDeps,
  db: Reader,
  asked: readonly Asked[],
): Promise<readonly Context[]> {
  const questions = asked.map(({ before, command }) => {
    const { plan, state, applicant, facts } = before
    return rulesFor(plan, state, command, facts).map((rule) => ({ rule, applicantId: applicant, facts }))
  })
  const flat = questions.flat()
  const found = flat.length === 0 ? [] : await deps.people.resolveRules(flat, db)
  const at = deps.platform.clock().toString()
  let next = 0
  return asked.map(({ before: { facts } }, index) => {
    const people = new Map<string, readonly string[]>()
    for (const { rule } of questions[index] ?? []) people.set(ruleKey(rule), found[next++] ?? [])
    return { at, people, facts }
  })
}

/** Members by rule, as `decide` reads them. */
export async function resolve(
  deps: ProcessDeps,
  db: Reader,
  rules: readonly Rule[],
  applicantId: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<People> {
  if (rules.length === 0) return new Map()
  const asked = rules.map((rule) => ({ rule, applicantId, facts }))
  const found = await deps.people.resolveRules(asked, db)
  return new Map(rules.map((rule, index) => [ruleKey(rule), found[index] ?? []]))
}

/** The command of a start, and what it meets. The case's id names the command: the same application starts once. */
export function askedAtStart(start: Start): Asked {
  const { plan, applicantId, caseId, facts } = start
  return {
    before: { plan, applicant: applicantId, facts, state: undefined },
    command: { type: 'start', id: caseId, by: applicantId },
  }
}

export function askedOf(instance: Instance, command: Command, content?: Content): Asked {
  const { plan, applicant, state } = instance
  return { before: { plan, applicant, state, facts: content?.facts ?? instance.facts }, command }
}

export function decideStart(
  platform: Platform,
  start: Start,
  command: Command,
  context: Context,
): Decided | Refused {
  const { plan, applicantId: applicant, caseId, caseNumber } = start
  const decision = decide(plan, undefined, command, context)
  if (!decision.ok) return decision
  const id = platform.newId()
  const state = foldAll(decision.events)
  const rows = rowsOf(plan, undefined, decision.events, state, platform.newId)
  const service = { id: start.service.id, version: start.service.version, ...start.service.name }
  return {
    write: {
      begun: { caseId, caseNumber, service, plan, applicant, content: start },
      content: start,
      moved: movedOf(id, plan, state, context),
      rows,
    },
    outcome: outcomesOf({ id, caseId, caseNumber, plan }, state, rows),
    before: undefined,
    events: decision.events,
  }
}

/** Outcomes alone when this very command was applied before: there is nothing to write. */
export function decideChange(
  platform: Platform,
  instance: Instance,
  command: Command,
  context: Context,
  content?: Content,
): Decided | Outcomes | Refused {
  const { plan, state } = instance
  const decision = decide(plan, state, command, context)
  if (!decision.ok) return decision
  if (decision.events.length === 0) return outcomesOf(instance, state)
  const after = foldAll(decision.events, state)
  const rows = rowsOf(plan, state, decision.events, after, platform.newId)
  return {
    write: {
      version: instance.version,
      content,
      moved: movedOf(instance.id, plan, after, context),
      rows,
    },
    outcome: outcomesOf(instance, after, rows),
    before: instance.status,
    events: decision.events,
  }
}

function movedOf(id: string, plan: Plan, state: State, context: Context): Moved {
  const { status, over } = standing(state)
  const stops = stopsOf(forecast(plan, state, state.applicant, context).line)
  const done = stops.filter((stop) => stop.status === 'done').length
  // The line also has a stop for the application itself and one for its end.
  const passed = 1 + done + (status === 'finished' ? 1 : 0)
  const ended_at = over ? context.at : null
  return { id, status, state, passed, stops: stops.length + 2, at: context.at, ended_at }
}

function outcomesOf(
  instance: { id: string; caseId: string; caseNumber: string; plan: Plan },
  state: State,
  rows?: Rows,
): Outcomes {
  const steps = state.open.map((task) => nodeOf(instance.plan, task.node)).filter(isStep)
  return {
    instanceId: instance.id,
    caseId: instance.caseId,
    caseNumber: instance.caseNumber,
    status: standing(state).status,
    state,
    plan: instance.plan,
    applied: rows !== undefined,
    steps: steps.map((step) => step.title),
    opened: (rows?.opened ?? []).filter((row) => row.closed_at === null).map((row) => row.id),
  }
}
