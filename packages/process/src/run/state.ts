/** What happened to a case (events) and how it stands (their fold). Both are plain JSON. */
import type { Outcome } from '../plan.ts'

type Stamp = {
  /** Instant, ISO 8601. */
  readonly at: string
  /** Id of the command that caused it. */
  readonly command: string
  /** The member who caused it; absent for the system. */
  readonly by?: string
}

type Move = {
  /** Flows whose tokens are consumed and produced. */
  readonly take: readonly string[]
  readonly put: readonly string[]
}

export type Event = Stamp &
  (
    | { readonly type: 'started'; readonly put: readonly string[] }
    | { readonly type: 'resubmitted'; readonly round: number; readonly put: readonly string[] }
    | ({ readonly type: 'passed'; readonly node: string } & Move)
    | {
        readonly type: 'task-opened'
        readonly task: string
        readonly node: string
        readonly take: readonly string[]
        readonly candidates: readonly string[]
        /** The rules found nobody, and the backstop stepped in. */
        readonly backstop?: true
        /** Not even a backstop: an operator must reassign it. */
        readonly nobody?: true
      }
    | {
        readonly type: 'service-requested'
        readonly task: string
        readonly node: string
        readonly take: readonly string[]
      }
    | {
        readonly type: 'task-decided'
        readonly task: string
        readonly outcome: Exclude<Outcome, 'supplement'>
        readonly opinion: string
        readonly put: readonly string[]
      }
    | { readonly type: 'supplement-asked'; readonly task: string; readonly opinion: string }
    | { readonly type: 'supplemented'; readonly task: string; readonly note: string }
    | {
        readonly type: 'reassigned'
        readonly task: string
        /** Empty: nobody holds it any more, and an operator must find somebody. */
        readonly candidates: readonly string[]
        readonly reason: string
      }
    | { readonly type: 'task-cancelled'; readonly task: string }
    | {
        readonly type: 'service-done'
        readonly task: string
        readonly results: Readonly<Record<string, unknown>>
        readonly put: readonly string[]
      }
    | {
        readonly type: 'service-failed'
        readonly task: string
        readonly error: string
        readonly attempts: number
      }
    | { readonly type: 'service-retried'; readonly task: string }
    | {
        readonly type: 'service-skipped'
        readonly task: string
        readonly reason: string
        readonly put: readonly string[]
      }
    | { readonly type: 'step-returned'; readonly task: string; readonly reason: string }
    | { readonly type: 'returned'; readonly reason: string }
    | { readonly type: 'refused'; readonly reason: string }
    | { readonly type: 'withdrawn'; readonly reason: string }
    | { readonly type: 'finished' }
  )

export type OpenTask = {
  readonly task: string
  readonly node: string
  readonly kind: 'user' | 'service'
  readonly state: 'open' | 'waiting-applicant' | 'failed'
  readonly candidates: readonly string[]
  readonly nobody: boolean
  readonly since: string
  /** Failures so far, of a service. */
  readonly failures: number
}

export type ClosedTask = {
  readonly task: string
  readonly node: string
  readonly round: number
  readonly how: 'approve' | 'return' | 'refuse' | 'done' | 'skipped' | 'cancelled'
  readonly by?: string
  readonly at: string
}

export type State = {
  readonly status: 'running' | 'returned' | 'finished' | 'refused' | 'withdrawn'
  readonly applicant: string
  readonly round: number
  /** Tokens on flows, one entry a token. At rest all of them wait in front of a join. */
  readonly tokens: readonly string[]
  readonly open: readonly OpenTask[]
  readonly closed: readonly ClosedTask[]
  /** How often each step was visited, over all rounds. */
  readonly visits: Readonly<Record<string, number>>
  /** Which flows each gateway took when it was last passed in this round. */
  readonly taken: Readonly<Record<string, readonly string[]>>
  /** What services returned, merged; conditions see it as `results`. */
  readonly results: Readonly<Record<string, unknown>>
  /** Ids of the commands that were applied. */
  readonly commands: readonly string[]
  /** Number of events folded. */
  readonly seq: number
}

export type Status = State['status'] | 'supplement' | 'failed'

/** How the case stands for people: a running case may wait for its applicant or for an operator. */
export function statusOf(state: State): Status {
  if (state.status !== 'running') return state.status
  if (state.open.some((task) => task.state === 'failed')) return 'failed'
  const waits = state.open.filter((task) => task.state === 'waiting-applicant').length
  return waits > 0 && waits === state.open.length ? 'supplement' : 'running'
}

export function isOver(state: State): boolean {
  return state.status === 'finished' || state.status === 'refused' || state.status === 'withdrawn'
}
