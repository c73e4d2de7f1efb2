/** A task with what is needed to decide it. The case's contents come from the hall, through `describeTasks`. */
import type { AnswerView, Locale, Refusal, TaskCheck, TaskDetail, Words } from '@yizhan/contracts'
import { refuse } from '@yizhan/contracts'
import { nodeOf } from '@yizhan/process'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import { viewOf } from './case-view.ts'
import { maySeeTask } from './policy.ts'
import { taskOf, taskRowOf } from './queries.ts'
import { loadInstance } from './store.ts'
import type { ProcessTables } from './tables.ts'

/** What the hall says about a case to whoever decides it. */
export type TaskContents = {
  readonly checks: readonly TaskCheck[]
  readonly sections: readonly { readonly title: Words; readonly answers: readonly AnswerView[] }[]
  readonly phrases: readonly Words[]
}
export type DescribeTask = (ask: {
  readonly caseId: string
  readonly node: string
  readonly actor: Actor
  readonly locale: Locale
  /** Path of the unit that has the task, when the actor only looks on; absent for whoever was given it. */
  readonly watching?: string
}) => Promise<TaskContents>

export async function taskDetail(
  db: Reader<ProcessTables>,
  ask: { id: string; actor: Actor; locale: Locale; at: Temporal.Instant; describe: DescribeTask },
): Promise<TaskDetail | Refusal> {
  const { actor } = ask
  const task = await taskOf(db, ask.id, actor.memberId)
  if (task === undefined || task.kind !== 'user') return refuse('platform.not-found')
  const refusal = maySeeTask(actor, task, ask.at)
  if (refusal !== undefined) return refusal
  const instance = await loadInstance(db, { instanceId: task.instanceId })
  if (instance === undefined) return refuse('platform.not-found')
  const open = instance.state.open.find((other) => other.task === task.key)
  const node = nodeOf(instance.plan, task.key.slice(0, task.key.lastIndexOf(':')))
  const step = node.kind === 'user-task' ? node : undefined
  const offered = step?.outcomes ?? []
  const waiting = open?.state === 'waiting-applicant'
  const mayDecide = open?.candidates.includes(actor.memberId) === true
  const view = await viewOf(db, instance, actor.memberId)
  const given = task.offered || task.closedBy === actor.memberId
  const contents = await ask.describe({
    caseId: instance.caseId,
    node: node.id,
    actor,
    locale: ask.locale,
    ...(given ? {} : { watching: task.holderUnit }),
  })
  return {
    task: await taskRowOf(db, task.id),
    version: task.version,
    mayDecide,
    outcomes: mayDecide ? offered.filter((outcome) => !(waiting && outcome === 'supplement')) : [],
    opinionRequired: step?.opinionRequired ?? false,
    history: [...view.history],
    line: view.line,
    checks: [...contents.checks],
    sections: contents.sections.map(({ title, answers }) => ({ title, answers: [...answers] })),
    phrases: [...contents.phrases],
  }
}
