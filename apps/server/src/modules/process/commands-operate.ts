/** Use cases of the operator: what cannot go on is tried again, skipped, or sent back to its applicant. */
import { candidatesOf, nodeOf } from '@yizhan/process'
import type { Tx } from '#platform/db'
import { change } from './commands.ts'
import { type ProcessDeps, resolve } from './decided.ts'
import { nobody, unitOf } from './refused.ts'
import type { ProcessTables } from './tables.ts'

/** Runs a service that gave up once more, or looks again for people who hold a step. */
export function retry(deps: ProcessDeps, tx: Tx, ask: { taskId: string; by: string }, key: string) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, async (instance) => {
    const task = instance.state.open.find((open) => open.task === key)
    const step = task === undefined ? undefined : nodeOf(instance.plan, task.node)
    if (task === undefined || step?.kind !== 'user-task' || !task.nobody) {
      return { type: 'retry-service', id, by: ask.by, task: key }
    }
    const { to, backstop } = step.assignment
    const rules = backstop === undefined ? to : [...to, backstop]
    const people = await resolve(deps, tx, rules, instance.applicant, instance.facts)
    const { members } = candidatesOf(step, instance.applicant, people)
    if (members.length === 0) return nobody(tx.withTables<ProcessTables>(), step.title, unitOf(rules))
    return { type: 'reassign', id, by: ask.by, task: key, members, reason: '重新找人' }
  })
}

/** Goes on without a service that gave up. */
export function skip(
  deps: ProcessDeps,
  tx: Tx,
  ask: { taskId: string; by: string; reason: string },
  key: string,
) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, () => ({
    type: 'skip-service',
    id,
    by: ask.by,
    task: key,
    reason: ask.reason,
  }))
}

/** Sends a case that cannot go on back to its applicant, who changes it and applies again. */
export function returnStep(
  deps: ProcessDeps,
  tx: Tx,
  ask: { taskId: string; by: string; reason: string },
  key: string,
) {
  const id = deps.platform.newId()
  return change(deps, tx, { taskId: ask.taskId }, () => ({
    type: 'return-step',
    id,
    by: ask.by,
    task: key,
    reason: ask.reason,
  }))
}

export type Operation = {
  /** `process.retry`, `process.skip`, `process.return`. */
  readonly action: string
  readonly taskId: string
  readonly by: string
  /** The grant that allowed it. */
  readonly grant: string
  readonly caseNumber: string
  readonly reason?: string
}

/** Whoever changes the course of somebody else's case stands in the audit with the grant that allowed it. */
export async function auditOperation({ platform }: ProcessDeps, tx: Tx, operation: Operation): Promise<void> {
  const { action, taskId, by, grant, ...facts } = operation
  await tx
    .insertInto('platform.audit')
    .values({
      id: platform.newId(),
      at: platform.clock().toString(),
      actor: by,
      action,
      target: taskId,
      grant_id: grant,
      request: null,
      facts: JSON.stringify(facts),
    })
    .execute()
}
