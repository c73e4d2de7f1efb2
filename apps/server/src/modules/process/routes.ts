/** Contract -> command or query; no logic beyond asking the policy about the loaded row. */
import { isRefusal, processApi, refuse } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import { serve } from '#platform/http/serve'
import { decideTask, type ProcessDeps } from './commands.ts'
import { operatorHandlers } from './operator-routes.ts'
import { type CheckOpinion, mustBePrintable } from './opinion.ts'
import { mayDecideTask } from './policy.ts'
import { countsOf, dayOf, nextTaskOf, taskOf, tasksOf } from './queries.ts'
import type { ProcessTables } from './tables.ts'
import { type DescribeTask, taskDetail } from './task-view.ts'

/** What other modules say about a case; they are composed later than the routes' own module. */
type Asked = { readonly describe: () => DescribeTask; readonly checkOpinion: () => CheckOpinion }

export function processRoutes(app: FastifyInstance, deps: ProcessDeps, asked: Asked): void {
  const { platform } = deps
  const read = () => platform.read<ProcessTables>()
  const day = () => dayOf(platform.clock(), platform.config.zone)
  serve(processApi)(app, platform, {
    tasks: ({ actor, query }) =>
      tasksOf(read(), actor, query, query.on === undefined ? day() : dayAt(query.on, platform.config.zone)),
    taskCounts: ({ actor }) => countsOf(read(), actor, day()),
    task: ({ actor, params, locale }) =>
      taskDetail(read(), { id: params.id, actor, locale, at: platform.clock(), describe: asked.describe() }),
    decide: ({ actor, params, body, command }) =>
      command(async (tx) => {
        const db = tx.withTables<ProcessTables>()
        const task = await taskOf(db, params.id, actor.memberId)
        if (task === undefined || task.kind !== 'user') return refuse('platform.not-found')
        const refusal = mayDecideTask(actor, task, platform.clock())
        if (refusal !== undefined) return refusal
        const unprintable = await mustBePrintable(asked.checkOpinion(), task, body)
        if (unprintable !== undefined) return unprintable
        const { outcome, opinion } = body
        const decision = { taskId: params.id, by: actor.memberId, outcome, opinion, version: body.version }
        const after = await decideTask(deps, tx, decision, task.key)
        if (isRefusal(after)) return after
        const [nextStep] = after.steps
        const nextTaskId = await nextTaskOf(db, actor, platform.clock())
        return {
          caseNumber: after.caseNumber,
          outcome,
          status: after.status,
          ...(nextStep === undefined ? {} : { nextStep }),
          ...(nextTaskId === undefined ? {} : { nextTaskId }),
        }
      }),
    ...operatorHandlers(deps),
  })
}

/** The list as of another day: what is due then. */
function dayAt(on: string, zone: string) {
  return dayOf(Temporal.PlainDate.from(on).toZonedDateTime(zone).toInstant(), zone)
}
