/**
 * Events are facts that another module may act on. `emit` writes the fact and one job for each subscriber in the
 * caller's own transaction: what was committed is delivered, what was rolled back never was. Handlers run after
 * commit, at least once; they are idempotent on the event's id.
 */
import type { Tx } from './db.ts'
import { uuidv7 } from './ids.ts'
import { addJob } from './jobs.ts'
import { prepared } from './prepared.ts'

export type DomainEvent<P = unknown> = {
  readonly name: string
  readonly actor?: string | undefined
  readonly payload: P
}
export type Delivered<P = unknown> = {
  readonly eventId: string
  readonly name: string
  readonly at: string
  readonly payload: P
}

export type Subscription = {
  /** Event listened to, e.g. `process.finished`. */
  readonly event: string
  /** Unique name of this listener; it becomes the job's name. */
  readonly name: string
  readonly handle: (event: Delivered) => Promise<void>
}

type EventRow = { id: string; name: string; at: string; actor: string | null; payload: string }

const insertEvent = prepared<Tx, EventRow>()((tx, value) =>
  tx.insertInto('platform.event').values({
    id: value('id'),
    name: value('name'),
    at: value('at'),
    actor: value('actor'),
    payload: value('payload'),
  }),
)

export class Events {
  readonly #subscriptions: Subscription[] = []
  readonly #clock: () => Temporal.Instant

  constructor(clock: () => Temporal.Instant) {
    this.#clock = clock
  }

  subscribe(subscription: Subscription): void {
    if (this.#subscriptions.some((other) => other.name === subscription.name))
      throw new Error(`two subscriptions named ${subscription.name}`)
    this.#subscriptions.push(subscription)
  }

  get subscriptions(): readonly Subscription[] {
    return this.#subscriptions
  }

  /** Returns the event's id. */
  async emit(tx: Tx, event: DomainEvent): Promise<string> {
    const id = uuidv7()
    const at = this.#clock().toString()
    const payload = JSON.stringify(event.payload)
    await insertEvent(tx, { id, name: event.name, at, actor: event.actor ?? null, payload })
    for (const { name, event: wanted } of this.#subscriptions) {
      if (wanted === event.name)
        await addJob(
          tx,
          name,
          { eventId: id, name: event.name, at, payload: event.payload },
          { key: `${name}:${id}` },
        )
    }
    return id
  }
}
