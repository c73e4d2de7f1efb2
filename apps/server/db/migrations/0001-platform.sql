-- The platform's own tables. Event and audit are append-only by grant.
grant usage on schema platform to yizhan_app;
grant select on platform.migration to yizhan_app;

create table platform.event (
  id uuid primary key,
  name text not null,
  at timestamptz not null,
  actor uuid,
  payload jsonb not null
);
create index event_by_name on platform.event (name, at);
grant select, insert on platform.event to yizhan_app;

-- Content-addressed files: several rows may name the same bytes.
create table platform.file (
  id uuid primary key,
  owner uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  type text not null,
  bytes bigint not null check (bytes >= 0),
  at timestamptz not null
);
create index file_by_owner on platform.file (owner, at desc);
grant select, insert on platform.file to yizhan_app;

-- One row a command, written in the command's own transaction: a repeated key finds the answer.
create table platform.idempotency (
  actor text not null,
  key uuid not null,
  route text not null,
  body_hash text not null,
  answer jsonb,
  at timestamptz not null,
  primary key (actor, key)
);
create index idempotency_by_age on platform.idempotency (at);
grant select, insert, update, delete on platform.idempotency to yizhan_app;

create table platform.audit (
  id uuid primary key,
  at timestamptz not null,
  actor uuid,
  action text not null,
  target text not null,
  grant_id uuid,
  request text,
  facts jsonb not null default '{}'
);
create index audit_by_target on platform.audit (target, at);
create index audit_by_actor on platform.audit (actor, at);
grant select, insert on platform.audit to yizhan_app;

create table platform.setting (
  name text primary key,
  value jsonb not null,
  at timestamptz not null
);
grant select, insert, update on platform.setting to yizhan_app;
