/** What follows once a command is written: jobs for services, and the one event that other modules listen to. */
import type { Tx } from '#platform/db'
import { addJobs, type NewJob } from '#platform/jobs'
import type { Platform } from '#platform/platform'
import type { Decided } from './decided.ts'
import { type MovedPayload, movedEvent, serviceJob } from './events.ts'
import type { ProcessTables } from './tables.ts'

/** That a case runs from its start is what the caller asked for; everything later is news. */
function isNews({ outcome, before }: Decided): boolean {
  return outcome.status !== (before ?? 'running')
}

const asksService = ({ events }: Decided) =>
  events.some(({ type }) => type === 'service-requested' || type === 'service-retried')

/** Whether anything follows. */
export function hasSequel(decided: Decided): boolean {
  return isNews(decided) || asksService(decided)
}

/** Adds what follows from commands that are written, all of it in two statements. */
export async function follow(platform: Platform, tx: Tx, all: readonly Decided[]): Promise<void> {
  const jobs = await Promise.all(all.map((decided) => serviceJobs(tx, decided)))
  await addJobs(tx, jobs.flat())
  const news = all.filter(isNews).map(({ outcome, before }) => {
    const { caseId, instanceId, status } = outcome
    const payload: MovedPayload = { caseId, instanceId, status, ...(before === undefined ? {} : { before }) }
    return { name: movedEvent, payload }
  })
  await platform.events.emitAll(tx, news)
}

async function serviceJobs(tx: Tx, { outcome, events, write }: Decided): Promise<readonly NewJob[]> {
  const jobs: NewJob[] = []
  for (const event of events) {
    if (event.type !== 'service-requested' && event.type !== 'service-retried') continue
    const opened = write.rows.opened.find((row) => row.key === event.task)
    const taskId = opened?.id ?? (await taskOf(tx, outcome.instanceId, event.task))
    jobs.push({ name: serviceJob, payload: { taskId }, maxAttempts: 25 })
  }
  return jobs
}

async function taskOf(tx: Tx, instanceId: string, key: string): Promise<string> {
  const { id } = await tx
    .withTables<ProcessTables>()
    .selectFrom('process.task')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return id
}
