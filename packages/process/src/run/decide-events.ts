/** Commands from outside that no person gives: a timer's time has come, a message is here, a signal goes round. */
import { nodeOf, type Plan } from '../plan.ts'
import { leave } from './activities.ts'
import type { CommandOf, Context, Decision, Refused } from './command.ts'
import { History } from './history.ts'
import { settled } from './settle.ts'
import type { State, Values, Wait } from './state.ts'
import { fireEvent } from './throwing.ts'
import { cancelWaits } from './waits.ts'

const notWaiting: Refused = { ok: false, code: 'process.not-waiting' }

/** Refused before its time. */
export function fireTimer(
  plan: Plan,
  state: State,
  command: CommandOf<'fire-timer'>,
  context: Context,
): Decision {
  const wait = state.waits?.find(({ key, kind }) => key === command.wait && kind === 'timer')
  if (wait?.due === undefined || isBefore(context.at, wait.due)) return notWaiting
  return fired(new History(plan, state, command, context), [wait])
}

function isBefore(at: string, due: string): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(due)) < 0
}

/** One receiver has a message: the one that waits longest. */
export function deliver(plan: Plan, state: State, command: CommandOf<'deliver'>, context: Context): Decision {
  const wait = state.waits?.find(
    ({ kind, name, correlation }) =>
      kind === 'message' &&
      name === command.message &&
      (correlation === undefined || correlation === command.correlation),
  )
  if (wait === undefined) return notWaiting
  return fired(new History(plan, state, command, context), [wait], command.results)
}

/** Everything that waits for a signal has it; nothing waits: nothing happens, and the command is not remembered. */
export function broadcast(
  plan: Plan,
  state: State,
  command: CommandOf<'broadcast'>,
  context: Context,
): Decision {
  const waits = (state.waits ?? []).filter(({ kind, name }) => kind === 'signal' && name === command.signal)
  if (waits.length === 0) return { ok: true, events: [] }
  return fired(new History(plan, state, command, context), waits, command.results)
}

function fired(history: History, waits: readonly Wait[], results?: Values): Decision {
  for (const wait of waits)
    if (history.state.waits?.some(({ key }) => key === wait.key) === true) fire(history, wait, results)
  return settled(history)
}

function fire(history: History, wait: Wait, results?: Values): void {
  const { key, group } = wait
  if (nodeOf(history.plan, wait.node).kind !== 'receive-task') {
    fireEvent(history, wait, results)
    return
  }
  if (group !== undefined) cancelWaits(history, (other) => other.group === group && other.key !== key)
  const given = results === undefined ? {} : { results }
  leave(
    history,
    wait,
    (closing) => history.add({ type: 'wait-closed', key, how: 'fired', ...closing, ...given }),
    results,
  )
}
