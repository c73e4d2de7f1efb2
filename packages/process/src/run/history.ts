import type { Facts } from '../feel.ts'
import type { Plan } from '../plan.ts'
import type { Command, Context, Decision } from './command.ts'
import { factsIn, valueIn } from './facts.ts'
import { fold } from './fold.ts'
import type { Event, State, Values } from './state.ts'

type Bare<E> = E extends unknown ? Omit<E, 'at' | 'command' | 'by'> : never

/** The events of one command as they grow, with the state that they make. Lives only inside `decide`. */
export class History {
  readonly plan: Plan
  readonly context: Context
  readonly #stamp: { at: string; command: string; by?: string }
  readonly #events: Event[] = []
  #state: State | undefined

  constructor(plan: Plan, state: State | undefined, command: Command, context: Context) {
    this.plan = plan
    this.#state = state
    this.context = context
    this.#stamp = { at: context.at, command: command.id, ...('by' in command ? { by: command.by } : {}) }
  }

  add(event: Bare<Event>): void {
    const stamped = { ...event, ...this.#stamp } as Event
    this.#events.push(stamped)
    this.#state = fold(this.#state, stamped)
  }

  get state(): State {
    if (this.#state === undefined) throw new Error('nothing has happened yet')
    return this.#state
  }

  /** A key that no task, scope or wait has had. */
  key(node: string): string {
    return `${node}:${(this.state.visits[node] ?? 0) + 1}`
  }

  /** What expressions see within a scope. */
  facts(scope: string | undefined, own?: Values): Facts {
    return factsIn(this.context.facts, this.state, scope, own)
  }

  value(expression: string, scope: string | undefined, own?: Values): unknown {
    return valueIn(expression, this.facts(scope, own))
  }

  done(): Decision {
    return { ok: true, events: this.#events }
  }
}
