/** The history in words: what people read of it, and the decisions that documents print. */
import type { HistoryLine, MemberCard } from '@yizhan/contracts'
import { type Event, isStep, nodeOf, type Plan, type Words } from '@yizhan/process'
import type { Reader } from '#platform/db'
import type { DecisionFact } from './jobs.ts'
import type { Instance } from './store.ts'
import type { ProcessTables } from './tables.ts'

export type Cards = ReadonlyMap<string, MemberCard>

/** The cards of members; those who are not in the records are absent. */
export async function cardsOf(
  db: Reader<ProcessTables>,
  ids: readonly (string | undefined)[],
): Promise<Cards> {
  const wanted = [...new Set(ids.filter((id) => id !== undefined))]
  if (wanted.length === 0) return new Map()
  const rows = await db
    .selectFrom('people.member_card')
    .select(['id', 'number', 'name', 'kind', 'unit_zh', 'unit_en'])
    .where('id', 'in', wanted)
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        number: row.number,
        name: row.name,
        kind: row.kind,
        unit: { zh: row.unit_zh, en: row.unit_en },
      },
    ]),
  )
}

/** All events of an instance, oldest first. */
export async function eventsOf(db: Reader<ProcessTables>, instanceId: string): Promise<readonly Event[]> {
  const rows = await db
    .selectFrom('process.history')
    .select('event')
    .where('instance_id', '=', instanceId)
    .orderBy('seq')
    .execute()
  return rows.map((row) => row.event)
}

const decided = { approve: 'approved', return: 'returned', refuse: 'refused' } as const

/** The lines that people read; moves of tokens and the like are left out. */
export function linesOf(plan: Plan, events: readonly Event[], cards: Cards): HistoryLine[] {
  const nodes = new Map<string, string>()
  let skipped = false
  return events.flatMap((event, index) => {
    if (event.type === 'task-opened' || event.type === 'service-requested') nodes.set(event.task, event.node)
    if (event.type === 'resubmitted') skipped = false
    if (event.type === 'service-skipped') skipped = true
    const said = sayOf(event, skipped)
    if (said === undefined) return []
    const step = 'task' in event ? titleOf(plan, nodes.get(event.task)) : undefined
    // A task opens because somebody decided before; that somebody does not belong to it.
    const by = event.type === 'task-opened' || event.by === undefined ? undefined : cards.get(event.by)
    const line: HistoryLine = {
      seq: index + 1,
      at: event.at,
      ...said,
      ...(step === undefined ? {} : { step }),
      ...(by === undefined ? {} : { by }),
    }
    return [line]
  })
}

/** @param skipped whether a step of this round was skipped */
function sayOf(event: Event, skipped: boolean): Pick<HistoryLine, 'kind' | 'opinion'> | undefined {
  switch (event.type) {
    case 'started':
    case 'resubmitted':
    case 'task-opened':
    case 'service-done':
    // Why it failed is the operator's business: the text may name inner parts.
    case 'service-failed':
    case 'service-retried':
      return { kind: event.type }
    case 'finished':
      return { kind: skipped ? 'finished-without' : 'finished' }
    case 'task-decided':
      return { kind: decided[event.outcome], ...opinion(event.opinion) }
    case 'supplement-asked':
      return { kind: event.type, ...opinion(event.opinion) }
    case 'supplemented':
      return { kind: event.type, ...opinion(event.note) }
    case 'reassigned':
      // Its reason is ours, in one language; the kind is said in the reader's.
      if (event.candidates.length === 0) return { kind: 'handed-to-nobody' }
      return { kind: event.by === undefined ? 'handed-over' : 'sought-again' }
    case 'step-returned':
      return { kind: 'returned', ...opinion(event.reason) }
    case 'service-skipped':
    case 'withdrawn':
      return { kind: event.type, ...opinion(event.reason) }
    case 'passed':
    case 'service-requested':
    case 'task-cancelled':
    case 'returned':
    case 'refused':
      return undefined
  }
}

function opinion(text: string): { opinion?: string } {
  return text === '' ? {} : { opinion: text }
}

function titleOf(plan: Plan, id: string | undefined): Words | undefined {
  const node = id === undefined ? undefined : nodeOf(plan, id)
  return node !== undefined && isStep(node) ? node.title : undefined
}

/** Decisions of the present round with their opinions, oldest first. */
export async function decisionsOf(
  db: Reader<ProcessTables>,
  instance: Pick<Instance, 'id' | 'plan' | 'state'>,
): Promise<readonly DecisionFact[]> {
  const events = await eventsOf(db, instance.id)
  const round = instance.state.closed.filter((task) => task.round === instance.state.round)
  const made = events.filter((event) => event.type === 'task-decided')
  const cards = await cardsOf(
    db,
    made.map((event) => event.by),
  )
  return made.flatMap((event) => {
    const task = round.find((closed) => closed.task === event.task)
    const step = titleOf(instance.plan, task?.node)
    if (task === undefined || step === undefined) return []
    const id = event.by ?? ''
    const by = { id, name: cards.get(id)?.name ?? '' }
    return [{ node: task.node, step, outcome: event.outcome, opinion: event.opinion, by, at: event.at }]
  })
}
