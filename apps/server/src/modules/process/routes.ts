/** Contract -> command or query; no logic beyond asking the policy about the loaded row. */
import { isRefusal, processApi, type Refusal, refuse } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { Tx } from '#platform/db'
import { serve } from '#platform/http/serve'
import { decideTask, type ProcessDeps, retry, skip } from './commands.ts'
import { failedJobs, runningCases } from './operator-lists.ts'
import { mayDecideTask, mayOperate } from './policy.ts'
import { countsOf, dayOf, nextTaskOf, type OneTask, taskOf, tasksOf } from './queries.ts'
import type { ProcessTables } from './tables.ts'
import { type DescribeTask, taskDetail } from './task-view.ts'

export function processRoutes(app: FastifyInstance, deps: ProcessDeps, describe: () => DescribeTask): void {
  const { platform } = deps
  const read = () => platform.read<ProcessTables>()
  const day = () => dayOf(platform.clock(), platform.config.zone)
  serve(processApi)(app, platform, {
    tasks: ({ actor, query }) =>
      tasksOf(read(), actor, query, query.on === undefined ? day() : dayAt(query.on, platform.config.zone)),
    taskCounts: ({ actor }) => countsOf(read(), actor, day()),
    task: ({ actor, params, locale }) =>
      taskDetail(read(), { id: params.id, actor, locale, at: platform.clock(), describe: describe() }),
    decide: ({ actor, params, body, command }) =>
      command(async (tx) => {
        const db = tx.withTables<ProcessTables>()
        const task = await taskOf(db, params.id, actor.memberId)
        if (task === undefined || task.kind !== 'user') return refuse('platform.not-found')
        const refusal = mayDecideTask(actor, task)
        if (refusal !== undefined) return refusal
        if (task.closedAt === null && task.version !== body.version) {
          return refuse('process.changed', { version: task.version })
        }
        const { outcome, opinion } = body
        const decision = { taskId: params.id, by: actor.memberId, outcome, opinion }
        const after = await decideTask(deps, tx, decision, task.key)
        if (isRefusal(after)) return after
        const [nextStep] = after.steps
        const nextTaskId = await nextTaskOf(db, actor.memberId)
        return {
          caseNumber: after.caseNumber,
          outcome,
          status: after.status,
          ...(nextStep === undefined ? {} : { nextStep }),
          ...(nextTaskId === undefined ? {} : { nextTaskId }),
        }
      }),
    runningCases: ({ actor, query }) => runningCases(read(), actor, query, platform.clock()),
    failedJobs: ({ actor, query }) => failedJobs(read(), actor, query, platform.clock()),
    retryJob: ({ actor, params, command }) =>
      command((tx) =>
        operate(tx, params.id, actor, (key) =>
          retry(deps, tx, { taskId: params.id, by: actor.memberId }, key),
        ),
      ),
    skipJob: ({ actor, params, body, command }) =>
      command((tx) =>
        operate(tx, params.id, actor, (key) =>
          skip(deps, tx, { taskId: params.id, by: actor.memberId, reason: body.reason }, key),
        ),
      ),
  })

  async function operate(
    tx: Tx,
    id: string,
    actor: Parameters<typeof mayOperate>[0],
    work: (key: string) => Promise<unknown>,
  ): Promise<undefined | Refusal> {
    const task: OneTask | undefined = await taskOf(tx.withTables<ProcessTables>(), id, actor.memberId)
    if (task === undefined) return refuse('platform.not-found')
    const refusal = mayOperate(actor, task, platform.clock())
    if (refusal !== undefined) return refusal
    const result = await work(task.key)
    return isRefusal(result) ? result : undefined
  }
}

/** The list as of another day: what is due then. */
function dayAt(on: string, zone: string) {
  return dayOf(Temporal.PlainDate.from(on).toZonedDateTime(zone).toInstant(), zone)
}
