/** How a case stands, for the hall's pages: line, history, holders, and what its applicant may do. */
import type { HistoryLine, InstanceStatus, Line, Words } from '@yizhan/contracts'
import { isStep, nodeOf, type Plan, ruleKey, rulesOf, statusOf } from '@yizhan/process'
import type { Reader } from '#platform/db'
import type { ProcessDeps } from './commands.ts'
import { type Cards, cardsOf, eventsOf, linesOf } from './history-view.ts'
import { forecastOf, lineView, membersOn } from './line-view.ts'
import { type Instance, loadInstance } from './store.ts'
import type { ProcessTables } from './tables.ts'

export type CaseView = {
  readonly status: InstanceStatus
  /** Counts the commands that changed the case. */
  readonly version: number
  readonly line: Line
  readonly history: readonly HistoryLine[]
  /** Who has it now; a step that nobody holds has an empty name. */
  readonly holders: readonly { readonly name: string; readonly unit?: Words; readonly since: string }[]
  readonly steps: readonly { readonly name: Words; readonly note: Words }[]
  readonly returned?: { readonly by: string; readonly reason: string; readonly at: string }
  readonly supplement?: { readonly by: string; readonly reason: string; readonly at: string }
  /** What the applicant may do. */
  readonly may: { readonly withdraw: boolean; readonly resubmit: boolean; readonly supplement: boolean }
  readonly facts: Readonly<Record<string, unknown>>
  readonly applicant: string
}

/** @returns undefined when there is no such case. The caller has decided who may see it. */
export async function caseView(db: Reader, caseId: string): Promise<CaseView | undefined> {
  const own = db as Reader<ProcessTables>
  const instance = await loadInstance(own, { caseId })
  return instance === undefined ? undefined : viewOf(own, instance)
}

export async function viewOf(db: Reader<ProcessTables>, instance: Instance): Promise<CaseView> {
  const { plan, state, applicant } = instance
  const drawn = { plan, state, applicant }
  const { line } = forecastOf(drawn, instance.facts)
  const events = await eventsOf(db, instance.id)
  const candidates = state.open.flatMap((task) => task.candidates)
  const cards = await cardsOf(db, [...membersOn(line), ...candidates, ...events.map((event) => event.by)])
  const steps = state.open.map((task) => nodeOf(plan, task.node)).filter(isStep)
  const history = linesOf(plan, events, cards)
  const waiting = state.open.some((task) => task.state === 'waiting-applicant')
  const returned = state.status === 'returned' ? lastOf(history, 'returned') : undefined
  const asked = waiting ? lastOf(history, 'supplement-asked') : undefined
  return {
    status: statusOf(state),
    version: instance.version,
    line: lineView(drawn, line, cards, instance.startedAt),
    history,
    holders: holdersOf(instance, cards),
    steps: steps.map(({ title, note }) => ({ name: title, note })),
    ...(returned === undefined ? {} : { returned }),
    ...(asked === undefined ? {} : { supplement: asked }),
    may: {
      withdraw: state.status === 'running' || state.status === 'returned',
      resubmit: state.status === 'returned',
      supplement: waiting,
    },
    facts: instance.facts,
    applicant,
  }
}

function holdersOf({ state }: Instance, cards: Cards): CaseView['holders'] {
  return state.open.flatMap((task) =>
    task.candidates.map((id) => {
      const card = cards.get(id)
      return {
        name: card?.name ?? '',
        ...(card?.unit === undefined ? {} : { unit: card.unit }),
        since: task.since,
      }
    }),
  )
}

function lastOf(history: readonly HistoryLine[], kind: HistoryLine['kind']) {
  const line = history.findLast((candidate) => candidate.kind === kind)
  return line === undefined ? undefined : { by: line.by?.name ?? '', reason: line.opinion ?? '', at: line.at }
}

/** Whether one of the case's tasks is offered to the member now, or was decided by them. */
export async function handles(db: Reader, caseId: string, memberId: string): Promise<boolean> {
  const own = db as Reader<ProcessTables>
  const row = await own
    .selectFrom('process.task as task')
    .leftJoin('process.task_candidate as candidate', (join) =>
      join
        .onRef('candidate.task_id', '=', 'task.id')
        .on('candidate.member_id', '=', memberId)
        .on('candidate.open', '=', true),
    )
    .select('task.id')
    .where('task.case_id', '=', caseId)
    .where((eb) => eb.or([eb('candidate.task_id', 'is not', null), eb('task.closed_by', '=', memberId)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The line before anybody has applied, with the people who would have it. */
export async function preview(
  deps: ProcessDeps,
  db: Reader,
  ask: { plan: Plan; applicantId: string; facts: Readonly<Record<string, unknown>> },
): Promise<{ readonly line: Line; readonly workingDays: number }> {
  const { plan, applicantId, facts } = ask
  const people = new Map<string, readonly string[]>()
  for (const rule of rulesOf(plan)) {
    people.set(ruleKey(rule), await deps.people.resolveRule(rule, applicantId, facts, db))
  }
  const drawn = { plan, state: undefined, applicant: applicantId }
  const expected = forecastOf(drawn, facts, people)
  const cards = await cardsOf(db as Reader<ProcessTables>, membersOn(expected.line))
  return { line: lineView(drawn, expected.line, cards), workingDays: expected.daysAhead }
}
