/** One instance of a suite's model, on a clock of its own. */
import {
  type Command,
  decide,
  type Event,
  type Facts,
  inputsOf,
  type OpenTask,
  type Plan,
  type State,
  type StepNode,
} from '../src/index.ts'

export type World = {
  readonly plan: Plan
  readonly facts: Facts
  readonly fold: (events: Iterable<Event>, from?: State) => State
}

type Next = { readonly at: number; readonly do: () => void }

const epoch = Temporal.Instant.from('2026-01-01T00:00:00Z')
const written = 'String'

export class Instance {
  readonly #world: World
  readonly #name: string
  readonly #said: string[] = []
  #state: State | undefined
  #news: string[] = []
  #messages: string[] = []
  #count: number
  #made = 0
  /** Milliseconds. */
  #now = 0
  #marker = false
  readonly #stamps: { from: number; to: number }[] = []

  /** @param cause the instance that started this one, whose time it goes on from */
  constructor(world: World, index: number, count: number, cause?: Instance) {
    this.#world = world
    this.#now = cause === undefined ? 0 : cause.#now
    this.#name = `i${index}`
    this.#count = count
    this.#apply({ type: 'start', id: 'start', by: 'me' })
  }

  /** Signals and messages that were thrown since the last time. */
  takeNews(): readonly string[] {
    const news = this.#news
    this.#news = []
    return news
  }

  hear(name: string): void {
    this.#apply({ type: 'broadcast', id: this.#id(), signal: name })
    this.#apply({ type: 'deliver', id: this.#id(), message: name })
  }

  get nextTime(): number | undefined {
    return this.#next()?.at
  }

  step(): void {
    this.#next()?.do()
  }

  said(): readonly string[] {
    const [one, two] = this.#stamps
    const overlap = one !== undefined && two !== undefined && one.from < two.to && two.from < one.to
    return [
      ...this.#said,
      ...(this.#marker ? ['MARKER_exists'] : []),
      ...(overlap ? ['EXECUTION_parallel'] : []),
    ]
  }

  #id(): string {
    return `${this.#name}-${++this.#made}`
  }

  /** Messages first, then scripts, then timers, each by its time. */
  #next(): Next | undefined {
    const state = this.#state
    if (state === undefined || state.status !== 'running') return undefined
    if (this.#messages.length > 0) return { at: this.#now, do: () => this.#deliver() }
    const scripts = state.open
      .filter((task) => task.state === 'open')
      .map((task) => ({ at: millis(task.since) + lasts(this.#scriptOf(task)), do: () => this.#script(task) }))
    const timers = (state.waits ?? []).flatMap(({ key, due }) =>
      due === undefined
        ? []
        : [{ at: millis(due), do: () => this.#apply({ type: 'fire-timer', id: this.#id(), wait: key }) }],
    )
    const next = [...scripts, ...timers].toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined) return undefined
    const at = Math.max(next.at, this.#now)
    return {
      at,
      do: () => {
        this.#now = at
        next.do()
      },
    }
  }

  #deliver(): void {
    const message = this.#messages.shift() ?? ''
    this.#apply({ type: 'deliver', id: this.#id(), message })
  }

  #scriptOf(task: OpenTask): string {
    const node = this.#world.plan.nodes[task.node]
    return node?.kind === 'service-task' ? node.service : ''
  }

  #script(task: OpenTask): void {
    const script = this.#scriptOf(task)
    const { task: key } = task
    if (script === 'THROW_ERROR') {
      this.#apply({ type: 'raise', id: this.#id(), task: key, code: '' })
      return
    }
    const results: Record<string, unknown> = {}
    if (script.startsWith('SCRIPT_')) this.#said.push(script)
    if (script.startsWith('INCREMENT_')) results.integerVariable = ++this.#count
    if (script === 'INCREMENT_INTEGER_VARIABLE_AND_LOG') this.#said.push('INCREMENT_correct')
    if (script === 'SET_STRING_DATA') for (const name of this.#outputsOf(task)) results[name] = written
    if (script === 'LOG_DATA' && this.#arrived(task)) this.#said.push('DATA_correct')
    if (script === 'CREATE_MARKER_FILE') this.#marker = true
    if (script.startsWith('CREATE_TIMESTAMP_LOG'))
      this.#stamps.push({ from: millis(task.since), to: this.#now })
    if (task.kind === 'user') this.#apply({ type: 'withdraw', id: this.#id(), by: 'me', reason: 'nobody' })
    else this.#apply({ type: 'service-done', id: this.#id(), task: key, results })
  }

  /** What a script writes: the outputs of its task; without any, a variable that its scopes or its process declare. */
  #outputsOf(task: OpenTask): readonly string[] {
    const node = this.#world.plan.nodes[task.node] as StepNode
    const outputs = (node.writes ?? []).map(({ from }) => from)
    return outputs.length > 0 ? outputs : this.#names(task)
  }

  #names(task: OpenTask): readonly string[] {
    const scopes = this.#state?.scopes?.filter(({ key }) => key === task.scope) ?? []
    return [
      ...new Set([
        ...scopes.flatMap(({ vars }) => Object.keys(vars)),
        ...Object.keys(this.#state?.vars ?? {}),
        'data',
      ]),
    ]
  }

  #arrived(task: OpenTask): boolean {
    const state = this.#state
    if (state === undefined) return false
    const given = Object.values(inputsOf(this.#world.plan, state, task.task, this.#world.facts))
    if (given.length > 0) return given.every((value) => value === written)
    const { vars = {}, results } = state
    const inner = (state.scopes ?? []).flatMap((scope) => Object.values(scope.vars))
    return [...Object.values(vars), ...Object.values(results), ...inner].includes(written)
  }

  #apply(command: Command): void {
    const at = epoch.add({ milliseconds: this.#now }).toString()
    const { plan, facts, fold } = this.#world
    const decision = decide(plan, this.#state, command, { at, people: new Map(), facts })
    if (!decision.ok || decision.events.length === 0) return
    this.#state = fold(decision.events, this.#state)
    for (const event of decision.events) {
      if (event.type === 'failed' || event.type === 'service-failed') this.#said.push('ERROR_runtime')
      if (event.type === 'thrown' && (event.kind === 'signal' || event.kind === 'message'))
        this.#news.push(event.name)
      if (event.type === 'thrown' && event.kind === 'message') this.#messages.push(event.name)
    }
  }
}

function millis(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds - epoch.epochMilliseconds
}

/** How long a script takes. */
function lasts(script: string): number {
  if (script.startsWith('WAIT_TEN') || script.startsWith('CREATE_TIMESTAMP')) return 10_000
  return 0
}
