/** Own tables: loading an instance with its plan, and the one statement that writes what a command changed. */
import { createHash } from 'node:crypto'
import type { Plan, State, Status } from '@yizhan/process'
import { sql } from 'kysely'
import type { Reader, Tx } from '#platform/db'
import type { Rows } from './rows.ts'
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

const stored = new WeakMap<Plan, string>()

/** Stores the plan under its hash unless it is there; gives the hash. */
export async function insertPlan(tx: Tx, plan: Plan, at: string): Promise<string> {
  const known = stored.get(plan)
  if (known !== undefined && plans.has(known)) return known
  const text = JSON.stringify(plan)
  const hash = createHash('sha256').update(text).digest('hex')
  await tx
    .withTables<ProcessTables>()
    .insertInto('process.plan')
    .values({ hash, plan: text, at })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
  return hash
}

/** Called after the transaction that stored it has read it back; a rolled-back plan must not be remembered. */
function remember(plan: Plan, hash: string): void {
  stored.set(plan, hash)
  keep(hash, plan)
}

export type InstanceKey =
  | { readonly caseId: string }
  | { readonly instanceId: string }
  | { readonly taskId: string }

export async function loadInstance(db: ProcessReader, key: InstanceKey): Promise<Instance | undefined> {
  let query = db.selectFrom('process.instance').selectAll()
  if ('caseId' in key) query = query.where('case_id', '=', key.caseId)
  else if ('instanceId' in key) query = query.where('id', '=', key.instanceId)
  else {
    query = query.where('id', '=', (inner) =>
      inner.selectFrom('process.task').select('instance_id').where('id', '=', key.taskId),
    )
  }
  const row = await query.executeTakeFirst()
  if (row === undefined) return undefined
  const plan = await planOf(db, row.plan_hash)
  remember(plan, row.plan_hash)
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
  readonly planHash: string
  readonly applicant: string
  readonly content: Content
}

/** Writes a new instance with everything that its first command made. */
export async function insertMoves(tx: Tx, instance: NewInstance, moved: Moved, rows: Rows): Promise<void> {
  const { content, service } = instance
  const head = sql`
    insert into process.instance (
      id, case_id, case_number, service, service_version, service_zh, service_en, plan_hash, applicant,
      applicant_unit, summary, search, flags, due_at, facts, status, state, version, passed, stops, started_at,
      since, ended_at)
    select ${moved.id}::uuid, ${instance.caseId}::uuid, ${instance.caseNumber}::text, ${service.id}::text,
      ${service.version}::int, ${service.zh}::text, ${service.en}::text, ${instance.planHash}::text,
      ${instance.applicant}::uuid, coalesce(card.unit_path, ''), ${content.summary}::text,
      lower(concat_ws(' ', ${instance.caseNumber}::text, card.name, card.number, ${service.zh}::text,
        ${service.en}::text, ${content.summary}::text)),
      ${content.flags}::int, ${content.dueAt ?? null}::timestamptz, ${JSON.stringify(content.facts)}::jsonb,
      ${moved.status}::text, ${JSON.stringify(moved.state)}::jsonb, 1, ${moved.passed}::int, ${moved.stops}::int,
      ${moved.at}::timestamptz, ${moved.at}::timestamptz, ${moved.endedAt}::timestamptz
    from (select 1) as one left join people.member_card as card on card.id = ${instance.applicant}::uuid
    returning *`
  const { rows: answer } = await write(head, rows).execute(tx)
  if (answer[0]?.moved !== 1) throw new Error(`instance ${moved.id} was not written`)
}

/** @returns false when the instance is no longer at `version`; then nothing was written. */
export async function updateMoves(
  tx: Tx,
  version: number,
  moved: Moved,
  rows: Rows,
  content?: Content,
): Promise<boolean> {
  const facts = content === undefined ? null : JSON.stringify(content.facts)
  const renewed = content !== undefined
  const head = sql`
    update process.instance set
      status = ${moved.status}::text, state = ${JSON.stringify(moved.state)}::jsonb, version = version + 1,
      passed = ${moved.passed}::int, stops = ${moved.stops}::int, since = ${moved.at}::timestamptz,
      ended_at = ${moved.endedAt}::timestamptz,
      facts = coalesce(${facts}::jsonb, facts),
      search = case when ${renewed}::boolean then replace(search, lower(summary), lower(${content?.summary ?? ''}::text)) else search end,
      summary = coalesce(${content?.summary ?? null}::text, summary),
      flags = coalesce(${content?.flags ?? null}::int, flags),
      due_at = case when ${renewed}::boolean then ${content?.dueAt ?? null}::timestamptz else due_at end
    where id = ${moved.id}::uuid and version = ${version}::int
    returning *`
  const { rows: answer } = await write(head, rows).execute(tx)
  return answer[0]?.moved === 1
}

/** One statement, so that history, tasks and candidates stand or fall with the instance's row; its text never varies. */
function write(head: ReturnType<typeof sql>, rows: Rows) {
  return sql<{ moved: number }>`
  with moved as (${head}),
  candidate as (
    select * from jsonb_to_recordset(${JSON.stringify(rows.candidates)}::jsonb) as row(key text, member_id uuid)
  ),
  told as (
    insert into process.history (instance_id, seq, at, type, by_member, event)
    select moved.id, row.seq, row.at, row.type, row.by_member, row.event
    from moved, jsonb_to_recordset(${JSON.stringify(rows.history)}::jsonb)
      as row(seq int, at timestamptz, type text, by_member uuid, event jsonb)
  ),
  opened as (
    insert into process.task (
      id, instance_id, key, node, kind, step_zh, step_en, state, stuck, opened_at, closed_at, closed_by, outcome,
      handler, attempts, error, holder_unit, sort_at, case_id, case_number, service, service_zh, service_en,
      applicant, applicant_unit, summary, search, flags)
    select row.id, moved.id, row.key, row.node, row.kind, row.step_zh, row.step_en, row.state, row.stuck,
      row.opened_at, row.closed_at, row.closed_by, row.outcome, row.handler, row.attempts, row.error,
      coalesce((select unit_path from people.member_card where id = row.first_holder), ''),
      coalesce(moved.due_at, 'infinity'), moved.case_id, moved.case_number, moved.service, moved.service_zh,
      moved.service_en, moved.applicant, moved.applicant_unit, moved.summary, moved.search, moved.flags
    from moved, jsonb_to_recordset(${JSON.stringify(rows.opened)}::jsonb) as row(
      id uuid, key text, node text, kind text, step_zh text, step_en text, state text, stuck boolean,
      opened_at timestamptz, closed_at timestamptz, closed_by uuid, outcome text, handler text, attempts int,
      error text, first_holder uuid)
    returning id, key, closed_at, sort_at, service
  ),
  changed as (
    update process.task set
      state = row.state, stuck = row.stuck, version = task.version + 1, closed_at = row.closed_at,
      closed_by = row.closed_by, outcome = row.outcome, attempts = row.attempts,
      error = coalesce(row.error, task.error)
    from moved, jsonb_to_recordset(${JSON.stringify(rows.changed)}::jsonb) as row(
      key text, state text, stuck boolean, closed_at timestamptz, closed_by uuid, outcome text, attempts int,
      error text, reassigned boolean)
    where task.instance_id = moved.id and task.key = row.key
    returning task.id, task.key, task.closed_at, task.sort_at, task.service, row.reassigned
  ),
  offered as (
    insert into process.task_candidate (member_id, task_id, open, sort_at, service)
    select candidate.member_id, task.id, task.closed_at is null, task.sort_at, task.service
    from candidate join (
      select id, key, closed_at, sort_at, service from opened
      union all select id, key, closed_at, sort_at, service from changed
    ) as task using (key)
    on conflict (task_id, member_id) do update set open = true
  ),
  ended as (
    update process.task_candidate as former set open = false
    from changed
    where former.task_id = changed.id and former.open and (changed.closed_at is not null or (changed.reassigned
      and not exists (select from candidate where candidate.key = changed.key and candidate.member_id = former.member_id)))
  )
  select count(*)::int as moved from moved`
}
