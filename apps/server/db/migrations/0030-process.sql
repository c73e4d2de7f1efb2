-- Process: plans, running instances, tasks with their candidates, and the history of everything that happened.
create schema process;
grant usage on schema process to yizhan_app;

-- A plan as it was deployed, named by the hash of its JSON. Instances keep theirs; nothing here changes.
create table process.plan (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  plan jsonb not null,
  at timestamptz not null
);
grant select, insert on process.plan to yizhan_app;

-- One row a case: the fold of its history, with what lists show beside it.
create table process.instance (
  id uuid primary key,
  case_id uuid not null unique,
  case_number text not null,
  service text not null,
  service_version integer not null,
  service_zh text not null,
  service_en text not null,
  plan_hash text not null references process.plan,
  applicant uuid not null,
  -- Path of the applicant's unit: who may operate the case is decided by it.
  applicant_unit text collate "C" not null,
  summary text not null,
  -- Lower-case text that the task list is searched by.
  search text not null,
  flags smallint not null default 0,
  due_at timestamptz,
  -- Answers and the applicant's attributes: what conditions see.
  facts jsonb not null,
  status text not null check (status in
    ('running', 'returned', 'supplement', 'finished', 'refused', 'withdrawn', 'failed')),
  state jsonb not null,
  -- Every command changes it by one; a command that decided on an older one writes nothing.
  version integer not null,
  passed smallint not null,
  stops smallint not null,
  started_at timestamptz not null,
  since timestamptz not null,
  ended_at timestamptz
);
create index instance_open on process.instance (service, since desc, id desc) where ended_at is null;
create index instance_by_applicant on process.instance (applicant, started_at desc);
grant select, insert, update on process.instance to yizhan_app;

create table process.history (
  instance_id uuid not null references process.instance,
  seq integer not null,
  at timestamptz not null,
  type text not null,
  by_member uuid,
  event jsonb not null,
  primary key (instance_id, seq)
);
grant select, insert on process.history to yizhan_app;

-- One row a visit to a step. What a list shows is copied here, so that a list is one index range.
create table process.task (
  id uuid primary key,
  instance_id uuid not null references process.instance,
  key text not null,
  node text not null,
  kind text not null check (kind in ('user', 'service')),
  step_zh text not null,
  step_en text not null,
  state text not null check (state in ('open', 'waiting-applicant', 'failed', 'done', 'cancelled')),
  -- Nobody can go on without an operator: a service gave up, or nobody holds the step.
  stuck boolean not null default false,
  -- Changes whenever the task does; a decision names the one that was read.
  version integer not null default 1,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid,
  outcome text,
  handler text,
  attempts smallint not null default 0,
  error text,
  -- Path of the unit whose people have it.
  holder_unit text collate "C" not null default '',
  -- When it is due; infinity when nothing was promised.
  sort_at timestamptz not null,
  case_id uuid not null,
  case_number text not null,
  service text not null,
  service_zh text not null,
  service_en text not null,
  applicant uuid not null,
  applicant_unit text collate "C" not null,
  summary text not null,
  search text not null,
  flags smallint not null,
  unique (instance_id, key)
);
create index task_by_holder on process.task (holder_unit, sort_at, id) where kind = 'user' and closed_at is null;
create index task_done_by on process.task (closed_by, closed_at desc, id desc) where outcome is not null;
create index task_stuck on process.task (opened_at desc, id desc) where stuck;
grant select, insert, update on process.task to yizhan_app;

-- Who may decide a task. Rows stay when it closes, as a record of whom it was offered to.
create table process.task_candidate (
  member_id uuid not null,
  task_id uuid not null references process.task,
  open boolean not null default true,
  sort_at timestamptz not null,
  service text not null,
  primary key (task_id, member_id)
);
create index candidate_open on process.task_candidate (member_id, sort_at, task_id) include (service) where open;
grant select, insert, update on process.task_candidate to yizhan_app;

-- Published: how a case stands and who has it.
create view process.case_state as
select
  instance.case_id,
  instance.id as instance_id,
  instance.service,
  instance.service_version,
  instance.applicant,
  instance.status,
  instance.version,
  instance.summary,
  instance.started_at,
  instance.since,
  instance.ended_at,
  instance.passed,
  instance.stops,
  now.step_zh,
  now.step_en,
  coalesce(now.holders, '{}') as holders
from process.instance
left join lateral (
  select
    min(task.step_zh) filter (where task.first) as step_zh,
    min(task.step_en) filter (where task.first) as step_en,
    array_agg(distinct card.name) filter (where card.name is not null) as holders
  from (
    select id, step_zh, step_en, row_number() over (order by opened_at, id) = 1 as first
    from process.task as open_task
    where open_task.instance_id = instance.id and open_task.closed_at is null
  ) as task
  left join process.task_candidate as candidate on candidate.task_id = task.id and candidate.open
  left join people.member_card as card on card.id = candidate.member_id
) as now on instance.ended_at is null;
grant select on process.case_state to yizhan_app;
