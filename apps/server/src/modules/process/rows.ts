/** The rows that a command changes, computed from its events and the states before and after. Pure. */
import { type Event, isOver, isStep, nodeOf, type Plan, type State, statusOf } from '@yizhan/process'
import type { TaskTable } from './tables.ts'

export type OpenedRow = Pick<TaskTable, 'id' | 'key' | 'node' | 'kind' | 'step_zh' | 'step_en' | 'handler'> &
  TaskEnd & { readonly opened_at: string; readonly first_holder: string | null }

/** How a task stands after the command. */
type TaskEnd = {
  readonly state: TaskTable['state']
  readonly stuck: boolean
  readonly closed_at: string | null
  readonly closed_by: string | null
  readonly outcome: TaskTable['outcome']
  readonly attempts: number
  readonly error: string | null
}

/** `first_holder` of a task that was reassigned: its unit has the task now. */
export type ChangedRow = TaskEnd & {
  readonly key: string
  readonly reassigned: boolean
  readonly first_holder: string | null
}
/** `key` names the task; its row may be new or old. */
export type CandidateRow = { readonly key: string; readonly member_id: string }
export type HistoryRow = {
  readonly seq: number
  readonly at: string
  readonly type: string
  readonly by_member: string | null
  readonly event: Event
}

export type Rows = {
  readonly history: readonly HistoryRow[]
  readonly opened: readonly OpenedRow[]
  readonly changed: readonly ChangedRow[]
  readonly candidates: readonly CandidateRow[]
}

/** A task that is opened and closed by the same command appears once, in `opened`. */
export function rowsOf(
  plan: Plan,
  before: State | undefined,
  events: readonly Event[],
  after: State,
  newId: () => string,
): Rows {
  const opened: OpenedRow[] = []
  const candidates: CandidateRow[] = []
  const changed = new Map<string, ChangedRow>()
  const isNew = new Set<string>()
  for (const event of events) {
    if (event.type === 'task-opened' || event.type === 'service-requested') {
      isNew.add(event.task)
      opened.push({ id: newId(), ...openedRow(plan, event), ...endOf(after, event.task, events) })
    } else if ('task' in event && !isNew.has(event.task)) {
      const reassigned = event.type === 'reassigned'
      const first_holder = reassigned ? (event.candidates[0] ?? null) : null
      changed.set(event.task, {
        key: event.task,
        reassigned,
        first_holder,
        ...endOf(after, event.task, events),
      })
    }
    if (event.type === 'task-opened' || event.type === 'reassigned') {
      for (const member of event.candidates) candidates.push({ key: event.task, member_id: member })
    }
  }
  const first = before?.seq ?? 0
  const history = events.map((event, index) => ({
    seq: first + index + 1,
    at: event.at,
    type: event.type,
    by_member: event.by ?? null,
    event,
  }))
  return { history, opened, changed: [...changed.values()], candidates }
}

function openedRow(plan: Plan, event: Extract<Event, { type: 'task-opened' | 'service-requested' }>) {
  const node = nodeOf(plan, event.node)
  if (!isStep(node)) throw new Error(`${event.node} is not a step`)
  const holder = event.type === 'task-opened' ? (event.candidates[0] ?? null) : null
  return {
    key: event.task,
    node: node.id,
    kind: node.kind === 'user-task' ? ('user' as const) : ('service' as const),
    step_zh: node.title.zh,
    step_en: node.title.en,
    handler: node.kind === 'service-task' ? node.service : null,
    opened_at: event.at,
    first_holder: holder,
  }
}

const outcomeOf = {
  approve: 'approve',
  return: 'return',
  refuse: 'refuse',
  done: 'done',
  skipped: 'skipped',
  cancelled: null,
} as const

function endOf(after: State, key: string, events: readonly Event[]): TaskEnd {
  const failure = events.findLast((event) => event.type === 'service-failed' && event.task === key)
  const error = failure?.type === 'service-failed' ? failure.error : null
  const open = after.open.find((task) => task.task === key)
  if (open !== undefined) {
    const stuck = open.state === 'failed' || (open.kind === 'user' && open.nobody)
    return {
      state: open.state,
      stuck,
      closed_at: null,
      closed_by: null,
      outcome: null,
      attempts: open.failures,
      error,
    }
  }
  const closed = after.closed.findLast((task) => task.task === key)
  if (closed === undefined) throw new Error(`${key} is neither open nor closed`)
  return {
    state: closed.how === 'cancelled' ? 'cancelled' : 'done',
    stuck: false,
    closed_at: closed.at,
    closed_by: closed.by ?? null,
    outcome: outcomeOf[closed.how],
    attempts: 0,
    error,
  }
}

/** What the instance's own row shows of a state. */
export function standing(state: State): {
  readonly status: ReturnType<typeof statusOf>
  readonly over: boolean
} {
  return { status: statusOf(state), over: isOver(state) }
}
