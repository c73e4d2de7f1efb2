import type { Facts } from '../feel.ts'
import { nodeOf, type Plan } from '../plan.ts'
import { candidatesOf } from './candidates.ts'
import type { Command, Context, Decision } from './command.ts'
import { fold } from './fold.ts'
import { chosen } from './fork.ts'
import type { Event, State } from './state.ts'
import { type Move, settle } from './tokens.ts'

type Bare<E> = E extends unknown ? Omit<E, 'at' | 'command' | 'by'> : never

/** The events of one command as they grow, with the state that they make. Lives only inside `decide`. */
export class History {
  readonly #plan: Plan
  readonly #context: Context
  readonly #stamp: { at: string; command: string; by?: string }
  readonly #events: Event[] = []
  #state: State | undefined

  constructor(plan: Plan, state: State | undefined, command: Command, context: Context) {
    this.#plan = plan
    this.#state = state
    this.#context = context
    this.#stamp = { at: context.at, command: command.id, ...('by' in command ? { by: command.by } : {}) }
  }

  add(event: Bare<Event>): void {
    const stamped = { ...event, ...this.#stamp } as Event
    this.#events.push(stamped)
    this.#state = fold(this.#state, stamped)
  }

  /** Lets the tokens run until they rest, and finishes the instance when none is left. */
  settled(): Decision {
    const state = this.#now()
    const facts: Facts = { ...this.#context.facts, results: state.results }
    const busy = state.open.map((task) => task.node)
    const rest = settle(this.#plan, state.tokens, busy, (gateway) => chosen(this.#plan, gateway, facts))
    for (const move of rest.moves) this.#follow(move)
    const after = this.#now()
    if (rest.terminated) this.cancelOpen()
    if (rest.terminated || (after.open.length === 0 && after.tokens.length === 0))
      this.add({ type: 'finished' })
    return this.done()
  }

  cancelOpen(): void {
    for (const task of this.#now().open) this.add({ type: 'task-cancelled', task: task.task })
  }

  done(): Decision {
    return { ok: true, events: this.#events }
  }

  #follow(move: Move): void {
    if (move.kind !== 'open') {
      this.add({
        type: 'passed',
        node: move.node,
        take: move.take,
        put: move.kind === 'pass' ? move.put : [],
      })
      return
    }
    const state = this.#now()
    const node = nodeOf(this.#plan, move.node)
    const task = `${node.id}:${(state.visits[node.id] ?? 0) + 1}`
    if (node.kind !== 'user-task') {
      this.add({ type: 'service-requested', task, node: node.id, take: move.take })
      return
    }
    const { members, backstop } = candidatesOf(node, state.applicant, this.#context.people)
    this.add({
      type: 'task-opened',
      task,
      node: node.id,
      take: move.take,
      candidates: members,
      ...(members.length === 0 ? { nobody: true as const } : backstop ? { backstop: true as const } : {}),
    })
  }

  #now(): State {
    if (this.#state === undefined) throw new Error('nothing has happened yet')
    return this.#state
  }
}
