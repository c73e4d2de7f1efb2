/** How a case stands, for the hall's pages: line, history, holders, and what its applicant may do. */
import type { HistoryLine, InstanceStatus, Line, Words } from '@yizhan/contracts'
import { isOver, isStep, nodeOf, type Plan, rulesFor, statusOf } from '@yizhan/process'
import type { Reader } from '#platform/db'
import { type ProcessDeps, resolve } from './decided.ts'
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
  /** What happens next, to the applicant. */
  readonly next: Words
  /** Steps of this round that an operator skipped: what they would have made does not exist. */
  readonly skipped: readonly Skipped[]
  readonly returned?: { readonly by: string; readonly reason: string; readonly at: string }
  readonly supplement?: { readonly by: string; readonly reason: string; readonly at: string }
  /** What this member may do: everything here is the applicant's. */
  readonly may: { readonly withdraw: boolean; readonly resubmit: boolean; readonly supplement: boolean }
  readonly facts: Readonly<Record<string, unknown>>
  readonly applicant: string
}

export type Skipped = {
  readonly step: Words
  readonly by: string
  readonly reason: string
  readonly at: string
}

/** @returns undefined when there is no such case. The caller has decided who may see it. */
export async function caseView(db: Reader, caseId: string, memberId: string): Promise<CaseView | undefined> {
  const own = db as Reader<ProcessTables>
  const instance = await loadInstance(own, { caseId })
  return instance === undefined ? undefined : viewOf(own, instance, memberId)
}

export async function viewOf(
  db: Reader<ProcessTables>,
  instance: Instance,
  memberId: string,
): Promise<CaseView> {
  const { plan, state, applicant } = instance
  const drawn = { plan, state, applicant }
  const { line } = forecastOf(drawn, instance.facts)
  const events = await eventsOf(db, instance.id)
  const candidates = state.open.flatMap((task) => task.candidates)
  const cards = await cardsOf(db, [...membersOn(line), ...candidates, ...events.map((event) => event.by)])
  const history = linesOf(plan, events, cards)
  const mine = memberId === applicant
  const waiting = state.open.some((task) => task.state === 'waiting-applicant')
  const returned = state.status === 'returned' ? lastOf(history, 'returned') : undefined
  const skipped = skippedIn(history)
  const asked = waiting ? lastOf(history, 'supplement-asked') : undefined
  return {
    status: statusOf(state),
    version: instance.version,
    line: lineView(drawn, line, cards, instance.startedAt),
    history,
    holders: holdersOf(instance, cards),
    next: nextWords(instance, skipped, asked?.reason),
    skipped,
    ...(returned === undefined ? {} : { returned }),
    ...(asked === undefined ? {} : { supplement: asked }),
    may: {
      withdraw: mine && !isOver(state),
      resubmit: mine && state.status === 'returned',
      supplement: mine && waiting,
    },
    facts: instance.facts,
    applicant,
  }
}

function nextWords({ plan, state }: Instance, skipped: readonly Skipped[], asked: string | undefined): Words {
  switch (state.status) {
    case 'returned':
      return { zh: '按退回的原因改好，再提交一次', en: 'Make the changes asked for, then send it again' }
    case 'finished':
      return skipped.length === 0 ? { zh: '办好了', en: 'Done' } : withoutWords(skipped)
    case 'refused':
      return { zh: '没有同意，这件事到此为止', en: 'It was refused; this case has ended' }
    case 'withdrawn':
      return { zh: '你已撤回', en: 'You withdrew it' }
    case 'running':
  }
  if (asked !== undefined) return { zh: `等你补材料：${asked}`, en: `Waiting for more from you: ${asked}` }
  const [first] = state.open
  const step = first === undefined ? undefined : nodeOf(plan, first.node)
  if (first === undefined || step === undefined || !isStep(step)) return { zh: '在办', en: 'In progress' }
  if (first.nobody) {
    return {
      zh: `「${step.title.zh}」暂时没有人办，已转管理员`,
      en: `Nobody holds “${step.title.en}” now; an operator has been told`,
    }
  }
  if (first.state === 'failed') {
    return {
      zh: `「${step.title.zh}」没有做成，管理员在处理`,
      en: `“${step.title.en}” did not work; an operator is on it`,
    }
  }
  return step.note
}

/** Whoever waits for a document must read that there is none, who decided so, and why. */
function withoutWords(skipped: readonly Skipped[]): Words {
  const zh = skipped.map(({ step, by, reason }) => `「${step.zh}」没有办，${by}跳过了：${reason}`)
  const en = skipped.map(({ step, by, reason }) => `“${step.en}” was not done; ${by} skipped it: ${reason}`)
  return { zh: zh.join('；'), en: en.join('; ') }
}

function skippedIn(history: readonly HistoryLine[]): readonly Skipped[] {
  const round = history.findLastIndex(({ kind }) => kind === 'resubmitted')
  return history
    .slice(round + 1)
    .flatMap(({ kind, step, by, opinion, at }) =>
      kind === 'service-skipped' && step !== undefined
        ? [{ step, by: by?.name ?? '', reason: opinion ?? '', at }]
        : [],
    )
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
    .where('task.instance_id', '=', (eb) =>
      eb.selectFrom('process.instance').select('id').where('case_id', '=', caseId),
    )
    .where((eb) => eb.or([eb('candidate.task_id', 'is not', null), eb('task.closed_by', '=', memberId)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The line before anybody has applied, with the people who would have it. */
export async function preview(
  deps: ProcessDeps,
  db: Reader,
  plan: Plan,
  applicantId: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<Line> {
  const rules = rulesFor(plan, undefined, { type: 'start', id: '', by: applicantId }, facts)
  const people = await resolve(deps, db, rules, applicantId, facts)
  const drawn = { plan, state: undefined, applicant: applicantId }
  const expected = forecastOf(drawn, facts, people)
  const cards = await cardsOf(db as Reader<ProcessTables>, membersOn(expected.line))
  return lineView(drawn, expected.line, cards)
}
