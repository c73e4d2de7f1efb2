/**
 * Open tasks follow the people. Whoever leaves loses what was offered to them; whoever merely moved on keeps it, and
 * those who hold the step now get it as well. Where nobody is found the task becomes stuck and shows to an operator.
 */
import { isRefusal } from '@yizhan/contracts'
import { candidatesOf, nodeOf } from '@yizhan/process'
import type { Reader } from '#platform/db'
import type { Subscription } from '#platform/events'
import type { Job } from '#platform/jobs'
import { change } from './commands.ts'
import { type ProcessDeps, resolve } from './decided.ts'
import { type Instance, loadInstance } from './store.ts'
import type { ProcessTables } from './tables.ts'

/** Tasks looked at between two questions to the database for more. */
const batch = 200

/** Posts also end by their date, without any import: once a day, at 00:41 on campus. */
export function holdersJob(deps: ProcessDeps): Job {
  return { name: 'process.holders', cron: '41 16 * * *', handle: () => settleHolders(deps) }
}

export function holdersAfterImport(deps: ProcessDeps): Subscription {
  return { event: 'people.imported', name: 'process.people-imported', handle: () => settleHolders(deps) }
}

/**
 * Looks at every open task once. Running it again, or twice at once, changes nothing more.
 * @throws after the last task, when some could not be settled: the job is tried again
 */
async function settleHolders(deps: ProcessDeps): Promise<void> {
  const { platform } = deps
  const db = platform.read<ProcessTables>()
  const failed: unknown[] = []
  let moved = 0
  for (let after: string | undefined; ; ) {
    const tasks = await openTasks(db, after)
    for (const task of tasks) {
      try {
        if (await settle(deps, db, task)) moved += 1
      } catch (error) {
        failed.push(error)
      }
    }
    after = tasks.at(-1)?.id
    if (tasks.length < batch) break
  }
  if (moved > 0) platform.log.info({ tasks: moved }, 'open tasks have new holders')
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} tasks could not be settled`)
}

type Task = { readonly id: string; readonly key: string }

async function openTasks(db: Reader<ProcessTables>, after: string | undefined): Promise<readonly Task[]> {
  const query = db
    .selectFrom('process.task')
    .select(['id', 'key'])
    .where('kind', '=', 'user')
    .where('closed_at', 'is', null)
    .orderBy('id')
    .limit(batch)
  return (after === undefined ? query : query.where('id', '>', after)).execute()
}

/** @returns whether other people have the task now */
async function settle(
  deps: ProcessDeps,
  db: Reader<ProcessTables>,
  { id: taskId, key }: Task,
): Promise<boolean> {
  const read = await loadInstance(db, { taskId })
  if (read === undefined || (await holdersOf(deps, db, read, key)) === undefined) return false
  const id = deps.platform.newId()
  const after = await deps.platform.tx((tx) =>
    change(deps, tx, { taskId }, async (instance) => {
      const holders = await holdersOf(deps, tx.withTables<ProcessTables>(), instance, key)
      // Settled by somebody else meanwhile: the same people again change nothing.
      const members = holders ?? instance.state.open.find((open) => open.task === key)?.candidates ?? []
      const reason = members.length === 0 ? '原来的经办人不在岗了，现在没有人办' : '经办人有变动'
      return { type: 'hand-over', id, task: key, members, reason }
    }),
  )
  return !isRefusal(after) && after.applied
}

/** Who should have an open task now, or undefined when it is in the right hands. */
async function holdersOf(
  deps: ProcessDeps,
  db: Reader<ProcessTables>,
  { plan, state, applicant, facts }: Instance,
  key: string,
): Promise<readonly string[] | undefined> {
  const task = state.open.find((open) => open.task === key)
  const step = task === undefined ? undefined : nodeOf(plan, task.node)
  if (task === undefined || step?.kind !== 'user-task') return undefined
  const staying = await activeAmong(db, task.candidates)
  const { to, backstop } = step.assignment
  const rules = backstop === undefined ? to : [...to, backstop]
  const found = candidatesOf(step, applicant, await resolve(deps, db, rules, applicant, facts))
  const held = staying.some((member) => found.members.includes(member))
  // The backstop is for a step that nobody has; who moved on still has it.
  const more = held || (found.backstop && staying.length > 0) ? [] : found.members
  const holders = [...new Set([...staying, ...more])]
  const same = holders.length === task.candidates.length && more.length === 0
  return same ? undefined : holders
}

/** Those who have not departed, in the given order. */
async function activeAmong(
  db: Reader<ProcessTables>,
  members: readonly string[],
): Promise<readonly string[]> {
  if (members.length === 0) return []
  const rows = await db
    .selectFrom('people.member_card')
    .select('id')
    .where('id', 'in', [...members])
    .where('active', '=', true)
    .execute()
  const active = new Set(rows.map((row) => row.id))
  return members.filter((member) => active.has(member))
}
