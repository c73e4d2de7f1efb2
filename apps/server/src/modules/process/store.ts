/** Own tables: loading instances with their plans, and the one statement that writes what commands changed. */
import { createHash } from 'node:crypto'
import type { Plan, State, Status } from '@yizhan/process'
import { CompiledQuery, type Selectable, sql } from 'kysely'
import type { Db, Reader } from '#platform/db'
import { prepared } from '#platform/prepared'
import { type Sequels, shapeOf, valuesOf } from '#platform/sequel'
import type { Rows } from './rows.ts'
import { type Shape, textOf } from './statements.ts'
import type { ProcessTables } from './tables.ts'

export type Instance = {
  readonly id: string
  readonly caseId: string
  readonly caseNumber: string
  readonly service: {
    readonly id: string
    readonly version: number
    readonly zh: string
    readonly en: string
  }
  readonly applicant: string
  readonly applicantUnit: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly status: Status
  readonly state: State
  readonly version: number
  readonly startedAt: string
  readonly plan: Plan
}

type ProcessReader = Reader<ProcessTables>

/** Plans never change under their hash, so they are kept; the oldest leave first. */
const plans = new Map<string, Plan>()
const plansKept = 500

function keep(hash: string, plan: Plan): Plan {
  const oldest = plans.keys().next().value
  if (plans.size >= plansKept && oldest !== undefined) plans.delete(oldest)
  plans.set(hash, plan)
  return plan
}

async function plansOf(db: ProcessReader, hashes: readonly string[]): Promise<(hash: string) => Plan> {
  const found = new Map(hashes.map((hash) => [hash, plans.get(hash)]))
  const unknown = [...found].filter(([, plan]) => plan === undefined).map(([hash]) => hash)
  if (unknown.length > 0) {
    const rows = await db.selectFrom('process.plan').selectAll().where('hash', 'in', unknown).execute()
    for (const { hash, plan } of rows) found.set(hash, keep(hash, plan))
  }
  return (hash) => {
    const plan = found.get(hash)
    if (plan === undefined) throw new Error(`no plan ${hash}`)
    return plan
  }
}

type Named = { readonly hash: string; readonly text: string }
const named = new WeakMap<Plan, Named>()

/** A plan is stored under the hash of its JSON; computed once an object. */
function nameOf(plan: Plan): Named {
  const known = named.get(plan)
  if (known !== undefined) return known
  const text = JSON.stringify(plan)
  const name = { hash: createHash('sha256').update(text).digest('hex'), text }
  named.set(plan, name)
  return name
}

const stored = new WeakMap<Db, Set<string>>()

/** Stores a plan before cases start with it, so that no start has to carry it. Doing it again costs nothing. */
export async function keepPlan(db: Db, plan: Plan, at: string): Promise<void> {
  const hashes = stored.get(db) ?? new Set()
  stored.set(db, hashes)
  const { hash } = nameOf(plan)
  if (hashes.has(hash)) return
  await insertPlan(db, plan, at)
  hashes.add(hash)
}

/** In the transaction of a start, for a plan that nobody has kept before: it goes if the transaction does. */
export async function insertPlan(db: Db, plan: Plan, at: string): Promise<void> {
  const { hash, text } = nameOf(plan)
  await db
    .withTables<ProcessTables>()
    .insertInto('process.plan')
    .values({ hash, plan: text, at })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
}

export function isKept(db: Db, plan: Plan): boolean {
  return stored.get(db)?.has(nameOf(plan).hash) ?? false
}

export type InstanceKey =
  | { readonly caseId: string }
  | { readonly instanceId: string }
  | { readonly taskId: string }

/**
 * The list comes as JSON: of an array PostgreSQL would plan anew each time, for its length. By the length of an id it
 * expects few, and looks each up by its key even in a plan that was made while the table was small.
 */
const ofTasks = prepared<ProcessReader, { taskIds: string }>()((db, value) =>
  db
    .selectFrom('process.task as task')
    .innerJoin('process.instance as instance', 'instance.id', 'task.instance_id')
    .selectAll('instance')
    .select([
      'task.id as task_id',
      'task.key',
      'task.version as task_version',
      'task.closed_at as task_closed_at',
    ])
    .where(
      'task.id',
      'in',
      sql<string>`(select wanted.id::uuid from jsonb_array_elements_text(${value('taskIds')}::jsonb) as wanted(id)
        where length(wanted.id) between 32 and 38)`,
    ),
)

type InstanceRow = Selectable<ProcessTables['process.instance']>

/** An instance as one of its tasks finds it; `key` is the task's, and `openVersion` its version while it is open. */
export type Found = {
  readonly instance: Instance
  readonly key: string
  readonly openVersion: number | undefined
}

/** Instances by the ids of tasks; what does not exist is left out. */
export async function loadByTasks(
  db: ProcessReader,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, Found>> {
  const rows = await ofTasks(db, { taskIds: JSON.stringify(taskIds) })
  const planOf = await plansOf(
    db,
    rows.map((row) => row.plan_hash),
  )
  return new Map(
    rows.map((row) => [
      row.task_id,
      {
        instance: instanceOf(row, planOf(row.plan_hash)),
        key: row.key,
        openVersion: row.task_closed_at === null ? row.task_version : undefined,
      },
    ]),
  )
}

export async function loadInstance(db: ProcessReader, key: InstanceKey): Promise<Instance | undefined> {
  if ('taskId' in key) return (await loadByTasks(db, [key.taskId])).get(key.taskId)?.instance
  const [column, id] =
    'caseId' in key ? (['case_id', key.caseId] as const) : (['id', key.instanceId] as const)
  const row = await db.selectFrom('process.instance').selectAll().where(column, '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const planOf = await plansOf(db, [row.plan_hash])
  return instanceOf(row, planOf(row.plan_hash))
}

function instanceOf(row: InstanceRow, plan: Plan): Instance {
  return {
    id: row.id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    service: { id: row.service, version: row.service_version, zh: row.service_zh, en: row.service_en },
    applicant: row.applicant,
    applicantUnit: row.applicant_unit,
    facts: row.facts,
    status: row.status,
    state: row.state,
    version: row.version,
    startedAt: row.started_at,
    plan,
  }
}

/** What a command leaves on the instance's own row. */
export type Moved = {
  readonly id: string
  readonly status: Status
  readonly state: State
  readonly passed: number
  readonly stops: number
  readonly at: string
  readonly ended_at: string | null
}

/** What the case says about itself: set at the start, and again when it is sent anew. */
export type Content = {
  readonly facts: Readonly<Record<string, unknown>>
  readonly summary: string
  readonly flags: number
  readonly dueAt?: string | undefined
}

export type NewInstance = {
  readonly caseId: string
  readonly caseNumber: string
  readonly service: Instance['service']
  readonly plan: Plan
  readonly applicant: string
  readonly content: Content
}

/** What one command writes: of a new instance, or of one that must still be at `version`. */
export type Write = {
  readonly moved: Moved
  readonly rows: Rows
  readonly content?: Content | undefined
} & ({ readonly begun: NewInstance } | { readonly version: number })

function headOf(write: Write): Shape['head'] {
  if ('begun' in write) return 'start'
  return write.content === undefined ? 'move' : 'renew'
}

function contentRow({ facts, summary, flags, dueAt }: Content) {
  return { facts, summary, flags, due_at: dueAt ?? null }
}

/** The names are the columns that statements.ts reads. */
function instanceRowOf(write: Write): object {
  if (!('begun' in write)) {
    const { moved, version, content } = write
    return { ...moved, version, ...(content === undefined ? {} : contentRow(content)) }
  }
  const { caseId, caseNumber, service, plan, applicant, content } = write.begun
  return {
    ...write.moved,
    ...contentRow(content),
    case_id: caseId,
    case_number: caseNumber,
    service: service.id,
    service_version: service.version,
    service_zh: service.zh,
    service_en: service.en,
    plan_hash: nameOf(plan).hash,
    applicant,
  }
}

/**
 * Writes what commands of different cases changed, with what follows from each. All of them start cases, or all move them.
 * @returns the ids of the instances that were written; the others are no longer at their version, and nothing of them was
 */
export async function writeAll(
  db: Pick<Db, 'executeQuery'>,
  writes: readonly Write[],
  sequels: Sequels,
): Promise<ReadonlySet<string>> {
  const [first] = writes
  if (first === undefined) return new Set()
  const { rows } = await db.executeQuery(queryOf(headOf(first), writes, sequels))
  return new Set(rows.map(({ id }) => id))
}

function queryOf(
  head: Shape['head'],
  writes: readonly Write[],
  sequels: Sequels,
): CompiledQuery<{ id: string }> {
  const of = (list: 'history' | 'opened' | 'changed' | 'candidates') =>
    writes.flatMap(({ moved, rows }) => rows[list].map((row) => ({ ...row, instance_id: moved.id })))
  const lists = { opened: of('opened'), changed: of('changed'), candidates: of('candidates') }
  const shape: Shape = {
    head,
    opened: lists.opened.length > 0,
    changed: lists.changed.length > 0,
    reassigned: writes.some(({ rows }) => rows.changed.some((row) => row.reassigned)),
    offered: lists.candidates.length > 0,
    sequel: shapeOf(sequels),
  }
  const given = [
    writes.map(instanceRowOf),
    of('history'),
    ...Object.values(lists).filter((list) => list.length > 0),
  ]
  const parameters = [...given.map((list) => JSON.stringify(list)), ...valuesOf(sequels)]
  return CompiledQuery.raw(textOf(shape), parameters) as CompiledQuery<{ id: string }>
}
