-- The hall: services and their versions, drafts, cases, ratings. Versions, submissions and ratings only grow.
create schema hall;
grant usage on schema hall to yizhan_app;

create table hall.service (
  id text primary key,
  current_version integer not null default 0,
  -- False when its folder is gone: nobody can apply, running cases go on.
  offered boolean not null default true
);
grant select, insert, update on hall.service to yizhan_app;

-- What was deployed, as it was: a running case keeps its version.
create table hall.service_version (
  service_id text not null references hall.service,
  version integer not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  service jsonb not null,
  form jsonb not null,
  bpmn text not null,
  plan jsonb not null,
  document_yaml text,
  document_typ text,
  deployed_at timestamptz not null,
  primary key (service_id, version),
  unique (service_id, hash),
  check ((document_yaml is null) = (document_typ is null))
);
create index service_version_by_hash on hall.service_version (hash);
grant select, insert on hall.service_version to yizhan_app;

create table hall.draft (
  member_id uuid not null,
  service_id text not null references hall.service,
  version integer not null,
  answers jsonb not null,
  saved_at timestamptz not null,
  primary key (member_id, service_id)
);
grant select, insert, update, delete on hall.draft to yizhan_app;

create table hall.case_counter (
  prefix text not null,
  day date not null,
  last integer not null,
  primary key (prefix, day)
);
grant select, insert, update on hall.case_counter to yizhan_app;

create table hall.case (
  id uuid primary key,
  number text not null unique,
  service_id text not null,
  version integer not null,
  applicant_id uuid not null,
  -- The answers of the latest submission, and where the record's values among them came from.
  answers jsonb not null,
  sources jsonb not null,
  summary_zh text not null,
  summary_en text not null,
  applied_at timestamptz not null,
  -- Null when the holidays of a year that it reaches are not published.
  promised_on date,
  foreign key (service_id, version) references hall.service_version
);
create index case_by_applicant on hall.case (applicant_id, applied_at desc, id desc);
create index case_by_day on hall.case (applied_at, service_id);
create index case_by_service on hall.case (service_id, version);
grant select, insert on hall.case to yizhan_app;
grant update (answers, sources, summary_zh, summary_en) on hall.case to yizhan_app;

-- Every submission as it was sent: 1 when applying, one more at each resubmission.
create table hall.submission (
  case_id uuid not null references hall.case,
  round integer not null,
  answers jsonb not null,
  sources jsonb not null,
  at timestamptz not null,
  primary key (case_id, round)
);
grant select, insert on hall.submission to yizhan_app;

-- Uploaded files that became materials of a case; `field` is empty for what was handed in later.
create table hall.attachment (
  case_id uuid not null references hall.case,
  file_id uuid not null,
  field text not null,
  at timestamptz not null,
  primary key (case_id, file_id, field)
);
create index attachment_by_file on hall.attachment (file_id);
grant select, insert on hall.attachment to yizhan_app;

create table hall.rating (
  case_id uuid primary key references hall.case,
  service_id text not null,
  stars smallint not null check (stars between 1 and 5),
  words text not null,
  at timestamptz not null
);
create index rating_by_service on hall.rating (service_id) include (stars);
grant select, insert on hall.rating to yizhan_app;

-- Published to other modules: a case as others name it.
create view hall.case_card as
select
  c.id,
  c.number,
  c.service_id,
  c.version,
  c.applicant_id,
  c.summary_zh,
  c.summary_en,
  c.applied_at,
  c.promised_on,
  v.service -> 'name' ->> 'zh' as service_zh,
  v.service -> 'name' ->> 'en' as service_en,
  v.service -> 'short' ->> 'zh' as short_zh,
  v.service -> 'short' ->> 'en' as short_en,
  v.service -> 'owner' ->> 'unit' as owner_unit
from hall.case c
join hall.service_version v on v.service_id = c.service_id and v.version = c.version;
grant select on hall.case_card to yizhan_app;

-- Published to seal: the template of a service's version.
create view hall.document_template as
select service_id, version, document_yaml as yaml, document_typ as typ
from hall.service_version
where document_yaml is not null;
grant select on hall.document_template to yizhan_app;
