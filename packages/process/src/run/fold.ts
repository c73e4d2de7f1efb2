import { assigned, counted, kept, scopeClosed, scopeOpened } from './fold-scopes.ts'
import { type ClosedTask, type Event, flowIn, type OpenTask, type State, type Wait } from './state.ts'

/** The state after one more event. `state` is undefined before `started`; any other first event is a bug. */
export function fold(state: State | undefined, event: Event): State {
  if (state === undefined) {
    if (event.type !== 'started') throw new Error(`history begins with ${event.type}, not with started`)
    return {
      status: 'running',
      applicant: event.by ?? '',
      round: 1,
      tokens: event.put,
      open: [],
      closed: [],
      visits: {},
      taken: {},
      results: {},
      ...(event.vars === undefined ? {} : { vars: event.vars }),
      commands: [event.command],
      seq: 1,
    }
  }
  const commands = state.commands.includes(event.command)
    ? state.commands
    : [...state.commands, event.command]
  return { ...state, ...change(state, event), commands, seq: state.seq + 1 }
}

/** @throws when `events` is empty: an instance has at least `started`. */
export function foldAll(events: Iterable<Event>, from?: State): State {
  let state = from
  for (const event of events) state = fold(state, event)
  if (state === undefined) throw new Error('an empty history has no state')
  return state
}

function change(state: State, event: Event): Partial<State> {
  switch (event.type) {
    case 'started':
      throw new Error('an instance starts once')
    case 'resubmitted':
      return { ...resubmitted(state, event) }
    case 'passed':
      return passed(state, event)
    case 'task-opened':
      return opened(state, event, 'user', event.candidates, event.nobody === true)
    case 'service-requested':
      return opened(state, event, 'service', [], false)
    case 'task-decided':
      return closed(state, event, event.outcome, event.put)
    case 'service-done':
      return serviceDone(state, event)
    case 'service-skipped':
      return closed(state, event, 'skipped', event.put)
    case 'step-returned':
      return closed(state, event, 'return', [])
    case 'task-cancelled':
      return closed(state, event, 'cancelled', [])
    case 'supplement-asked':
      return withTask(state, event.task, { state: 'waiting-applicant' })
    case 'supplemented':
    case 'service-retried':
      return withTask(state, event.task, { state: 'open' })
    case 'reassigned':
      return withTask(state, event.task, {
        candidates: event.candidates,
        nobody: event.candidates.length === 0,
      })
    case 'service-failed':
      return withTask(state, event.task, { state: 'failed', failures: event.attempts })
    case 'scope-opened':
      return { ...scopeOpened(state, event), tokens: moved(state.tokens, event.take, event.put) }
    case 'scope-closed':
      return scopeClosed(state, event)
    case 'wait-opened':
      return waitOpened(state, event)
    case 'wait-closed':
      return waitClosed(state, event)
    case 'thrown':
      return {}
    case 'assigned':
      return assigned(state, event.scope, event.values)
    case 'returned':
      return { status: 'returned', tokens: [] }
    case 'refused':
    case 'withdrawn':
    case 'finished':
    case 'failed':
      return { status: event.type, tokens: [] }
  }
}

type Of<T extends Event['type']> = Extract<Event, { type: T }>

function resubmitted(state: State, event: Of<'resubmitted'>): Partial<State> {
  return {
    status: 'running',
    round: event.round,
    tokens: event.put,
    taken: {},
    results: {},
    ...(event.vars === undefined ? {} : { vars: event.vars }),
    ...(state.kept === undefined ? {} : { kept: [] }),
    ...(state.fired === undefined ? {} : { fired: [] }),
  }
}

function passed(state: State, event: Of<'passed'>): Partial<State> {
  const took = state.scopes === undefined ? event.put : event.put.map(flowIn)
  const change = {
    tokens: moved(state.tokens, event.take, event.put),
    taken: { ...state.taken, [event.node]: took },
  }
  if (event.half === undefined && event.scope === undefined) return change
  return {
    ...change,
    ...firedBy(state, event),
    ...(event.scope === undefined ? {} : doneAtOnce(state, event)),
  }
}

/** One of several instances, or an undoing, that takes no time. */
function doneAtOnce(state: State, event: Of<'passed'>): Partial<State> {
  const made = counted(state, event, 'made')
  return { ...made, ...counted({ ...state, ...made }, event, 'completed') }
}

function firedBy(state: State, event: Of<'passed'>): Partial<State> {
  if (event.half === undefined) return {}
  const [token = ''] = event.take
  const at = token.indexOf('@')
  const gateway = at < 0 ? event.node : `${event.node}${token.slice(at)}`
  const others = (state.fired ?? []).filter((other) => other !== gateway)
  return { fired: event.half === 'fired' ? [...others, gateway] : others }
}

function opened(
  state: State,
  event: Of<'task-opened' | 'service-requested'>,
  kind: OpenTask['kind'],
  candidates: readonly string[],
  nobody: boolean,
): Partial<State> {
  const plain: OpenTask = {
    task: event.task,
    node: event.node,
    kind,
    state: 'open',
    candidates,
    nobody,
    since: event.at,
    failures: 0,
  }
  if (event.scope === undefined) return taskAdded(state, event, plain)
  const task = { ...plain, scope: event.scope, ...(event.vars === undefined ? {} : { vars: event.vars }) }
  return { ...taskAdded(state, event, task), ...counted(state, event, 'made') }
}

function taskAdded(
  state: State,
  event: { readonly node: string; readonly take: readonly string[] },
  task: OpenTask,
): Partial<State> {
  return {
    tokens: moved(state.tokens, event.take, []),
    open: [...state.open, task],
    visits: visited(state, event.node),
  }
}

function visited(state: State, node: string): State['visits'] {
  return { ...state.visits, [node]: (state.visits[node] ?? 0) + 1 }
}

function closed(
  state: State,
  event: { task: string; at: string; by?: string; kept?: true },
  how: ClosedTask['how'],
  put: readonly string[],
): Partial<State> {
  const task = openTask(state, event.task)
  const record: ClosedTask = {
    task: task.task,
    node: task.node,
    round: state.round,
    how,
    ...(event.by === undefined ? {} : { by: event.by }),
    at: event.at,
  }
  const change = {
    open: state.open.filter((other) => other.task !== event.task),
    closed: [...state.closed, record],
    tokens: [...state.tokens, ...put],
  }
  if (task.scope === undefined && event.kept === undefined) return change
  const ended = how === 'cancelled' ? {} : counted(state, task, 'completed')
  return { ...change, ...ended, ...kept(state, event, { ...task, key: task.task }) }
}

function serviceDone(state: State, event: Of<'service-done'>): Partial<State> {
  const { scope } = openTask(state, event.task)
  const after = { ...state, ...assigned(state, scope, event.results) }
  return { ...after, ...closed(after, event, 'done', event.put) }
}

function withTask(state: State, key: string, patch: Partial<OpenTask>): Partial<State> {
  openTask(state, key)
  return { open: state.open.map((task) => (task.task === key ? { ...task, ...patch } : task)) }
}

function openTask(state: State, key: string): OpenTask {
  const task = state.open.find((candidate) => candidate.task === key)
  if (task === undefined) throw new Error(`the history closes ${key}, which is not open`)
  return task
}

function waitOpened(state: State, event: Of<'wait-opened'>): Partial<State> {
  const { type: _type, at: _at, command: _command, by: _by, take, undoes: _undoes, ...wait } = event
  return {
    tokens: moved(state.tokens, take, []),
    waits: [...(state.waits ?? []), wait],
    visits: visited(state, event.node),
    ...counted(state, event, 'made'),
  }
}

function waitClosed(state: State, event: Of<'wait-closed'>): Partial<State> {
  const wait = state.waits?.find((candidate) => candidate.key === event.key)
  if (wait === undefined) throw new Error(`the history closes ${event.key}, which is not waited for`)
  const after =
    event.results === undefined ? state : { ...state, ...assigned(state, wait.scope, event.results) }
  return {
    ...after,
    ...(event.how === 'fired' ? counted(after, wait, 'completed') : {}),
    waits: (state.waits ?? []).filter((other: Wait) => other.key !== event.key),
    tokens: [...state.tokens, ...event.put],
    ...kept(state, event, wait),
  }
}

/** The multiset `tokens` without `take`, with `put`. */
function moved(
  tokens: readonly string[],
  take: readonly string[],
  put: readonly string[],
): readonly string[] {
  const rest = [...tokens]
  for (const flow of take) {
    const index = rest.indexOf(flow)
    if (index < 0) throw new Error(`no token on ${flow} to take`)
    rest.splice(index, 1)
  }
  return [...rest, ...put]
}
