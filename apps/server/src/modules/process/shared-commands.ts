/**
 * The commands of a crowd: those that arrive together are loaded by one statement, decided each by itself, written by one
 * statement and committed once. A command that is refused, or that by itself cannot be written, leaves its neighbours
 * alone. Callers with more to write in the same transaction use commands.ts.
 */
import { type Outcome, type Refusal, refuse } from '@yizhan/contracts'
import type { Command } from '@yizhan/process'
import type { Once } from '#platform/http/idempotency'
import type { Sequel } from '#platform/sequel'
import { together } from '#platform/together'
import {
  type Asked,
  askedAtStart,
  askedOf,
  contextsOf,
  type Decided,
  decideChange,
  decideStart,
  type Outcomes,
  type ProcessDeps,
  type Start,
} from './decided.ts'
import { sequelOf } from './follow.ts'
import { refusalOf } from './refused.ts'
import { type Found, type Instance, keepPlan, loadByTasks, writeAll } from './store.ts'
import type { ProcessTables } from './tables.ts'

export type TaskDecision = {
  readonly taskId: string
  readonly by: string
  readonly outcome: Outcome
  readonly opinion: string
  /** Of the task as the decider saw it; absent: whatever it is now. */
  readonly version?: number
}

/** What the same request is answered when it comes again, kept by the statement of its effect. */
export type Kept = { readonly once: Once; readonly answer: (outcome: Outcomes) => unknown }

type Wish = { readonly kept?: Kept | undefined } & (
  | { readonly start: Start }
  | { readonly decision: TaskDecision; readonly id: string }
)
type Answer = Outcomes | Refusal

/** Commands in one commit at most: enough for a crowd, few enough that nobody waits long for the others' rows. */
const most = 64
/** While PostgreSQL writes one batch, the next is decided. */
const lanes = { starting: 2, deciding: 3 }
/** How often a command may find that somebody else was quicker. */
const attempts = 5

export type SharedCommands = {
  /** Starts a case whose own rows the caller has written before, or which has none. */
  readonly start: (start: Start) => Promise<Answer>
  readonly decide: (decision: TaskDecision, kept?: Kept) => Promise<Answer>
}

export function sharedCommands(deps: ProcessDeps): SharedCommands {
  const run = (wishes: readonly Wish[]) => answersTo(deps, wishes)
  // Apart, for a batch is one statement: it starts cases or moves them.
  const starting = together<Wish, Answer>(run, { most, lanes: lanes.starting })
  const deciding = together<Wish, Answer>(run, { most, lanes: lanes.deciding })
  return {
    start: async (start) => {
      await keepPlan(deps.platform.db, start.plan, deps.platform.clock().toString())
      return starting({ start })
    },
    decide: (decision, kept) => deciding({ decision, id: deps.platform.newId(), kept }),
  }
}

/** A wish on its way through a batch. */
type Ready = Asked & { readonly wish: Wish; readonly instance?: Instance }

async function answersTo(deps: ProcessDeps, wishes: readonly Wish[]): Promise<readonly Answer[]> {
  const answers = new Map<Wish, Answer>()
  const tries = new Map<Wish, number>()
  for (let waiting = wishes; waiting.length > 0; ) {
    const { ready, later } = await readied(deps, waiting, answers)
    const decided = await decidedOf(deps, ready, answers)
    const written = await save(deps, decided)
    const again: Wish[] = [...later]
    for (const [wish, { outcome }] of decided) {
      const tried = (tries.get(wish) ?? 0) + 1
      tries.set(wish, tried)
      if (written.has(outcome.instanceId)) answers.set(wish, outcome)
      else if (tried >= attempts) answers.set(wish, refuse('process.changed'))
      else again.push(wish)
    }
    waiting = again
  }
  return wishes.map((wish) => answers.get(wish) ?? refuse('process.changed'))
}

/** Loads the cases; a second command of one case waits for the state that the first makes. */
async function readied(
  { platform }: ProcessDeps,
  wishes: readonly Wish[],
  answers: Map<Wish, Answer>,
): Promise<{ ready: readonly Ready[]; later: readonly Wish[] }> {
  const taskIds = wishes.flatMap((wish) => ('decision' in wish ? [wish.decision.taskId] : []))
  const found: ReadonlyMap<string, Found> =
    taskIds.length === 0
      ? new Map()
      : await loadByTasks(platform.crowd.db.withTables<ProcessTables>(), taskIds)
  const ready: Ready[] = []
  const later: Wish[] = []
  const taken = new Set<string>()
  for (const wish of wishes) {
    if ('start' in wish) {
      ready.push({ wish, ...askedAtStart(wish.start) })
      continue
    }
    const task = found.get(wish.decision.taskId)
    const asked = task === undefined ? refuse('hall.case-unknown') : commandOf(wish, task)
    if ('ok' in asked) answers.set(wish, asked)
    else if (task !== undefined && !taken.has(task.instance.id)) {
      taken.add(task.instance.id)
      ready.push({ wish, instance: task.instance, ...askedOf(task.instance, asked) })
    } else later.push(wish)
  }
  return { ready, later }
}

/** What came in since the decider read the task, e.g. a supplement, must be read before it is decided. */
function commandOf(
  { decision, id }: Extract<Wish, { id: string }>,
  { key, openVersion }: Found,
): Command | Refusal {
  const { by, outcome, opinion, version } = decision
  if (version !== undefined && openVersion !== undefined && openVersion !== version)
    return refuse('process.changed', { version: openVersion })
  return { type: 'decide-task', id, by, task: key, outcome, opinion }
}

async function decidedOf(
  deps: ProcessDeps,
  ready: readonly Ready[],
  answers: Map<Wish, Answer>,
): Promise<ReadonlyMap<Wish, Decided>> {
  const db = deps.platform.crowd.db.withTables<ProcessTables>()
  const contexts = await contextsOf(deps, db, ready)
  const decided = new Map<Wish, Decided>()
  for (const [index, { wish, command, instance }] of ready.entries()) {
    const context = contexts[index]
    if (context === undefined) throw new Error('a command without its context')
    const made =
      'start' in wish
        ? decideStart(deps.platform, wish.start, command, context)
        : instance && decideChange(deps.platform, instance, command, context)
    if (made === undefined) throw new Error('a decision without its case')
    if ('ok' in made) answers.set(wish, await refusalOf(db, made, instance?.status))
    else if ('write' in made) decided.set(wish, made)
    else answers.set(wish, made)
  }
  return decided
}

/** One statement, which needs no transaction around it. */
async function save(
  { platform }: ProcessDeps,
  decided: ReadonlyMap<Wish, Decided>,
): Promise<ReadonlySet<string>> {
  const { db } = platform.crowd
  const at = platform.clock().toString()
  const sequels = new Map<string, Sequel>()
  for (const [{ kept }, made] of decided) {
    const sequel = await sequelOf(platform, db.withTables<ProcessTables>(), made)
    const answers = kept === undefined ? [] : [{ ...kept.once, answer: kept.answer(made.outcome), at }]
    sequels.set(made.outcome.instanceId, { ...sequel, answers })
  }
  return writeAll(
    db,
    [...decided.values()].map(({ write }) => write),
    sequels,
  )
}
