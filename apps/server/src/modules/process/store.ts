/** Own tables: loading an instance with its plan, and the one statement that writes what a command changed. */
import { createHash } from 'node:crypto'
import type { Plan, State, Status } from '@yizhan/process'
import { CompiledQuery } from 'kysely'
import type { Reader, Tx } from '#platform/db'
import { prepared } from '#platform/prepared'
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

async function planOf(db: ProcessReader, hash: string): Promise<Plan> {
  const known = plans.get(hash)
  if (known !== undefined) return known
  const row = await db.selectFrom('process.plan').select('plan').where('hash', '=', hash).executeTakeFirst()
  if (row === undefined) throw new Error(`no plan ${hash}`)
  return keep(hash, row.plan)
}

function keep(hash: string, plan: Plan): Plan {
  const oldest = plans.keys().next().value
  if (plans.size >= plansKept && oldest !== undefined) plans.delete(oldest)
  plans.set(hash, plan)
  return plan
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

export type InstanceKey =
  | { readonly caseId: string }
  | { readonly instanceId: string }
  | { readonly taskId: string }

const ofTask = prepared<ProcessReader, { taskId: string }>()((db, value) =>
  db
    .selectFrom('process.instance')
    .selectAll()
    .where('id', '=', (inner) =>
      inner.selectFrom('process.task').select('instance_id').where('id', '=', value('taskId')),
    ),
)

async function instanceRow(db: ProcessReader, key: InstanceKey) {
  if ('taskId' in key) return (await ofTask(db, key))[0]
  const [column, id] =
    'caseId' in key ? (['case_id', key.caseId] as const) : (['id', key.instanceId] as const)
  return db.selectFrom('process.instance').selectAll().where(column, '=', id).executeTakeFirst()
}

export async function loadInstance(db: ProcessReader, key: InstanceKey): Promise<Instance | undefined> {
  const row = await instanceRow(db, key)
  if (row === undefined) return undefined
  const plan = await planOf(db, row.plan_hash)
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
  readonly endedAt: string | null
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

/** Writes a new instance with everything that its first command made. */
export async function insertMoves(tx: Tx, instance: NewInstance, moved: Moved, rows: Rows): Promise<void> {
  const { content, service } = instance
  const plan = nameOf(instance.plan)
  const values = [
    moved.id,
    instance.caseId,
    instance.caseNumber,
    service.id,
    service.version,
    service.zh,
    service.en,
    plan.hash,
    instance.applicant,
    content.summary,
    content.flags,
    content.dueAt ?? null,
    JSON.stringify(content.facts),
    moved.status,
    JSON.stringify(moved.state),
    moved.passed,
    moved.stops,
    moved.at,
    moved.endedAt,
    plan.text,
  ]
  if (!(await write(tx, 'start', values, rows))) throw new Error(`instance ${moved.id} was not written`)
}

/** @returns false when the instance is no longer at `version`; then nothing was written. */
export async function updateMoves(
  tx: Tx,
  version: number,
  moved: Moved,
  rows: Rows,
  content?: Content,
): Promise<boolean> {
  const values = [
    moved.id,
    version,
    moved.status,
    JSON.stringify(moved.state),
    moved.passed,
    moved.stops,
    moved.at,
    moved.endedAt,
  ]
  if (content === undefined) return write(tx, 'move', values, rows)
  const { facts, summary, flags, dueAt } = content
  return write(tx, 'renew', [...values, JSON.stringify(facts), summary, flags, dueAt ?? null], rows)
}

async function write(tx: Tx, head: Shape['head'], values: unknown[], rows: Rows): Promise<boolean> {
  const { history, opened, changed, candidates } = rows
  const shape: Shape = {
    head,
    opened: opened.length > 0,
    changed: changed.length > 0,
    reassigned: changed.some((row) => row.reassigned),
    offered: candidates.length > 0,
  }
  const lists = [history, ...[opened, changed, candidates].filter((list) => list.length > 0)]
  const parameters = [...values, ...lists.map((list) => JSON.stringify(list))]
  const query = CompiledQuery.raw(textOf(shape), parameters) as CompiledQuery<{ moved: number }>
  const { rows: answer } = await tx.executeQuery(query)
  return answer[0]?.moved === 1
}
