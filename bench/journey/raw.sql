-- The least that a three-step approval can be: an instance, its tasks, its history.
create schema raw;
create table raw.instance (
  id bigint generated always as identity primary key,
  definition text not null, starter bigint not null, state smallint not null default 0,
  node text not null, vars jsonb not null, rev int not null default 0
);
create table raw.task (
  id bigint generated always as identity primary key,
  instance bigint not null, node text not null, assignee bigint not null,
  state smallint not null default 0, at timestamptz not null default now()
);
create index task_open on raw.task (assignee, at desc) where state = 0;
create table raw.history (
  instance bigint not null, seq smallint not null, kind text not null, by bigint, words text,
  at timestamptz not null default now(), primary key (instance, seq)
);
