/** Service tasks after commit: call the named handler, then report in a new transaction. May run twice for one task. */
import { isRefusal, type Refusal, refusals } from '@yizhan/contracts'
import type { Words } from '@yizhan/process'
import { nodeOf } from '@yizhan/process'
import type { Tx } from '#platform/db'
import type { Job, JobContext } from '#platform/jobs'
import type { Platform } from '#platform/platform'
import { change } from './commands.ts'
import type { ProcessDeps } from './decided.ts'
import { serviceJob } from './events.ts'
import { decisionsOf } from './history-view.ts'
import { loadInstance } from './store.ts'
import type { ProcessTables } from './tables.ts'

/** Attempts before an operator is asked; the delays between them grow from about 3 s to 55 s. */
const attemptsAllowed = 5

/** A decision that a document may print, e.g. the counsellor's comment. */
export type DecisionFact = {
  readonly node: string
  readonly step: Words
  readonly outcome: 'approve' | 'return' | 'refuse'
  readonly opinion: string
  readonly by: { readonly id: string; readonly name: string }
  readonly at: string
}

export type ServiceCall = {
  /** The same at every attempt: make the effect idempotent on it. */
  readonly taskId: string
  readonly instanceId: string
  readonly caseId: string
  readonly caseNumber: string
  readonly service: { readonly id: string; readonly version: number; readonly name: Words }
  readonly applicantId: string
  readonly params: Readonly<Record<string, string>>
  readonly facts: Readonly<Record<string, unknown>>
  readonly results: Readonly<Record<string, unknown>>
  /** Decisions of the present round, oldest first. */
  readonly decisions: readonly DecisionFact[]
  readonly startedAt: string
}

export type ServiceResult = {
  /** Merged into what conditions see as `results`. */
  readonly results?: Readonly<Record<string, unknown>>
  /**
   * Runs in the transaction that reports the step as done; never when the case has ended meanwhile. A refusal undoes
   * all of it and is shown to an operator, like one of the handler itself.
   */
  readonly save?: (tx: Tx) => Promise<undefined | Refusal>
}

export type ServiceHandler = (call: ServiceCall) => Promise<ServiceResult | Refusal>

export function jobsOf(deps: ProcessDeps, handlers: ReadonlyMap<string, ServiceHandler>): readonly Job[] {
  return [
    {
      name: serviceJob,
      handle: (payload, context) =>
        runService(deps, handlers, (payload as { taskId: string }).taskId, context),
    },
  ]
}

async function runService(
  deps: ProcessDeps,
  handlers: ReadonlyMap<string, ServiceHandler>,
  taskId: string,
  context: JobContext,
): Promise<void> {
  const call = await callOf(deps.platform, taskId)
  if (call === undefined) return
  const { key, handler: name, failures } = call
  const handler = handlers.get(name)
  if (handler === undefined)
    return giveUp(deps, taskId, key, failures, `没有「${name}」的处理程序`, context.attempt)
  try {
    const result = await handler(call)
    if (isRefusal(result)) return await giveUp(deps, taskId, key, failures, saidBy(result), context.attempt)
    const refused = await report(deps, taskId, key, result)
    if (refused) await giveUp(deps, taskId, key, failures, saidBy(refused), context.attempt)
  } catch (error) {
    if (context.attempt < attemptsAllowed) throw error
    const reason = error instanceof Error ? error.message : String(error)
    await giveUp(deps, taskId, key, failures, reason, context.attempt)
  }
}

type OpenCall = ServiceCall & { readonly key: string; readonly handler: string; readonly failures: number }

/** What the handler needs; undefined when the step is no longer to be done. */
async function callOf(platform: Platform, taskId: string): Promise<OpenCall | undefined> {
  const db = platform.read<ProcessTables>()
  const row = await db
    .selectFrom('process.task')
    .select(['key', 'handler'])
    .where('id', '=', taskId)
    .where('state', '=', 'open')
    .executeTakeFirst()
  const instance = await loadInstance(db, { taskId })
  const task = instance?.state.open.find((open) => open.task === row?.key)
  if (row?.handler == null || instance === undefined || task === undefined) return undefined
  const step = nodeOf(instance.plan, task.node)
  const { id, version, zh, en } = instance.service
  return {
    key: row.key,
    handler: row.handler,
    failures: task.failures,
    taskId,
    instanceId: instance.id,
    caseId: instance.caseId,
    caseNumber: instance.caseNumber,
    service: { id, version, name: { zh, en } },
    applicantId: instance.applicant,
    params: step.kind === 'service-task' ? step.params : {},
    facts: instance.facts,
    results: instance.state.results,
    decisions: await decisionsOf(db, instance),
    startedAt: instance.startedAt,
  }
}

async function report(
  deps: ProcessDeps,
  taskId: string,
  key: string,
  result: ServiceResult,
): Promise<undefined | Refusal> {
  return deps.platform.tx<undefined | Refusal>(async (tx) => {
    const id = `done:${taskId}`
    const outcome = await change(deps, tx, { taskId }, () => ({
      type: 'service-done',
      id,
      task: key,
      results: result.results ?? {},
    }))
    // Refused: the case ended while the handler ran. Not applied: another run of this job has reported already.
    return !isRefusal(outcome) && outcome.applied ? result.save?.(tx) : undefined
  })
}

async function giveUp(
  deps: ProcessDeps,
  taskId: string,
  key: string,
  failures: number,
  error: string,
  attempts: number,
): Promise<void> {
  const id = `failed:${taskId}:${failures}`
  await deps.platform.tx((tx) =>
    change(deps, tx, { taskId }, () => ({
      type: 'service-failed',
      id,
      task: key,
      error: error.slice(0, 500),
      attempts,
    })),
  )
}

function saidBy(refusal: Refusal): string {
  const facts: Readonly<Record<string, unknown>> = refusal.facts ?? {}
  return refusals[refusal.code].zh.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''))
}
