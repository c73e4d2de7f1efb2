-- People: units, members, positions, relations, grants. Nothing here is ever deleted; histories and logs only grow.
create schema people;
grant usage on schema people to yizhan_app;

create table people.unit (
  id uuid primary key,
  -- Letters, digits and hyphens only: the path is compared by LIKE without escaping.
  code text not null unique check (code ~ '^[0-9A-Za-z-]{1,20}$'),
  name_zh text not null,
  name_en text not null,
  kind text not null check (kind in ('university', 'school', 'department', 'office')),
  parent_id uuid references people.unit,
  -- Codes from the root, each ended by a point: `000.031.0311.`
  path text collate "C" not null unique,
  -- The school or office to which it belongs: itself, an ancestor, or none (the university).
  school_id uuid references people.unit,
  campus text,
  active boolean not null default true,
  merged_into uuid references people.unit,
  as_of timestamptz not null
);
create index unit_by_parent on people.unit (parent_id);
grant select, insert, update on people.unit to yizhan_app;

create table people.unit_history (
  id uuid primary key,
  unit_id uuid not null references people.unit,
  at timestamptz not null,
  what text not null check (what in ('created', 'renamed', 'moved', 'merged', 'closed', 'reopened', 'changed')),
  before jsonb,
  after jsonb not null,
  -- The member or the import that did it.
  by_member uuid,
  by_import uuid,
  reason text
);
create index unit_history_by_unit on people.unit_history (unit_id, at);
grant select, insert on people.unit_history to yizhan_app;

create table people.member (
  id uuid primary key,
  number text collate "C" not null unique,
  kind text not null check (kind in ('student', 'staff', 'retired', 'external')),
  unit_id uuid not null references people.unit,
  campus text,
  name text not null,
  name_pinyin text,
  name_en text,
  -- Search keys: `linzhixia` and `lzx`.
  pinyin text collate "C" not null,
  initials text collate "C" not null,
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
  ends_on date,
  source text not null,
  as_of timestamptz not null,
  departed_on date
);
create index member_by_unit on people.member (unit_id, number);
create index member_by_name on people.member (name text_pattern_ops);
create index member_by_pinyin on people.member (pinyin);
create index member_by_initials on people.member (initials);
grant select, insert, update on people.member to yizhan_app;

-- Data elements that other systems hold about a member: grades, awards, photo, dormitory, fees.
create table people.record (
  member_id uuid not null references people.member,
  element text not null,
  value jsonb not null,
  source text not null,
  as_of timestamptz not null,
  primary key (member_id, element)
);
grant select, insert, update on people.record to yizhan_app;

create table people.position (
  id uuid primary key,
  member_id uuid not null references people.member,
  unit_id uuid not null references people.unit,
  position text not null,
  title_zh text not null,
  title_en text not null,
  from_date date not null,
  to_date date,
  as_of timestamptz not null,
  unique (member_id, unit_id, position, from_date),
  check (to_date is null or to_date >= from_date)
);
create index position_by_unit on people.position (unit_id, position);
grant select, insert, update on people.position to yizhan_app;

create table people.relation (
  id uuid primary key,
  kind text not null check (kind in ('counsellor', 'supervisor')),
  -- The student, and the member of staff.
  member_id uuid not null references people.member,
  other_id uuid not null references people.member,
  from_date date not null,
  to_date date,
  as_of timestamptz not null,
  unique (member_id, kind, other_id, from_date),
  check (member_id <> other_id),
  check (to_date is null or to_date >= from_date)
);
create index relation_by_other on people.relation (other_id, kind);
grant select, insert, update on people.relation to yizhan_app;

-- Who may do what, where, with which categories of data and until when. Rows are added and revoked, never edited.
create table people.grant (
  id uuid primary key,
  subject uuid not null references people.member,
  effect text not null check (effect in ('allow', 'deny')),
  role text not null,
  unit_id uuid not null references people.unit,
  campus text,
  -- Null: every category.
  categories text[],
  valid_from timestamptz not null,
  valid_until timestamptz,
  parent uuid references people.grant,
  granted_by uuid,
  reason text not null,
  at timestamptz not null,
  revoked_at timestamptz,
  revoked_by uuid,
  revoke_reason text,
  check (valid_until is null or valid_until > valid_from),
  check (parent is null or valid_until is not null)
);
create index grant_by_subject on people.grant (subject);
create index grant_by_parent on people.grant (parent);
grant select, insert on people.grant to yizhan_app;
grant update (revoked_at, revoked_by, revoke_reason) on people.grant to yizhan_app;

create table people.correction (
  id uuid primary key,
  member_id uuid not null references people.member,
  element text not null,
  shown text not null,
  note text not null,
  state text not null default 'open' check (state in ('open', 'corrected', 'kept')),
  at timestamptz not null,
  settled_at timestamptz,
  settled_by uuid,
  settled_note text
);
create index correction_by_state on people.correction (state, at, id);
create unique index correction_open_once on people.correction (member_id, element) where state = 'open';
grant select, insert on people.correction to yizhan_app;
grant update (state, settled_at, settled_by, settled_note) on people.correction to yizhan_app;

-- Every reading of another person's sensitive data: who, whose, what, why, under which grant.
create table people.access_log (
  id uuid primary key,
  at timestamptz not null,
  reader uuid not null,
  member_id uuid not null,
  categories text[] not null,
  elements text[] not null,
  why text not null,
  grant_id text not null
);
create index access_log_by_member on people.access_log (member_id, at);
grant select, insert on people.access_log to yizhan_app;
