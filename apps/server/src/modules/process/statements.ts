/**
 * The one statement by which commands write, one or many of different cases: the row of each instance guards its history,
 * tasks and candidates, so those of one case stand or fall together. It has only the parts that the commands need, for
 * PostgreSQL sets up every part that it is given; each combination is a constant text, planned once a connection.
 */
import { partsOf, type SequelShape } from '#platform/sequel'

/** Which lists of rows.ts the commands bring beside their history, and whether they start cases or move them. */
export type Shape = {
  readonly head: 'start' | 'move' | 'renew'
  readonly opened: boolean
  readonly changed: boolean
  /** A changed task has other candidates than before. */
  readonly reassigned: boolean
  /** There are candidates. */
  readonly offered: boolean
  readonly sequel: SequelShape
}

const texts = new Map<string, string>()

/**
 * Parameters: the JSON lists of instances and of history, then those of opened tasks, changed tasks and candidates as far
 * as the shape has them, in this order, then those of the sequel. Gives the ids of the instances that were written.
 */
export function textOf(shape: Shape): string {
  const { sequel, ...own } = shape
  const name = [...Object.values(own), ...Object.values(sequel)].join()
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = statement(shape)
  texts.set(name, text)
  return text
}

function statement(shape: Shape): string {
  const parts = [heads[shape.head], told('$2::jsonb')]
  let last = 2
  const next = () => {
    last += 1
    return `$${last}::jsonb`
  }
  if (shape.opened) parts.push(opened(next()))
  if (shape.changed) parts.push(changed(next(), shape.reassigned))
  if (shape.offered) parts.push(candidate(next()), offered(shape))
  if (shape.changed) parts.push(ended(shape))
  const sequel = partsOf(shape.sequel, next, 'moved')
  return `with ${[...parts, ...sequel.parts].join(',\n')}\nselect id from moved where ${sequel.read}`
}

const told = (list: string) => `told as (
  insert into process.history (instance_id, seq, at, type, by_member, event)
  select moved.id, row.seq, row.at, row.type, row.by_member, row.event
  from moved join jsonb_to_recordset(${list})
    as row(instance_id uuid, seq int, at timestamptz, type text, by_member uuid, event jsonb)
    on row.instance_id = moved.id
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
  from moved join jsonb_to_recordset(${list}) as row(
    id uuid, instance_id uuid, key text, node text, kind text, step_zh text, step_en text, state text, stuck boolean,
    opened_at timestamptz, closed_at timestamptz, closed_by uuid, outcome text, handler text, attempts int,
    error text, first_holder uuid) on row.instance_id = moved.id
  returning id, instance_id, key, closed_at, sort_at, service
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
  from moved join jsonb_to_recordset(${list}) as row(
    instance_id uuid, key text, state text, stuck boolean, closed_at timestamptz, closed_by uuid, outcome text,
    attempts int, error text, reassigned boolean, first_holder uuid) on row.instance_id = moved.id
  where task.instance_id = row.instance_id and task.key = row.key
  returning task.id, task.instance_id, task.key, task.closed_at, task.sort_at, task.service, row.reassigned
)`

const candidate = (list: string) => `candidate as (
  select * from jsonb_to_recordset(${list}) as row(instance_id uuid, key text, member_id uuid)
)`

function offered(shape: Shape): string {
  const tasks = [shape.opened ? 'opened' : '', shape.changed ? 'changed' : '']
    .filter((name) => name !== '')
    .map((name) => `select id, instance_id, key, closed_at, sort_at, service from ${name}`)
  return `offered as (
  insert into process.task_candidate (member_id, task_id, open, sort_at, service)
  select candidate.member_id, task.id, task.closed_at is null, task.sort_at, task.service
  from candidate join (${tasks.join(' union all ')}) as task using (instance_id, key)
  on conflict (task_id, member_id) do update set open = true
)`
}

function ended(shape: Shape): string {
  const stays = shape.offered
    ? `exists (select from candidate where candidate.instance_id = changed.instance_id
        and candidate.key = changed.key and candidate.member_id = former.member_id)`
    : 'false'
  return `ended as (
  update process.task_candidate as former set open = false
  from changed
  where former.task_id = changed.id and former.open
    and (changed.closed_at is not null${shape.reassigned ? ` or (changed.reassigned and not ${stays})` : ''})
)`
}

/** What the other parts read of the instance. */
const guarded = [
  'id',
  'due_at',
  'case_id',
  'case_number',
  'service',
  'service_zh',
  'service_en',
  'applicant',
  'applicant_unit',
  'summary',
  'search',
  'flags',
]

/**
 * True, and of a shape that the planner takes for rarely true: it then expects few rows and looks each up by its key, even
 * in a plan that was made, and kept, while the table was small enough to be read whole.
 */
const few = (column: string) => `${column} between 0 and 2147483647`

const content = 'facts jsonb, summary text, flags int, due_at timestamptz'
const standing =
  'id uuid, status text, state jsonb, passed int, stops int, at timestamptz, ended_at timestamptz'

const start = `moved as (
  insert into process.instance (
    id, case_id, case_number, service, service_version, service_zh, service_en, plan_hash, applicant,
    applicant_unit, summary, search, flags, due_at, facts, status, state, version, passed, stops, started_at,
    since, ended_at)
  select row.id, row.case_id, row.case_number, row.service, row.service_version, row.service_zh, row.service_en,
    row.plan_hash, row.applicant, coalesce(card.unit_path, ''), row.summary,
    lower(concat_ws(' ', row.case_number, card.name, card.number, row.service_zh, row.service_en, row.summary)),
    row.flags, row.due_at, row.facts, row.status, row.state, 1, row.passed, row.stops, row.at, row.at, row.ended_at
  from jsonb_to_recordset($1::jsonb) as row(${standing}, ${content}, case_id uuid, case_number text, service text,
    service_version int, service_zh text, service_en text, plan_hash text, applicant uuid)
  left join people.member_card as card on card.id = row.applicant
  where ${few('row.passed')}
  returning ${guarded.join(', ')}
)`

/** `more` sets what else changes; `columns` are its values. An instance that is no longer at `version` is left alone. */
const move = (columns = '', more = '') => `moved as (
  update process.instance set
    status = row.status, state = row.state, version = row.version + 1, passed = row.passed, stops = row.stops,
    since = row.at, ended_at = row.ended_at${more}
  from jsonb_to_recordset($1::jsonb) as row(${standing}, version int${columns})
  where instance.id = row.id and instance.version = row.version and ${few('row.version')}
  returning ${guarded.map((name) => `instance.${name}`).join(', ')}
)`

const heads: Readonly<Record<Shape['head'], string>> = {
  start,
  move: move(),
  renew: move(
    `, ${content}`,
    `,
    facts = row.facts, summary = row.summary, flags = row.flags, due_at = row.due_at,
    search = replace(search, lower(instance.summary), lower(row.summary))`,
  ),
}
