/** Contract -> command or query; no logic beyond asking the policy about the loaded row. */
import { isRefusal, processApi, refuse } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import { serve } from '#platform/http/serve'
import type { Outcomes, ProcessDeps } from './decided.ts'
import { operatorHandlers } from './operator-routes.ts'
import { type CheckOpinion, mustBePrintable } from './opinion.ts'
import { mayDecideTask } from './policy.ts'
import { countsOf, dayOf, nextTaskOf, taskOf, tasksOf } from './queries.ts'
import type { SharedCommands } from './shared-commands.ts'
import type { ProcessTables } from './tables.ts'
import { type DescribeTask, taskDetail } from './task-view.ts'

/** What other modules say about a case; they are composed later than the routes' own module. */
type Asked = { readonly describe: () => DescribeTask; readonly checkOpinion: () => CheckOpinion }

export function processRoutes(
  app: FastifyInstance,
  deps: ProcessDeps,
  shared: SharedCommands,
  asked: Asked,
): void {
  const { platform } = deps
  const read = () => platform.read<ProcessTables>()
  const day = () => dayOf(platform.clock(), platform.config.zone)
  serve(processApi)(app, platform, {
    tasks: ({ actor, query }) =>
      tasksOf(read(), actor, query, query.on === undefined ? day() : dayAt(query.on, platform.config.zone)),
    taskCounts: ({ actor }) => countsOf(read(), actor, day()),
    task: ({ actor, params, locale }) =>
      taskDetail(read(), { id: params.id, actor, locale, at: platform.clock(), describe: asked.describe() }),
    decide: async ({ actor, params, body, shared: once }) => {
      const task = await taskOf(read(), params.id, actor.memberId)
      if (task === undefined || task.kind !== 'user') return refuse('platform.not-found')
      const refusal = mayDecideTask(actor, task, platform.clock())
      if (refusal !== undefined) return refusal
      const unprintable = await mustBePrintable(asked.checkOpinion(), task, body)
      if (unprintable !== undefined) return unprintable
      const { outcome, opinion, version } = body
      const answer = ({ caseNumber, status, steps: [nextStep] }: Outcomes) => ({
        caseNumber,
        outcome,
        status,
        ...(nextStep === undefined ? {} : { nextStep }),
      })
      const decision = { taskId: params.id, by: actor.memberId, outcome, opinion, version }
      const decided = await once(async (key) => {
        const after = await shared.decide(decision, key && { once: key, answer })
        return isRefusal(after) ? after : answer(after)
      })
      if (isRefusal(decided)) return decided
      // Not part of the kept answer: whoever repeats the request goes on with what is open by then.
      const nextTaskId = await nextTaskOf(read(), actor, platform.clock())
      return { ...decided, ...(nextTaskId === undefined ? {} : { nextTaskId }) }
    },
    ...operatorHandlers(deps),
  })
}

/** The list as of another day: what is due then. */
function dayAt(on: string, zone: string) {
  return dayOf(Temporal.PlainDate.from(on).toZonedDateTime(zone).toInstant(), zone)
}
