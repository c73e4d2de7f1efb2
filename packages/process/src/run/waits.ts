/** Opens what must be waited for, and closes it again. */
import { isTrue } from '../feel.ts'
import { nodeOf, type Trigger } from '../plan.ts'
import { dueOf, nextDue } from './due.ts'
import type { History } from './history.ts'
import type { Wait } from './state.ts'

type Where = Pick<Wait, 'scope' | 'guards' | 'group' | 'starts' | 'vars'> & { readonly all?: true }

/**
 * One wait for each trigger that can come from outside; errors and the like are looked for when they are thrown.
 * The first of them takes the token.
 * @returns a trigger that can never come: a timer whose value is no date or duration
 */
export function openWaits(
  history: History,
  node: string,
  triggers: readonly Trigger[],
  take: readonly string[],
  { all, ...where }: Where,
): Trigger | undefined {
  const group =
    all === true ? { all: history.key(node) } : triggers.length > 1 ? { group: history.key(node) } : {}
  let taking = take
  for (const trigger of triggers) {
    const facts = history.facts(where.scope, where.vars)
    const key = history.key(node)
    const common = {
      type: 'wait-opened' as const,
      key,
      node,
      take: taking,
      since: history.context.at,
      ...group,
      ...where,
    }
    if (trigger.type === 'timer') {
      const due = dueOf(trigger, history.context.at, facts, history.context.zone)
      if (due === undefined) return trigger
      history.add({ ...common, kind: 'timer', ...due })
    } else if (trigger.type === 'condition') {
      history.add({ ...common, kind: 'condition', name: trigger.when })
    } else if (trigger.type === 'message' || trigger.type === 'signal') {
      history.add({
        ...common,
        kind: trigger.type,
        name: trigger.name,
        ...correlated(trigger, history, where.scope),
      })
    } else continue
    taking = []
  }
  return undefined
}

function correlated(
  trigger: { readonly correlation?: string },
  history: History,
  scope: string | undefined,
): { correlation?: string } {
  if (trigger.correlation === undefined) return {}
  const value = history.value(trigger.correlation, scope)
  return value === null ? {} : { correlation: String(value) }
}

/** Opens the same wait once more: a repeating timer at its next turn, a message or signal at once. */
export function openAgain(history: History, wait: Wait): void {
  const { key: _key, due: _due, again: _again, since: _since, ...same } = wait
  const common = {
    ...same,
    type: 'wait-opened' as const,
    key: history.key(wait.node),
    take: [],
    since: history.context.at,
  }
  if (wait.kind === 'condition') return
  if (wait.kind !== 'timer') {
    history.add(common)
    return
  }
  const { again = 0, due = history.context.at } = wait
  if (again === 0) return
  const node = nodeOf(history.plan, wait.node)
  const timer = 'triggers' in node ? node.triggers?.find((trigger) => trigger.type === 'timer') : undefined
  if (timer === undefined) return
  const next = nextDue(timer, due, history.facts(wait.scope), history.context.zone)
  if (next !== undefined) history.add({ ...common, due: next, again: again < 0 ? again : again - 1 })
}

export function cancelWaits(history: History, which: (wait: Wait) => boolean): void {
  for (const wait of history.state.waits ?? [])
    if (which(wait)) history.add({ type: 'wait-closed', key: wait.key, how: 'cancelled', put: [] })
}

/** A conditional event whose condition has become true. */
export function dueCondition(history: History): Wait | undefined {
  return history.state.waits?.find(
    (wait) => wait.kind === 'condition' && isTrue(wait.name ?? '', history.facts(wait.scope)),
  )
}
