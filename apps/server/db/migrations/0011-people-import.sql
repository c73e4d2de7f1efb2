-- Imports, and the tables that a file is copied into before it is merged. Staging holds rows only inside the import's
-- own transaction; it is unlogged because a crash ends that transaction anyway.
create table people.import (
  id uuid primary key,
  kind text not null check (kind in ('units', 'staff', 'students', 'positions', 'relations')),
  file_name text not null,
  sha256 text,
  dry_run boolean not null,
  complete boolean not null,
  state text not null check (state in ('waiting', 'running', 'done', 'bad', 'failed')),
  lines_read integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  unchanged integer not null default 0,
  departed integer not null default 0,
  errors jsonb not null default '[]',
  error_count integer not null default 0,
  by_member uuid,
  started_at timestamptz not null,
  ended_at timestamptz
);
create index import_by_time on people.import (started_at desc, id desc);
create unique index import_one_at_a_time on people.import ((true)) where state in ('waiting', 'running');
grant select, insert, update on people.import to yizhan_app;

create unlogged table people.stage_unit (
  line integer not null,
  id uuid not null,
  code text not null,
  name_zh text,
  name_en text,
  kind text,
  parent_code text,
  campus text,
  merged_into_code text
);

create unlogged table people.stage_member (
  line integer not null,
  id uuid not null,
  number text collate "C" not null,
  kind text not null,
  unit_id uuid,
  campus text,
  name text,
  name_pinyin text,
  name_en text,
  pinyin text,
  initials text,
  sex text,
  birth_date date,
  ethnicity text,
  nationality text,
  id_type text,
  id_number text,
  mobile text,
  email text,
  political text,
  origin_place text,
  category text,
  level text,
  year smallint,
  major_code text,
  major text,
  class text,
  length numeric(3, 1),
  entry_date date,
  expected_end date,
  study_status text,
  post text,
  title text,
  office text,
  contract_type text,
  join_date date,
  education text,
  degree text,
  secrecy_level text,
  retire_date date,
  employer text,
  ends_on date
);

-- Positions and relations: both name a member by number.
create unlogged table people.stage_link (
  line integer not null,
  id uuid not null,
  number text collate "C" not null,
  kind text not null,
  unit_id uuid,
  other_number text collate "C",
  title_zh text,
  title_en text,
  from_date date not null,
  to_date date
);

create unlogged table people.stage_record (
  number text collate "C" not null,
  element text not null,
  value jsonb not null,
  source text not null,
  as_of timestamptz not null
);

grant select, insert, truncate on people.stage_unit, people.stage_member, people.stage_link, people.stage_record to yizhan_app;
