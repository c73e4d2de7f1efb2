import type { Facts } from '../feel.ts'
import type { Outcome, Words } from '../plan.ts'
import type { People } from './candidates.ts'
import type { Event } from './state.ts'

/** What somebody wants. `id` names the command: the same id again changes nothing. `by` and members are member ids. */
export type Command = {
  readonly id: string
} /** `at`: the start event, when it is not that of an application. */ & (
  | { readonly type: 'start'; readonly by: string; readonly at?: string }
  | {
      readonly type: 'decide-task'
      readonly by: string
      readonly task: string
      readonly outcome: Outcome
      readonly opinion: string
    }
  | { readonly type: 'supplement'; readonly by: string; readonly note: string }
  | {
      readonly type: 'reassign'
      readonly by: string
      readonly task: string
      readonly members: readonly string[]
      readonly reason: string
    }
  /** By the system: who holds the step from now on; an empty list leaves it to an operator. */
  | {
      readonly type: 'hand-over'
      readonly task: string
      readonly members: readonly string[]
      readonly reason: string
    }
  | {
      readonly type: 'service-done'
      readonly task: string
      readonly results: Readonly<Record<string, unknown>>
    }
  /** The last attempt failed; attempts between are the caller's business. */
  | {
      readonly type: 'service-failed'
      readonly task: string
      readonly error: string
      readonly attempts: number
    }
  /** A service says that its work ends in an error of the model's. */
  | { readonly type: 'raise'; readonly task: string; readonly code: string; readonly message?: string }
  | { readonly type: 'fire-timer'; readonly wait: string }
  /** A message for whatever waits for it; `correlation` must be the wait's, if that has one. */
  | {
      readonly type: 'deliver'
      readonly message: string
      readonly correlation?: string
      readonly results?: Readonly<Record<string, unknown>>
    }
  | {
      readonly type: 'broadcast'
      readonly signal: string
      readonly results?: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'retry-service'; readonly by: string; readonly task: string }
  | { readonly type: 'skip-service'; readonly by: string; readonly task: string; readonly reason: string }
  /** An operator sends the case back to its applicant from a step that cannot go on. */
  | { readonly type: 'return-step'; readonly by: string; readonly task: string; readonly reason: string }
  | { readonly type: 'withdraw'; readonly by: string; readonly reason: string }
  | { readonly type: 'resubmit'; readonly by: string }
)

export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>

export type Context = {
  /** The instant of the command, ISO 8601. */
  readonly at: string
  readonly people: People
  /** Form answers by field name, and `applicant`. */
  readonly facts: Facts
  /** The clock of dates without an offset and of days; UTC when absent. */
  readonly zone?: string
}

export type Refused =
  | {
      readonly ok: false
      readonly code: 'process.gone'
      readonly facts: { readonly by?: string; readonly how: string; readonly at: string }
    }
  | {
      readonly ok: false
      readonly code: 'process.nobody'
      readonly facts: { readonly node: string; readonly step: Words; readonly unit?: string }
    }
  | {
      readonly ok: false
      readonly code:
        | 'process.not-yours'
        | 'process.own-case'
        | 'process.outcome-not-offered'
        | 'process.reason-needed'
        | 'process.not-running'
        | 'process.not-returned'
        | 'process.duplicate'
        | 'process.not-failed'
        | 'process.not-waiting'
    }

/** `events` is empty when the command was applied before. */
export type Decision = { readonly ok: true; readonly events: readonly Event[] } | Refused
