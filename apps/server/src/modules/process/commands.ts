/** Use cases in the caller's transaction: load, decide, save with jobs and events in one statement. */
import { isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import type { Command } from '@yizhan/process'
import type { Tx } from '#platform/db'
import {
  askedAtStart,
  askedOf,
  contextsOf,
  decideChange,
  decideStart,
  type Outcomes,
  type ProcessDeps,
  type Start,
} from './decided.ts'
import { sequelOf } from './follow.ts'
import { refusalOf } from './refused.ts'
import {
  type Content,
  type Instance,
  type InstanceKey,
  insertPlan,
  isKept,
  loadInstance,
  writeAll,
} from './store.ts'
import type { ProcessTables } from './tables.ts'

export async function startInstance(deps: ProcessDeps, tx: Tx, start: Start): Promise<Outcomes | Refusal> {
  const { platform } = deps
  const asked = askedAtStart(start)
  const [context] = await contextsOf(deps, tx, [asked])
  if (context === undefined) throw new Error('a command without its context')
  const decided = decideStart(platform, start, asked.command, context)
  const db = tx.withTables<ProcessTables>()
  if ('ok' in decided) return refusalOf(db, decided)
  if (!isKept(platform.db, start.plan)) await insertPlan(tx, start.plan, context.at)
  await writeAll(
    tx,
    [decided.write],
    new Map([[decided.outcome.instanceId, await sequelOf(platform, db, decided)]]),
  )
  return decided.outcome
}

/** Changes a running instance. `ask` sees the present state and gives the command, or refuses. */
export async function change(
  deps: ProcessDeps,
  tx: Tx,
  key: InstanceKey,
  ask: (instance: Instance) => Command | Refusal | Promise<Command | Refusal>,
  content?: Content,
): Promise<Outcomes | Refusal> {
  const db = tx.withTables<ProcessTables>()
  // Somebody else may commit between load and save; then nothing was written, and the command meets the new state.
  for (let attempt = 1; attempt <= 5; attempt++) {
    const instance = await loadInstance(db, key)
    if (instance === undefined) return refuse('hall.case-unknown')
    const command = await ask(instance)
    if (isRefusal(command)) return command
    const [context] = await contextsOf(deps, tx, [askedOf(instance, command, content)])
    if (context === undefined) throw new Error('a command without its context')
    const decided = decideChange(deps.platform, instance, command, context, content)
    if ('ok' in decided) return refusalOf(db, decided, instance.status)
    if (!('write' in decided)) return decided
    const sequel = await sequelOf(deps.platform, db, decided)
    const written = await writeAll(tx, [decided.write], new Map([[instance.id, sequel]]))
    if (written.has(instance.id)) return decided.outcome
  }
  return refuse('process.changed')
}

export function withdraw(deps: ProcessDeps, tx: Tx, ask: { caseId: string; by: string; reason: string }) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, () => ({ type: 'withdraw', id, by: ask.by, reason: ask.reason }))
}

export function resubmit(deps: ProcessDeps, tx: Tx, ask: Content & { caseId: string; by: string }) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, () => ({ type: 'resubmit', id, by: ask.by }), ask)
}

export function supplement(deps: ProcessDeps, tx: Tx, ask: { caseId: string; by: string; note: string }) {
  const id = deps.platform.newId()
  return change(deps, tx, ask, () => ({ type: 'supplement', id, by: ask.by, note: ask.note }))
}
