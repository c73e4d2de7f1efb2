/** The case as a line with stops, names for ids: the contract's shape. */
import type { Line as LineView, Stop as StopView } from '@yizhan/contracts'
import {
  type Forecast,
  forecast,
  isOver,
  type Line,
  nodeOf,
  type People,
  type Plan,
  type State,
  type Stop,
  stopsOf,
} from '@yizhan/process'
import type { Cards } from './history-view.ts'

export type Drawn = { readonly plan: Plan; readonly state: State | undefined; readonly applicant: string }

export function forecastOf(
  drawn: Drawn,
  facts: Readonly<Record<string, unknown>>,
  people: People = new Map(),
): Forecast {
  return forecast(drawn.plan, drawn.state, drawn.applicant, { facts, people })
}

/** Everybody who is named on the line. */
export function membersOn(line: Line): readonly string[] {
  return stopsOf(line).flatMap((stop) => stop.who)
}

/** The line between the stop of the application and the stop of its end. */
export function lineView(drawn: Drawn, line: Line, cards: Cards, startedAt?: string): LineView {
  const { plan, state } = drawn
  const begin: StopView = {
    id: plan.start,
    kind: 'start',
    name: { zh: nodeOf(plan, plan.start).name || '提交申请', en: 'Application sent' },
    status: state === undefined ? 'next' : 'done',
    who: [],
    ...(startedAt === undefined ? {} : { at: startedAt }),
  }
  const skipped = new Set(
    state?.closed
      .filter(({ how, round }) => how === 'skipped' && round === state.round)
      .map(({ task }) => task),
  )
  const end: StopView = {
    id: 'end',
    kind: 'end',
    name: skipped.size === 0 ? { zh: '办好了', en: 'Done' } : { zh: '结束', en: 'Ended' },
    status: state?.status === 'finished' ? 'done' : state !== undefined && isOver(state) ? 'stopped' : 'next',
    who: [],
  }
  return [begin, ...rowView(line, cards, skipped), end]
}

function rowView(line: Line, cards: Cards, skipped: ReadonlySet<string>): LineView {
  return line.map((piece) =>
    'fork' in piece
      ? { fork: piece.fork.map((row) => rowView(row, cards, skipped)) }
      : stopView(piece, cards, skipped),
  )
}

function stopView(stop: Stop, cards: Cards, skipped: ReadonlySet<string>): StopView {
  const { title } = stop
  const left = stop.task !== undefined && skipped.has(stop.task)
  return {
    id: stop.node,
    kind: stop.kind,
    name: left ? { zh: `${title.zh}（已跳过）`, en: `${title.en} (skipped)` } : title,
    status: stop.status,
    who: stop.who.map((id) => cards.get(id)?.name).filter((name) => name !== undefined),
    workingDays: stop.days,
    ...(stop.at === undefined ? {} : { at: stop.at }),
  }
}
