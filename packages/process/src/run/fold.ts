import type { ClosedTask, Event, OpenTask, State } from './state.ts'

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
      return { status: 'running', round: event.round, tokens: event.put, taken: {}, results: {} }
    case 'passed':
      return {
        tokens: moved(state.tokens, event.take, event.put),
        taken: { ...state.taken, [event.node]: event.put },
      }
    case 'task-opened':
      return opened(state, event, 'user', event.candidates, event.nobody === true)
    case 'service-requested':
      return opened(state, event, 'service', [], false)
    case 'task-decided':
      return closed(state, event, event.outcome, event.put)
    case 'service-done':
      return { ...closed(state, event, 'done', event.put), results: { ...state.results, ...event.results } }
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
    case 'returned':
      return { status: 'returned', tokens: [] }
    case 'refused':
    case 'withdrawn':
    case 'finished':
      return { status: event.type, tokens: [] }
  }
}

function opened(
  state: State,
  event: { task: string; node: string; take: readonly string[]; at: string },
  kind: OpenTask['kind'],
  candidates: readonly string[],
  nobody: boolean,
): Partial<State> {
  const task: OpenTask = {
    task: event.task,
    node: event.node,
    kind,
    state: 'open',
    candidates,
    nobody,
    since: event.at,
    failures: 0,
  }
  return {
    tokens: moved(state.tokens, event.take, []),
    open: [...state.open, task],
    visits: { ...state.visits, [event.node]: (state.visits[event.node] ?? 0) + 1 },
  }
}

function closed(
  state: State,
  event: { task: string; at: string; by?: string },
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
  return {
    open: state.open.filter((other) => other.task !== event.task),
    closed: [...state.closed, record],
    tokens: [...state.tokens, ...put],
  }
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
