/** What follows once a command is written: jobs for services, and the events that other modules listen to. */
import type { Reader } from '#platform/db'
import type { DomainEvent } from '#platform/events'
import type { NewJob } from '#platform/jobs'
import type { Platform } from '#platform/platform'
import type { Sequel } from '#platform/sequel'
import type { Decided } from './decided.ts'
import { type MovedPayload, movedEvent, type OpenedPayload, openedEvent, serviceJob } from './events.ts'
import type { ProcessTables } from './tables.ts'

/** Written with the command by the same statement. */
export async function sequelOf(
  platform: Platform,
  db: Reader<ProcessTables>,
  decided: Decided,
): Promise<Sequel> {
  const { outcome, before } = decided
  const { caseId, instanceId, status } = outcome
  const payload: MovedPayload = { caseId, instanceId, status, ...(before === undefined ? {} : { before }) }
  // That a case runs from its start is what the caller asked for; everything later is news.
  const isNews = status !== (before ?? 'running')
  const { rows, jobs } = platform.events.prepare([
    ...(isNews ? [{ name: movedEvent, payload }] : []),
    ...openedNews(platform, decided),
  ])
  return { events: rows, jobs: [...jobs, ...(await serviceJobs(db, decided))], answers: [] }
}

/** Nearly every command opens a step: without a listener the event would be a row that nobody reads. */
function openedNews(
  { events }: Platform,
  { outcome, write }: Decided,
): readonly DomainEvent<OpenedPayload>[] {
  if (!events.subscriptions.some(({ event }) => event === openedEvent)) return []
  const taskIds = write.rows.opened
    .filter((row) => row.kind === 'user' && row.closed_at === null)
    .map((row) => row.id)
  if (taskIds.length === 0) return []
  const { caseId, instanceId } = outcome
  return [{ name: openedEvent, payload: { caseId, instanceId, taskIds } }]
}

async function serviceJobs(
  db: Reader<ProcessTables>,
  { outcome, events, write }: Decided,
): Promise<readonly NewJob[]> {
  const jobs: NewJob[] = []
  for (const event of events) {
    if (event.type !== 'service-requested' && event.type !== 'service-retried') continue
    const opened = write.rows.opened.find((row) => row.key === event.task)
    const taskId = opened?.id ?? (await taskOf(db, outcome.instanceId, event.task))
    jobs.push({ name: serviceJob, payload: { taskId }, maxAttempts: 25 })
  }
  return jobs
}

async function taskOf(db: Reader<ProcessTables>, instanceId: string, key: string): Promise<string> {
  const { id } = await db
    .selectFrom('process.task')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return id
}
