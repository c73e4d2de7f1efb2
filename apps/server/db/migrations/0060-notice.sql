-- Notice: what people are told, how they want it, and what is on its way by mail and chat.
create schema notice;
grant usage on schema notice to yizhan_app;

-- One row a person, event and subject: an event that is delivered twice tells once.
create table notice.notice (
  id uuid primary key,
  member_id uuid not null,
  event_id uuid not null,
  -- The task, or the case, that it is about.
  subject uuid not null,
  kind text not null,
  at timestamptz not null,
  read_at timestamptz,
  -- False: the member wants this kind by other channels only.
  shown boolean not null,
  case_id uuid not null,
  case_number text not null,
  service_zh text not null,
  service_en text not null,
  task_id uuid,
  step_zh text,
  step_en text,
  unique (event_id, member_id, subject)
);
create index notice_list on notice.notice (member_id, (read_at is null) desc, id desc) where shown;
create index notice_since on notice.notice (member_id, at) where shown;
-- When the case moves on, whoever has not read of a task need not any more.
create index notice_unread_task on notice.notice (case_id) where read_at is null and task_id is not null;
-- Old ones are forgotten.
create index notice_by_age on notice.notice (at);
grant select, insert, update, delete on notice.notice to yizhan_app;

create table notice.preference (
  member_id uuid primary key,
  channels jsonb not null,
  quiet_from text,
  quiet_to text,
  digest text not null check (digest in ('soon', 'daily')),
  at timestamptz not null,
  check ((quiet_from is null) = (quiet_to is null))
);
grant select, insert, update on notice.preference to yizhan_app;

create table notice.delivery (
  id uuid primary key,
  notice_id uuid not null references notice.notice on delete cascade,
  member_id uuid not null,
  channel text not null check (channel in ('mail', 'chat')),
  -- waiting, sent; dead: given up; skipped: read before it went out, or no address.
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'dead', 'skipped')),
  due_at timestamptz not null,
  attempts smallint not null default 0,
  error text,
  at timestamptz not null,
  unique (notice_id, channel)
);
create index delivery_waiting on notice.delivery (member_id, channel, due_at) where state = 'waiting';
create index delivery_dead on notice.delivery (at desc, id desc) where state = 'dead';
grant select, insert, update, delete on notice.delivery to yizhan_app;
