/**
 * Events are facts that another module may act on. `emit` writes the fact and one job for each subscriber in the
 * caller's own transaction: what was committed is delivered, what was rolled back never was. Handlers run after
 * commit, at least once; they are idempotent on the event's id.
 */
import { sql } from 'kysely'
import type { Tx } from './db.ts'
import { uuidv7 } from './ids.ts'
import { addJobs, type NewJob } from './jobs.ts'
import { prepared } from './prepared.ts'
import type { EventRow } from './sequel.ts'

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

const insertEvents = prepared<Tx, { rows: string }>()((tx, value) =>
  tx
    .insertInto('platform.event')
    .columns(['id', 'name', 'at', 'actor', 'payload'])
    .expression(
      sql`select * from jsonb_to_recordset(${value('rows')}::jsonb)
        as row(id uuid, name text, at timestamptz, actor uuid, payload jsonb)`,
    ),
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
    const [id = ''] = await this.emitAll(tx, [event])
    return id
  }

  /** Returns the ids of the events, in their order. */
  async emitAll(tx: Tx, events: readonly DomainEvent[]): Promise<readonly string[]> {
    if (events.length === 0) return []
    const { rows, jobs } = this.prepare(events)
    await insertEvents(tx, { rows: JSON.stringify(rows) })
    await addJobs(tx, jobs)
    return rows.map(({ id }) => id)
  }

  /** The rows of events, and of one job for each who listens, for a statement that writes them itself (sequel.ts). */
  prepare(events: readonly DomainEvent[]): {
    readonly rows: readonly EventRow[]
    readonly jobs: readonly NewJob[]
  } {
    const at = this.#clock().toString()
    const rows = events.map((event) => ({ id: uuidv7(), at, ...event }))
    return { rows, jobs: rows.flatMap((row) => this.#jobsFor(row)) }
  }

  #jobsFor({ id, name, at, payload }: EventRow): readonly NewJob[] {
    return this.#subscriptions
      .filter(({ event }) => event === name)
      .map((listener) => ({
        name: listener.name,
        payload: { eventId: id, name, at, payload },
        key: `${listener.name}:${id}`,
      }))
  }
}
