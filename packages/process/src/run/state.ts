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

export type Values = Readonly<Record<string, unknown>>

/** Where something opens. `scope` absent: at the top of the instance. */
type Opened = {
  readonly scope?: string
  readonly vars?: Values
  /** What it undoes. */
  readonly undoes?: string
}

/** A completed activity may be undone later. */
type Kept = { readonly kept?: true }

export type Event = Stamp &
  (
    | { readonly type: 'started'; readonly put: readonly string[]; readonly vars?: Values }
    | {
        readonly type: 'resubmitted'
        readonly round: number
        readonly put: readonly string[]
        readonly vars?: Values
      }
    | ({
        readonly type: 'passed'
        readonly node: string
        /** A complex gateway has fired, or after that its last tokens have come. */
        readonly half?: 'fired' | 'reset'
      } & Move &
        Opened)
    | (Opened & {
        readonly type: 'task-opened'
        readonly task: string
        readonly node: string
        readonly take: readonly string[]
        readonly candidates: readonly string[]
        /** The rules found nobody, and the backstop stepped in. */
        readonly backstop?: true
        /** Not even a backstop: an operator must reassign it. */
        readonly nobody?: true
      })
    | (Opened & {
        readonly type: 'service-requested'
        readonly task: string
        readonly node: string
        readonly take: readonly string[]
      })
    | (Kept & {
        readonly type: 'task-decided'
        readonly task: string
        readonly outcome: Exclude<Outcome, 'supplement'>
        readonly opinion: string
        readonly put: readonly string[]
      })
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
    | (Kept & {
        readonly type: 'service-done'
        readonly task: string
        readonly results: Values
        readonly put: readonly string[]
      })
    | {
        readonly type: 'service-failed'
        readonly task: string
        readonly error: string
        readonly attempts: number
      }
    | { readonly type: 'service-retried'; readonly task: string }
    | (Kept & {
        readonly type: 'service-skipped'
        readonly task: string
        readonly reason: string
        readonly put: readonly string[]
      })
    /** Opens a subprocess, the body around several instances, an event subprocess, or the undoing that a throw event waits for. */
    | (Opened &
        Move & {
          readonly type: 'scope-opened'
          readonly key: string
          readonly node: string
          readonly kind: Scope['kind']
          readonly total?: number
          /** What is still to be undone, next first. */
          readonly todo?: readonly string[]
        })
    | (Kept & {
        readonly type: 'scope-closed'
        readonly key: string
        readonly how: 'done' | 'cancelled'
        readonly put: readonly string[]
      })
    | (Opened & { readonly type: 'wait-opened'; readonly take: readonly string[] } & Omit<
          Wait,
          'scope' | 'vars'
        >)
    | (Kept & {
        readonly type: 'wait-closed'
        readonly key: string
        readonly how: 'fired' | 'cancelled'
        readonly results?: Values
        readonly put: readonly string[]
      })
    /** To be told to other cases: a message to its receiver, a signal to everybody. */
    | {
        readonly type: 'thrown'
        readonly node: string
        readonly kind: 'message' | 'signal' | 'error' | 'escalation'
        readonly name: string
      }
    | { readonly type: 'assigned'; readonly scope?: string; readonly values: Values }
    /** An error that nothing catches: the case ends, and an operator should know. */
    | { readonly type: 'failed'; readonly node: string; readonly error: string }
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
  /** The scope it stands in; absent at the top. */
  readonly scope?: string
  /** Of one instance among several: its counter and its item. */
  readonly vars?: Values
}

/**
 * A part of the instance with tokens and variables of its own (BPMN 2.0.2 §13.3, §13.4): keys are unique over all visits.
 * `multi` is the body around the instances of one activity; `event` an event subprocess; `undo` what a throw event waits for.
 */
export type Scope = {
  readonly key: string
  readonly node: string
  readonly kind: 'subprocess' | 'multi' | 'event' | 'undo'
  readonly scope?: string
  readonly vars: Values
  /** Of a body: instances to make (a loop does not know), made, and completed. */
  readonly total?: number
  readonly made?: number
  readonly completed?: number
  readonly todo?: readonly string[]
}

/** Something that must happen before a token moves on. `node` is the event or the receive task. */
export type Wait = {
  readonly key: string
  readonly node: string
  readonly kind: 'timer' | 'message' | 'signal' | 'condition'
  /** Of a message or a signal; of a condition its FEEL. */
  readonly name?: string
  readonly correlation?: string
  /** Instant, of a timer. */
  readonly due?: string
  /** Of a repeating timer: how often again after this; -1 without end. */
  readonly again?: number
  readonly scope?: string
  /** Of a boundary event: the key of the task, scope or wait that it guards. */
  readonly guards?: string
  /** Waits of one event gateway: the first ends the others. */
  readonly group?: string
  /** Waits of one event that needs them all. */
  readonly all?: string
  /** Of an event subprocess that is not running: it does not keep its scope alive. */
  readonly starts?: string
  readonly since: string
  readonly vars?: Values
}

/** A completed activity that can be undone. */
export type Done = { readonly key: string; readonly node: string; readonly scope?: string }

export type ClosedTask = {
  readonly task: string
  readonly node: string
  readonly round: number
  readonly how: 'approve' | 'return' | 'refuse' | 'done' | 'skipped' | 'cancelled'
  readonly by?: string
  readonly at: string
}

export type State = {
  /** `failed`: an error that nothing catches. */
  readonly status: 'running' | 'returned' | 'finished' | 'refused' | 'withdrawn' | 'failed'
  readonly applicant: string
  readonly round: number
  /** Tokens on flows, one entry a token: `flow`, within a scope `flow@scope`. At rest all of them wait in front of a join. */
  readonly tokens: readonly string[]
  readonly open: readonly OpenTask[]
  readonly closed: readonly ClosedTask[]
  /** How often each step, scope and wait was opened, over all rounds. */
  readonly visits: Readonly<Record<string, number>>
  /** Which flows each gateway took when it was last passed in this round. */
  readonly taken: Readonly<Record<string, readonly string[]>>
  /** What services returned, merged; conditions see it as `results`. */
  readonly results: Readonly<Record<string, unknown>>
  /** Open scopes, outer before inner; these and the next four are absent while a case has none. */
  readonly scopes?: readonly Scope[]
  readonly waits?: readonly Wait[]
  /** Variables that the process declares. */
  readonly vars?: Values
  readonly kept?: readonly Done[]
  /** Complex gateways that have fired and wait for their last tokens, each as `node` or `node@scope`. */
  readonly fired?: readonly string[]
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
  return state.status !== 'running' && state.status !== 'returned'
}

const mark = '@'

/** `flow@scope`; at the top the flow alone. Neither character nor `/` can be part of an XML id. */
export function placed(flow: string, scope: string | undefined): string {
  return scope === undefined ? flow : `${flow}${mark}${scope}`
}

export function flowIn(token: string): string {
  const at = token.indexOf(mark)
  return at < 0 ? token : token.slice(0, at)
}

export function scopeIn(token: string): string | undefined {
  const at = token.indexOf(mark)
  return at < 0 ? undefined : token.slice(at + 1)
}
