/** What operators and service administrators ask and do; each act is audited with the grant that allowed it. */
import { isRefusal, type processApi, type Refusal, refuse } from '@yizhan/contracts'
import type { Actor } from '#platform/auth'
import type { Tx } from '#platform/db'
import type { Handlers } from '#platform/http/serve'
import { auditOperation, type Operation, retry, returnStep, skip } from './commands-operate.ts'
import type { Outcomes, ProcessDeps } from './decided.ts'
import { failedJobs, runningCases } from './operator-lists.ts'
import { mayOperate } from './policy.ts'
import { taskOf } from './queries.ts'
import type { ProcessTables } from './tables.ts'

type Operations = 'runningCases' | 'failedJobs' | 'retryJob' | 'skipJob' | 'returnJob'

export function operatorHandlers(deps: ProcessDeps): Pick<Handlers<typeof processApi>, Operations> {
  const { platform } = deps
  const read = () => platform.read<ProcessTables>()
  return {
    runningCases: ({ actor, query }) => runningCases(read(), actor, query, platform.clock()),
    failedJobs: ({ actor, query }) => failedJobs(read(), actor, query, platform.clock()),
    retryJob: ({ actor, params, command }) =>
      command((tx) =>
        operate(deps, tx, actor, params.id, { action: 'process.retry' }, (key) =>
          retry(deps, tx, { taskId: params.id, by: actor.memberId }, key),
        ),
      ),
    skipJob: ({ actor, params, body, command }) =>
      command((tx) =>
        operate(deps, tx, actor, params.id, { action: 'process.skip', ...body }, (key) =>
          skip(deps, tx, { taskId: params.id, by: actor.memberId, ...body }, key),
        ),
      ),
    returnJob: ({ actor, params, body, command }) =>
      command((tx) =>
        operate(deps, tx, actor, params.id, { action: 'process.return', ...body }, (key) =>
          returnStep(deps, tx, { taskId: params.id, by: actor.memberId, ...body }, key),
        ),
      ),
  }
}

async function operate(
  deps: ProcessDeps,
  tx: Tx,
  actor: Actor,
  taskId: string,
  what: Pick<Operation, 'action' | 'reason'>,
  work: (key: string) => Promise<Outcomes | Refusal>,
): Promise<undefined | Refusal> {
  const task = await taskOf(tx.withTables<ProcessTables>(), taskId, actor.memberId)
  if (task === undefined) return refuse('platform.not-found')
  const allowed = mayOperate(actor, task, deps.platform.clock())
  if (isRefusal(allowed)) return allowed
  const result = await work(task.key)
  if (isRefusal(result)) return result
  const { caseNumber } = result
  await auditOperation(deps, tx, { ...what, taskId, by: actor.memberId, grant: allowed.by, caseNumber })
  return undefined
}
