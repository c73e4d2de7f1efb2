import type { Plan } from '../plan.ts'

/** Names that the model may use, and what the host can do; a list left out is not checked. */
export type ReadOptions = {
  readonly fields?: readonly string[]
  readonly positions?: readonly string[]
  readonly services?: readonly string[]
  /** What stands under a name of the facts: `settings`, `applicant`. */
  readonly under?: Readonly<Record<string, readonly string[]>>
  /** What the host can do for a running case beyond people and services; what it cannot is refused. */
  readonly host?: Partial<Host>
  /** Plans that a call activity may name; the called plan becomes part of this one, so that it stays as it is now. */
  readonly calls?: Readonly<Record<string, Plan>>
  /** Id of the process to read, of a file with several. */
  readonly process?: string
  /** What BPMN allows and a service may not do is only remarked on. */
  readonly lenient?: boolean
  /** A script task is a service task named by its script. */
  readonly scripts?: boolean
  /** Turns conditions of another language into FEEL. */
  readonly translate?: (expression: string) => string
}

/** Fires timers when they are due; takes messages and signals to and from cases; evaluates decisions. */
export type Host = {
  readonly timers: boolean
  readonly messages: boolean
  readonly calls: boolean
  readonly decisions: boolean
}
