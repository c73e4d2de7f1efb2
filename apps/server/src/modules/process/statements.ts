/**
 * The one statement by which a command writes: the instance's row guards history, tasks and candidates, so they stand or
 * fall together, in one round trip. It has only the parts that the command needs, for PostgreSQL sets up every part that
 * it is given; each combination is a constant text that is planned once a connection.
 */

/** Which lists of rows.ts a command brings beside its history, and whether it starts a case or renews its contents. */
export type Shape = {
  readonly head: 'start' | 'move' | 'renew'
  readonly opened: boolean
  readonly changed: boolean
  /** A changed task has other candidates than before. */
  readonly reassigned: boolean
  /** There are candidates. */
  readonly offered: boolean
}

const texts = new Map<string, string>()

/**
 * Parameters: those of the head (see there), then the JSON lists of history and of opened tasks, changed tasks and
 * candidates as far as the shape has them, in this order.
 */
export function textOf(shape: Shape): string {
  const name = Object.values(shape).join()
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = statement(shape)
  texts.set(name, text)
  return text
}

function statement(shape: Shape): string {
  const { text: head, values } = heads[shape.head]
  let last = values
  const next = () => {
    last += 1
    return `$${last}::jsonb`
  }
  const parts = [head, told(next())]
  if (shape.opened) parts.push(opened(next()))
  if (shape.changed) parts.push(changed(next(), shape.reassigned))
  if (shape.offered) parts.push(candidate(next()), offered(shape))
  if (shape.changed) parts.push(ended(shape))
  return `with ${parts.join(',\n')}\nselect count(*)::int as moved from moved`
}

const told = (list: string) => `told as (
  insert into process.history (instance_id, seq, at, type, by_member, event)
  select moved.id, row.seq, row.at, row.type, row.by_member, row.event
  from moved, jsonb_to_recordset(${list})
    as row(seq int, at timestamptz, type text, by_member uuid, event jsonb)
)`

const opened = (list: string) => `opened as (
  insert into process.task (
    id, instance_id, key, node, kind, step_zh, step_en, state, stuck, opened_at, closed_at, closed_by, outcome,
    handler, attempts, error, holder_unit, sort_at, case_id, case_number, service, service_zh, service_en,
    applicant, applicant_unit, summary, search, flags)
  select row.id, moved.id, row.key, row.node, row.kind, row.step_zh, row.step_en, row.state, row.stuck,
    row.opened_at, row.closed_at, row.closed_by, row.outcome, row.handler, row.attempts, row.error,
    coalesce((select unit_path from people.member_card where id = row.first_holder), ''),
    coalesce(moved.due_at, 'infinity'), moved.case_id, moved.case_number, moved.service, moved.service_zh,
    moved.service_en, moved.applicant, moved.applicant_unit, moved.summary, moved.search, moved.flags
  from moved, jsonb_to_recordset(${list}) as row(
    id uuid, key text, node text, kind text, step_zh text, step_en text, state text, stuck boolean,
    opened_at timestamptz, closed_at timestamptz, closed_by uuid, outcome text, handler text, attempts int,
    error text, first_holder uuid)
  returning id, key, closed_at, sort_at, service
)`

const changed = (list: string, reassigned: boolean) => `changed as (
  update process.task set
    state = row.state, stuck = row.stuck, version = task.version + 1, closed_at = row.closed_at,
    closed_by = row.closed_by, outcome = row.outcome, attempts = row.attempts,
    error = coalesce(row.error, task.error)${
      reassigned
        ? `,
    holder_unit = case when row.reassigned
      then coalesce((select unit_path from people.member_card where id = row.first_holder), '')
      else task.holder_unit end`
        : ''
    }
  from moved, jsonb_to_recordset(${list}) as row(
    key text, state text, stuck boolean, closed_at timestamptz, closed_by uuid, outcome text, attempts int,
    error text, reassigned boolean, first_holder uuid)
  where task.instance_id = moved.id and task.key = row.key
  returning task.id, task.key, task.closed_at, task.sort_at, task.service, row.reassigned
)`

const candidate = (list: string) => `candidate as (
  select * from jsonb_to_recordset(${list}) as row(key text, member_id uuid)
)`

function offered(shape: Shape): string {
  const tasks = [shape.opened ? 'opened' : '', shape.changed ? 'changed' : '']
    .filter((name) => name !== '')
    .map((name) => `select id, key, closed_at, sort_at, service from ${name}`)
  return `offered as (
  insert into process.task_candidate (member_id, task_id, open, sort_at, service)
  select candidate.member_id, task.id, task.closed_at is null, task.sort_at, task.service
  from candidate join (${tasks.join(' union all ')}) as task using (key)
  on conflict (task_id, member_id) do update set open = true
)`
}

function ended(shape: Shape): string {
  const stays = shape.offered
    ? 'exists (select from candidate where candidate.key = changed.key and candidate.member_id = former.member_id)'
    : 'false'
  return `ended as (
  update process.task_candidate as former set open = false
  from changed
  where former.task_id = changed.id and former.open
    and (changed.closed_at is not null${shape.reassigned ? ` or (changed.reassigned and not ${stays})` : ''})
)`
}

/** What the other parts read of the instance. */
const guarded =
  'id, due_at, case_id, case_number, service, service_zh, service_en, applicant, applicant_unit, summary, search, flags'

type Head = { readonly text: string; readonly values: number }

/** $1 id … $19 ended at, $20 the plan's JSON, stored under its hash ($8) and parsed only when it is not there. */
const start: Head = {
  values: 20,
  text: `planned as (
  insert into process.plan (hash, plan, at)
  select $8::text, $20::text::jsonb, $18::timestamptz
  where not exists (select from process.plan where hash = $8::text)
  on conflict (hash) do nothing
),
moved as (
  insert into process.instance (
    id, case_id, case_number, service, service_version, service_zh, service_en, plan_hash, applicant,
    applicant_unit, summary, search, flags, due_at, facts, status, state, version, passed, stops, started_at,
    since, ended_at)
  select $1::uuid, $2::uuid, $3::text, $4::text, $5::int, $6::text, $7::text, $8::text, $9::uuid,
    coalesce(card.unit_path, ''), $10::text,
    lower(concat_ws(' ', $3::text, card.name, card.number, $6::text, $7::text, $10::text)),
    $11::int, $12::timestamptz, $13::jsonb, $14::text, $15::jsonb, 1, $16::int, $17::int, $18::timestamptz,
    $18::timestamptz, $19::timestamptz
  from (select 1) as one left join people.member_card as card on card.id = $9::uuid
  returning ${guarded}
)`,
}

/** $1 id, $2 version, $3 status … $8 ended at; `more` sets what else changes. */
const move = (values: number, more: string): Head => ({
  values,
  text: `moved as (
  update process.instance set
    status = $3::text, state = $4::jsonb, version = version + 1, passed = $5::int, stops = $6::int,
    since = $7::timestamptz, ended_at = $8::timestamptz${more}
  where id = $1::uuid and version = $2::int
  returning ${guarded}
)`,
})

const heads: Readonly<Record<Shape['head'], Head>> = {
  start,
  move: move(8, ''),
  /** $9 … $12 the new contents. */
  renew: move(
    12,
    `,
    facts = $9::jsonb,
    search = replace(search, lower(summary), lower($10::text)),
    summary = $10::text,
    flags = $11::int,
    due_at = $12::timestamptz`,
  ),
}
