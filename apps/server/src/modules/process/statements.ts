/**
 * The one statement by which a command writes: the instance's row guards history, tasks and candidates, so they stand or
 * fall together, in one round trip. Constant texts: the server plans each once a connection.
 *
 * $1 to $4 are JSON lists of history, opened tasks, changed tasks and candidates (see rows.ts).
 */
const write = (moved: string, before = '') => `with ${before}
moved as (${moved}),
candidate as (
  select * from jsonb_to_recordset($4::jsonb) as row(key text, member_id uuid)
),
told as (
  insert into process.history (instance_id, seq, at, type, by_member, event)
  select moved.id, row.seq, row.at, row.type, row.by_member, row.event
  from moved, jsonb_to_recordset($1::jsonb)
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
  from moved, jsonb_to_recordset($2::jsonb) as row(
    id uuid, key text, node text, kind text, step_zh text, step_en text, state text, stuck boolean,
    opened_at timestamptz, closed_at timestamptz, closed_by uuid, outcome text, handler text, attempts int,
    error text, first_holder uuid)
  returning id, key, closed_at, sort_at, service
),
changed as (
  update process.task set
    state = row.state, stuck = row.stuck, version = task.version + 1, closed_at = row.closed_at,
    closed_by = row.closed_by, outcome = row.outcome, attempts = row.attempts,
    error = coalesce(row.error, task.error),
    holder_unit = case when row.reassigned
      then coalesce((select unit_path from people.member_card where id = row.first_holder), '')
      else task.holder_unit end
  from moved, jsonb_to_recordset($3::jsonb) as row(
    key text, state text, stuck boolean, closed_at timestamptz, closed_by uuid, outcome text, attempts int,
    error text, reassigned boolean, first_holder uuid)
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

/** $5 id … $23 ended at, $24 the plan's JSON, stored under its hash ($12) unless it is there. */
export const insertText = write(
  `
  insert into process.instance (
    id, case_id, case_number, service, service_version, service_zh, service_en, plan_hash, applicant,
    applicant_unit, summary, search, flags, due_at, facts, status, state, version, passed, stops, started_at,
    since, ended_at)
  select $5::uuid, $6::uuid, $7::text, $8::text, $9::int, $10::text, $11::text, $12::text, $13::uuid,
    coalesce(card.unit_path, ''), $14::text,
    lower(concat_ws(' ', $7::text, card.name, card.number, $10::text, $11::text, $14::text)),
    $15::int, $16::timestamptz, $17::jsonb, $18::text, $19::jsonb, 1, $20::int, $21::int, $22::timestamptz,
    $22::timestamptz, $23::timestamptz
  from (select 1) as one left join people.member_card as card on card.id = $13::uuid
  returning *`,
  `
planned as (
  insert into process.plan (hash, plan, at) values ($12::text, $24::jsonb, $22::timestamptz)
  on conflict (hash) do nothing
),`,
)

/** $5 id, $6 version, $7 status … $12 ended at, $13 whether the contents are new, $14 … $17 the new contents. */
export const updateText = write(`
  update process.instance set
    status = $7::text, state = $8::jsonb, version = version + 1, passed = $9::int, stops = $10::int,
    since = $11::timestamptz, ended_at = $12::timestamptz,
    facts = coalesce($14::jsonb, facts),
    search = case when $13::boolean then replace(search, lower(summary), lower($15::text)) else search end,
    summary = coalesce($15::text, summary),
    flags = coalesce($16::int, flags),
    due_at = case when $13::boolean then $17::timestamptz else due_at end
  where id = $5::uuid and version = $6::int
  returning *`)
