-- The schema as the migrations leave it. Written by platform/schema.test.ts with UPDATE_SCHEMA=1; not run by anything.

create table account.attempt ( -- yizhan_app: delete, insert, select, update
  key text not null,
  failures integer not null,
  at timestamp with time zone not null,
  open_at timestamp with time zone not null,
  constraint attempt_pkey PRIMARY KEY (key)
);
CREATE INDEX attempt_by_age ON account.attempt USING btree (at);

create table account.credential ( -- yizhan_app: insert, select, update
  member uuid not null,
  hash text not null,
  must_change boolean not null,
  changed_at timestamp with time zone not null,
  constraint credential_pkey PRIMARY KEY (member)
);

create table account.known ( -- yizhan_app: delete, insert, select, update
  member uuid not null,
  kind text not null,
  hash text not null,
  last_at timestamp with time zone not null,
  constraint known_pkey PRIMARY KEY (member, kind, hash),
  constraint known_kind_check CHECK ((kind = ANY (ARRAY['device'::text, 'network'::text])))
);

create table account.preference ( -- yizhan_app: insert, select, update
  member uuid not null,
  locale text not null,
  constraint preference_pkey PRIMARY KEY (member),
  constraint preference_locale_check CHECK ((locale = ANY (ARRAY['zh-CN'::text, 'en'::text])))
);

create table account.session ( -- yizhan_app: delete, insert, select, update
  id uuid not null,
  token_hash text not null,
  member uuid not null,
  must_change boolean not null,
  device text not null,
  source text not null,
  started_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint session_token_hash_key UNIQUE (token_hash),
  constraint session_pkey PRIMARY KEY (id)
);
CREATE INDEX session_by_member ON account.session USING btree (member, started_at);

create table hall.attachment ( -- yizhan_app: insert, select
  case_id uuid not null,
  file_id uuid not null,
  field text not null,
  at timestamp with time zone not null,
  constraint attachment_pkey PRIMARY KEY (case_id, file_id, field),
  constraint attachment_case_id_fkey FOREIGN KEY (case_id) REFERENCES hall."case"(id)
);
CREATE INDEX attachment_by_file ON hall.attachment USING btree (file_id);

create table hall.case ( -- yizhan_app: insert, select
  id uuid not null,
  number text not null,
  service_id text not null,
  version integer not null,
  applicant_id uuid not null,
  answers jsonb not null,
  sources jsonb not null,
  summary_zh text not null,
  summary_en text not null,
  applied_at timestamp with time zone not null,
  promised_on date,
  constraint case_number_key UNIQUE (number),
  constraint case_pkey PRIMARY KEY (id),
  constraint case_service_id_version_fkey FOREIGN KEY (service_id, version) REFERENCES hall.service_version(service_id, version)
);
CREATE INDEX case_by_applicant ON hall."case" USING btree (applicant_id, applied_at DESC, id DESC);
CREATE INDEX case_by_day ON hall."case" USING btree (applied_at, service_id);
CREATE INDEX case_by_service ON hall."case" USING btree (service_id, version);

create table hall.case_counter ( -- yizhan_app: insert, select, update
  prefix text not null,
  day date not null,
  last integer not null,
  constraint case_counter_pkey PRIMARY KEY (prefix, day)
);

create table hall.draft ( -- yizhan_app: delete, insert, select, update
  member_id uuid not null,
  service_id text not null,
  version integer not null,
  answers jsonb not null,
  saved_at timestamp with time zone not null,
  stamp uuid not null,
  constraint draft_pkey PRIMARY KEY (member_id, service_id),
  constraint draft_service_id_fkey FOREIGN KEY (service_id) REFERENCES hall.service(id)
);

create table hall.rating ( -- yizhan_app: insert, select
  case_id uuid not null,
  service_id text not null,
  stars smallint not null,
  words text not null,
  at timestamp with time zone not null,
  constraint rating_pkey PRIMARY KEY (case_id),
  constraint rating_case_id_fkey FOREIGN KEY (case_id) REFERENCES hall."case"(id),
  constraint rating_stars_check CHECK (((stars >= 1) AND (stars <= 5)))
);
CREATE INDEX rating_by_service ON hall.rating USING btree (service_id) INCLUDE (stars);

create table hall.service ( -- yizhan_app: insert, select, update
  id text not null,
  current_version integer not null default 0,
  offered boolean not null default true,
  constraint service_pkey PRIMARY KEY (id)
);

create table hall.service_version ( -- yizhan_app: insert, select
  service_id text not null,
  version integer not null,
  hash text not null,
  service jsonb not null,
  form jsonb not null,
  bpmn text not null,
  plan jsonb not null,
  document_yaml text,
  document_typ text,
  deployed_at timestamp with time zone not null,
  constraint service_version_service_id_hash_key UNIQUE (service_id, hash),
  constraint service_version_pkey PRIMARY KEY (service_id, version),
  constraint service_version_service_id_fkey FOREIGN KEY (service_id) REFERENCES hall.service(id),
  constraint service_version_check CHECK (((document_yaml IS NULL) = (document_typ IS NULL))),
  constraint service_version_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX service_version_by_hash ON hall.service_version USING btree (hash);

create table hall.submission ( -- yizhan_app: insert, select
  case_id uuid not null,
  round integer not null,
  answers jsonb not null,
  sources jsonb not null,
  at timestamp with time zone not null,
  constraint submission_pkey PRIMARY KEY (case_id, round),
  constraint submission_case_id_fkey FOREIGN KEY (case_id) REFERENCES hall."case"(id)
);

create table notice.delivery ( -- yizhan_app: delete, insert, select, update
  id uuid not null,
  notice_id uuid not null,
  member_id uuid not null,
  channel text not null,
  state text not null default 'waiting'::text,
  due_at timestamp with time zone not null,
  attempts smallint not null default 0,
  error text,
  at timestamp with time zone not null,
  constraint delivery_notice_id_channel_key UNIQUE (notice_id, channel),
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice.notice(id) ON DELETE CASCADE,
  constraint delivery_channel_check CHECK ((channel = ANY (ARRAY['mail'::text, 'chat'::text]))),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'dead'::text, 'skipped'::text])))
);
CREATE INDEX delivery_dead ON notice.delivery USING btree (at DESC, id DESC) WHERE (state = 'dead'::text);
CREATE INDEX delivery_waiting ON notice.delivery USING btree (member_id, channel, due_at) WHERE (state = 'waiting'::text);

create table notice.notice ( -- yizhan_app: delete, insert, select, update
  id uuid not null,
  member_id uuid not null,
  event_id uuid not null,
  subject uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  read_at timestamp with time zone,
  shown boolean not null,
  case_id uuid not null,
  case_number text not null,
  service_zh text not null,
  service_en text not null,
  task_id uuid,
  step_zh text,
  step_en text,
  constraint notice_event_id_member_id_subject_key UNIQUE (event_id, member_id, subject),
  constraint notice_pkey PRIMARY KEY (id)
);
CREATE INDEX notice_by_age ON notice.notice USING btree (at);
CREATE INDEX notice_list ON notice.notice USING btree (member_id, ((read_at IS NULL)) DESC, id DESC) WHERE shown;
CREATE INDEX notice_since ON notice.notice USING btree (member_id, at) WHERE shown;
CREATE INDEX notice_unread_task ON notice.notice USING btree (case_id) WHERE ((read_at IS NULL) AND (task_id IS NOT NULL));

create table notice.preference ( -- yizhan_app: insert, select, update
  member_id uuid not null,
  channels jsonb not null,
  quiet_from text,
  quiet_to text,
  digest text not null,
  at timestamp with time zone not null,
  constraint preference_pkey PRIMARY KEY (member_id),
  constraint preference_check CHECK (((quiet_from IS NULL) = (quiet_to IS NULL))),
  constraint preference_digest_check CHECK ((digest = ANY (ARRAY['soon'::text, 'daily'::text])))
);

create table people.access_log ( -- yizhan_app: insert, select
  id uuid not null,
  at timestamp with time zone not null,
  reader uuid not null,
  member_id uuid not null,
  categories text[] not null,
  elements text[] not null,
  why text not null,
  grant_id text not null,
  constraint access_log_pkey PRIMARY KEY (id)
);
CREATE INDEX access_log_by_member ON people.access_log USING btree (member_id, at);

create table people.correction ( -- yizhan_app: insert, select
  id uuid not null,
  member_id uuid not null,
  element text not null,
  shown text not null,
  note text not null,
  state text not null default 'open'::text,
  at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_by uuid,
  settled_note text,
  constraint correction_pkey PRIMARY KEY (id),
  constraint correction_member_id_fkey FOREIGN KEY (member_id) REFERENCES people.member(id),
  constraint correction_state_check CHECK ((state = ANY (ARRAY['open'::text, 'corrected'::text, 'kept'::text])))
);
CREATE INDEX correction_by_state ON people.correction USING btree (state, at, id);
CREATE UNIQUE INDEX correction_open_once ON people.correction USING btree (member_id, element) WHERE (state = 'open'::text);

create table people.grant ( -- yizhan_app: insert, select
  id uuid not null,
  subject uuid not null,
  effect text not null,
  role text not null,
  unit_id uuid not null,
  campus text,
  categories text[],
  valid_from timestamp with time zone not null,
  valid_until timestamp with time zone,
  parent uuid,
  granted_by uuid,
  reason text not null,
  at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  revoke_reason text,
  constraint grant_pkey PRIMARY KEY (id),
  constraint grant_parent_fkey FOREIGN KEY (parent) REFERENCES people."grant"(id),
  constraint grant_subject_fkey FOREIGN KEY (subject) REFERENCES people.member(id),
  constraint grant_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES people.unit(id),
  constraint grant_check CHECK (((valid_until IS NULL) OR (valid_until > valid_from))),
  constraint grant_check1 CHECK (((parent IS NULL) OR (valid_until IS NOT NULL))),
  constraint grant_effect_check CHECK ((effect = ANY (ARRAY['allow'::text, 'deny'::text])))
);
CREATE INDEX grant_by_parent ON people."grant" USING btree (parent);
CREATE INDEX grant_by_subject ON people."grant" USING btree (subject);

create table people.import ( -- yizhan_app: insert, select, update
  id uuid not null,
  kind text not null,
  file_name text not null,
  sha256 text,
  dry_run boolean not null,
  complete boolean not null,
  state text not null,
  lines_read integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  unchanged integer not null default 0,
  departed integer not null default 0,
  errors jsonb not null default '[]'::jsonb,
  error_count integer not null default 0,
  by_member uuid,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  confirm_departures integer,
  must_confirm integer,
  of_kind integer,
  constraint import_pkey PRIMARY KEY (id),
  constraint import_kind_check CHECK ((kind = ANY (ARRAY['units'::text, 'staff'::text, 'students'::text, 'positions'::text, 'relations'::text]))),
  constraint import_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'bad'::text, 'failed'::text])))
);
CREATE INDEX import_by_time ON people.import USING btree (started_at DESC, id DESC);
CREATE UNIQUE INDEX import_one_at_a_time ON people.import USING btree ((true)) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

create table people.member ( -- yizhan_app: insert, select, update
  id uuid not null,
  number text not null,
  kind text not null,
  unit_id uuid not null,
  campus text,
  name text not null,
  name_pinyin text,
  name_en text,
  pinyin text not null,
  initials text not null,
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
  length numeric(3,1),
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
  as_of timestamp with time zone not null,
  departed_on date,
  constraint member_number_key UNIQUE (number),
  constraint member_pkey PRIMARY KEY (id),
  constraint member_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES people.unit(id),
  constraint member_kind_check CHECK ((kind = ANY (ARRAY['student'::text, 'staff'::text, 'retired'::text, 'external'::text])))
);
CREATE INDEX member_by_initials ON people.member USING btree (initials);
CREATE INDEX member_by_name ON people.member USING btree (name text_pattern_ops);
CREATE INDEX member_by_pinyin ON people.member USING btree (pinyin);
CREATE INDEX member_by_unit ON people.member USING btree (unit_id, kind, number);

create table people.position ( -- yizhan_app: insert, select, update
  id uuid not null,
  member_id uuid not null,
  unit_id uuid not null,
  position text not null,
  title_zh text not null,
  title_en text not null,
  from_date date not null,
  to_date date,
  as_of timestamp with time zone not null,
  constraint position_member_id_unit_id_position_from_date_key UNIQUE (member_id, unit_id, "position", from_date),
  constraint position_pkey PRIMARY KEY (id),
  constraint position_member_id_fkey FOREIGN KEY (member_id) REFERENCES people.member(id),
  constraint position_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES people.unit(id),
  constraint position_check CHECK (((to_date IS NULL) OR (to_date >= from_date)))
);
CREATE INDEX position_by_unit ON people."position" USING btree (unit_id, "position");

create table people.record ( -- yizhan_app: insert, select, update
  member_id uuid not null,
  element text not null,
  value jsonb not null,
  source text not null,
  as_of timestamp with time zone not null,
  constraint record_pkey PRIMARY KEY (member_id, element),
  constraint record_member_id_fkey FOREIGN KEY (member_id) REFERENCES people.member(id)
);

create table people.relation ( -- yizhan_app: insert, select, update
  id uuid not null,
  kind text not null,
  member_id uuid not null,
  other_id uuid not null,
  from_date date not null,
  to_date date,
  as_of timestamp with time zone not null,
  constraint relation_member_id_kind_other_id_from_date_key UNIQUE (member_id, kind, other_id, from_date),
  constraint relation_pkey PRIMARY KEY (id),
  constraint relation_member_id_fkey FOREIGN KEY (member_id) REFERENCES people.member(id),
  constraint relation_other_id_fkey FOREIGN KEY (other_id) REFERENCES people.member(id),
  constraint relation_check CHECK ((member_id <> other_id)),
  constraint relation_check1 CHECK (((to_date IS NULL) OR (to_date >= from_date))),
  constraint relation_kind_check CHECK ((kind = ANY (ARRAY['counsellor'::text, 'supervisor'::text])))
);
CREATE INDEX relation_by_other ON people.relation USING btree (other_id, kind);

create table people.stage_link ( -- yizhan_app: insert, select, truncate
  line integer not null,
  id uuid not null,
  number text not null,
  kind text not null,
  unit_id uuid,
  other_number text,
  title_zh text,
  title_en text,
  from_date date not null,
  to_date date
);

create table people.stage_member ( -- yizhan_app: insert, select, truncate
  line integer not null,
  id uuid not null,
  number text not null,
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
  length numeric(3,1),
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

create table people.stage_record ( -- yizhan_app: insert, select, truncate
  number text not null,
  element text not null,
  value jsonb not null,
  source text not null,
  as_of timestamp with time zone not null
);

create table people.stage_unit ( -- yizhan_app: insert, select, truncate
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

create table people.unit ( -- yizhan_app: insert, select, update
  id uuid not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  kind text not null,
  parent_id uuid,
  path text not null,
  school_id uuid,
  campus text,
  active boolean not null default true,
  merged_into uuid,
  as_of timestamp with time zone not null,
  members integer not null default 0,
  constraint unit_code_key UNIQUE (code),
  constraint unit_path_key UNIQUE (path),
  constraint unit_pkey PRIMARY KEY (id),
  constraint unit_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES people.unit(id),
  constraint unit_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES people.unit(id),
  constraint unit_school_id_fkey FOREIGN KEY (school_id) REFERENCES people.unit(id),
  constraint unit_code_check CHECK ((code ~ '^[0-9A-Za-z-]{1,20}$'::text)),
  constraint unit_kind_check CHECK ((kind = ANY (ARRAY['university'::text, 'school'::text, 'department'::text, 'office'::text])))
);
CREATE INDEX unit_by_parent ON people.unit USING btree (parent_id);

create table people.unit_history ( -- yizhan_app: insert, select
  id uuid not null,
  unit_id uuid not null,
  at timestamp with time zone not null,
  what text not null,
  before jsonb,
  after jsonb not null,
  by_member uuid,
  by_import uuid,
  reason text,
  constraint unit_history_pkey PRIMARY KEY (id),
  constraint unit_history_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES people.unit(id),
  constraint unit_history_what_check CHECK ((what = ANY (ARRAY['created'::text, 'renamed'::text, 'moved'::text, 'merged'::text, 'closed'::text, 'reopened'::text, 'changed'::text])))
);
CREATE INDEX unit_history_by_unit ON people.unit_history USING btree (unit_id, at);

create table platform.audit ( -- yizhan_app: insert, select
  id uuid not null,
  at timestamp with time zone not null,
  actor uuid,
  action text not null,
  target text not null,
  grant_id uuid,
  request text,
  facts jsonb not null default '{}'::jsonb,
  constraint audit_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_by_actor ON platform.audit USING btree (actor, at);
CREATE INDEX audit_by_target ON platform.audit USING btree (target, at);

create table platform.event ( -- yizhan_app: insert, select
  id uuid not null,
  name text not null,
  at timestamp with time zone not null,
  actor uuid,
  payload jsonb not null,
  constraint event_pkey PRIMARY KEY (id)
);
CREATE INDEX event_by_name ON platform.event USING btree (name, at);

create table platform.file ( -- yizhan_app: delete, insert, select
  id uuid not null,
  owner uuid not null,
  sha256 text not null,
  name text not null,
  type text not null,
  bytes bigint not null,
  at timestamp with time zone not null,
  constraint file_pkey PRIMARY KEY (id),
  constraint file_bytes_check CHECK ((bytes >= 0)),
  constraint file_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX file_by_hash ON platform.file USING btree (sha256);
CREATE INDEX file_by_owner ON platform.file USING btree (owner, at DESC);

create table platform.idempotency ( -- yizhan_app: delete, insert, select, update
  actor text not null,
  key uuid not null,
  route text not null,
  body_hash text not null,
  answer jsonb,
  at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_by_age ON platform.idempotency USING btree (at);

create table platform.migration ( -- yizhan_app: select
  name text not null,
  hash text not null,
  ran_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (name)
);

create table platform.setting ( -- yizhan_app: insert, select, update
  name text not null,
  value jsonb not null,
  at timestamp with time zone not null,
  constraint setting_pkey PRIMARY KEY (name)
);

create table process.history ( -- yizhan_app: insert, select
  instance_id uuid not null,
  seq integer not null,
  at timestamp with time zone not null,
  type text not null,
  by_member uuid,
  event jsonb not null,
  constraint history_pkey PRIMARY KEY (instance_id, seq),
  constraint history_instance_id_fkey FOREIGN KEY (instance_id) REFERENCES process.instance(id)
);

create table process.instance ( -- yizhan_app: insert, select, update
  id uuid not null,
  case_id uuid not null,
  case_number text not null,
  service text not null,
  service_version integer not null,
  service_zh text not null,
  service_en text not null,
  plan_hash text not null,
  applicant uuid not null,
  applicant_unit text not null,
  summary text not null,
  search text not null,
  flags smallint not null default 0,
  due_at timestamp with time zone,
  facts jsonb not null,
  status text not null,
  state jsonb not null,
  version integer not null,
  passed smallint not null,
  stops smallint not null,
  started_at timestamp with time zone not null,
  since timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint instance_case_id_key UNIQUE (case_id),
  constraint instance_pkey PRIMARY KEY (id),
  constraint instance_plan_hash_fkey FOREIGN KEY (plan_hash) REFERENCES process.plan(hash),
  constraint instance_status_check CHECK ((status = ANY (ARRAY['running'::text, 'returned'::text, 'supplement'::text, 'finished'::text, 'refused'::text, 'withdrawn'::text, 'failed'::text])))
);
CREATE INDEX instance_by_applicant ON process.instance USING btree (applicant, started_at DESC);
CREATE INDEX instance_open ON process.instance USING btree (service, since DESC, id DESC) WHERE (ended_at IS NULL);

create table process.plan ( -- yizhan_app: insert, select
  hash text not null,
  plan jsonb not null,
  at timestamp with time zone not null,
  constraint plan_pkey PRIMARY KEY (hash),
  constraint plan_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
);

create table process.task ( -- yizhan_app: insert, select, update
  id uuid not null,
  instance_id uuid not null,
  key text not null,
  node text not null,
  kind text not null,
  step_zh text not null,
  step_en text not null,
  state text not null,
  stuck boolean not null default false,
  version integer not null default 1,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  closed_by uuid,
  outcome text,
  handler text,
  attempts smallint not null default 0,
  error text,
  holder_unit text not null default ''::text,
  sort_at timestamp with time zone not null,
  case_id uuid not null,
  case_number text not null,
  service text not null,
  service_zh text not null,
  service_en text not null,
  applicant uuid not null,
  applicant_unit text not null,
  summary text not null,
  search text not null,
  flags smallint not null,
  constraint task_instance_id_key_key UNIQUE (instance_id, key),
  constraint task_pkey PRIMARY KEY (id),
  constraint task_instance_id_fkey FOREIGN KEY (instance_id) REFERENCES process.instance(id),
  constraint task_kind_check CHECK ((kind = ANY (ARRAY['user'::text, 'service'::text]))),
  constraint task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'waiting-applicant'::text, 'failed'::text, 'done'::text, 'cancelled'::text])))
);
CREATE INDEX task_by_holder ON process.task USING btree (holder_unit, sort_at, id) WHERE ((kind = 'user'::text) AND (closed_at IS NULL));
CREATE INDEX task_done_by ON process.task USING btree (closed_by, closed_at DESC, id DESC) WHERE (outcome IS NOT NULL);
CREATE INDEX task_stuck ON process.task USING btree (opened_at DESC, id DESC) WHERE stuck;

create table process.task_candidate ( -- yizhan_app: insert, select, update
  member_id uuid not null,
  task_id uuid not null,
  open boolean not null default true,
  sort_at timestamp with time zone not null,
  service text not null,
  constraint task_candidate_pkey PRIMARY KEY (task_id, member_id),
  constraint task_candidate_task_id_fkey FOREIGN KEY (task_id) REFERENCES process.task(id)
);
CREATE INDEX candidate_open ON process.task_candidate USING btree (member_id, sort_at, task_id) INCLUDE (service) WHERE open;

create table seal.authority ( -- yizhan_app: insert, select
  id integer not null,
  certificate bytea not null,
  fingerprint text not null,
  wrapped_key bytea not null,
  at timestamp with time zone not null,
  constraint authority_pkey PRIMARY KEY (id),
  constraint authority_id_check CHECK ((id = 1))
);

create table seal.document ( -- yizhan_app: insert, select
  id uuid not null,
  task_id uuid not null,
  case_id uuid not null,
  applicant_id uuid not null,
  seal_id uuid not null,
  key_id uuid not null,
  owner_path text not null,
  title_zh text not null,
  title_en text not null,
  number text not null,
  verify_id text not null,
  shown jsonb not null,
  sha256 text not null,
  unsigned_sha256 text not null,
  bytes integer not null,
  pages integer not null,
  sealed_at timestamp with time zone not null,
  valid_until date,
  state text not null default 'valid'::text,
  state_at timestamp with time zone,
  state_by uuid,
  reason text,
  superseded_by uuid,
  elements text[],
  constraint document_task_id_key UNIQUE (task_id),
  constraint document_verify_id_key UNIQUE (verify_id),
  constraint document_pkey PRIMARY KEY (id),
  constraint document_key_id_fkey FOREIGN KEY (key_id) REFERENCES seal.key(id),
  constraint document_seal_id_fkey FOREIGN KEY (seal_id) REFERENCES seal.seal(id),
  constraint document_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES seal.document(id),
  constraint document_check CHECK (((state = 'valid'::text) = (state_at IS NULL))),
  constraint document_check1 CHECK (((state = 'withdrawn'::text) = (reason IS NOT NULL))),
  constraint document_check2 CHECK (((state = 'superseded'::text) = (superseded_by IS NOT NULL))),
  constraint document_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint document_state_check CHECK ((state = ANY (ARRAY['valid'::text, 'withdrawn'::text, 'superseded'::text]))),
  constraint document_unsigned_sha256_check CHECK ((unsigned_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint document_verify_id_check CHECK ((verify_id ~ '^[0-9A-HJKMNP-TV-Z]{26}$'::text))
);
CREATE INDEX document_by_case ON seal.document USING btree (case_id, sealed_at);
CREATE INDEX document_by_hash ON seal.document USING btree (sha256);
CREATE INDEX document_by_number ON seal.document USING btree (number text_pattern_ops);
CREATE INDEX document_by_owner ON seal.document USING btree (owner_path, id DESC);
CREATE INDEX document_by_seal ON seal.document USING btree (seal_id);

create table seal.key ( -- yizhan_app: insert, select
  id uuid not null,
  seal_id uuid not null,
  version integer not null,
  certificate bytea not null,
  fingerprint text not null,
  serial text not null,
  not_after timestamp with time zone not null,
  wrapped_key bytea not null,
  at timestamp with time zone not null,
  constraint key_fingerprint_key UNIQUE (fingerprint),
  constraint key_seal_id_version_key UNIQUE (seal_id, version),
  constraint key_serial_key UNIQUE (serial),
  constraint key_pkey PRIMARY KEY (id),
  constraint key_seal_id_fkey FOREIGN KEY (seal_id) REFERENCES seal.seal(id)
);

create table seal.ledger ( -- yizhan_app: insert, select
  seq bigint not null,
  kind text not null,
  document_id uuid not null,
  seal_id uuid not null,
  at timestamp with time zone not null,
  by_member uuid,
  entry text not null,
  prev_hash text not null,
  hash text not null,
  constraint ledger_hash_key UNIQUE (hash),
  constraint ledger_prev_hash_key UNIQUE (prev_hash),
  constraint ledger_pkey PRIMARY KEY (seq),
  constraint ledger_document_id_fkey FOREIGN KEY (document_id) REFERENCES seal.document(id),
  constraint ledger_seal_id_fkey FOREIGN KEY (seal_id) REFERENCES seal.seal(id),
  constraint ledger_kind_check CHECK ((kind = ANY (ARRAY['stamp'::text, 'withdraw'::text, 'supersede'::text]))),
  constraint ledger_seq_check CHECK ((seq > 0))
);
CREATE INDEX ledger_by_document ON seal.ledger USING btree (document_id);

create table seal.ledger_head ( -- yizhan_app: select, update
  id integer not null,
  seq bigint not null,
  hash text not null,
  constraint ledger_head_pkey PRIMARY KEY (id),
  constraint ledger_head_id_check CHECK ((id = 1))
);

create table seal.revocation ( -- yizhan_app: insert, select
  key_id uuid not null,
  at timestamp with time zone not null,
  by_member uuid not null,
  reason text not null,
  constraint revocation_pkey PRIMARY KEY (key_id),
  constraint revocation_key_id_fkey FOREIGN KEY (key_id) REFERENCES seal.key(id)
);

create table seal.seal ( -- yizhan_app: insert, select
  id uuid not null,
  key text not null,
  name_zh text not null,
  name_en text not null,
  owner_zh text not null,
  owner_en text not null,
  owner_path text not null,
  signatory_zh text not null,
  signatory_en text not null,
  ring text not null,
  bottom text not null,
  code text not null,
  state text not null default 'active'::text,
  at timestamp with time zone not null,
  constraint seal_code_key UNIQUE (code),
  constraint seal_key_key UNIQUE (key),
  constraint seal_pkey PRIMARY KEY (id),
  constraint seal_code_check CHECK ((code ~ '^\d{13}$'::text)),
  constraint seal_state_check CHECK ((state = ANY (ARRAY['active'::text, 'stopped'::text])))
);

create view hall.case_card as
 SELECT c.id,
    c.number,
    c.service_id,
    c.version,
    c.applicant_id,
    c.summary_zh,
    c.summary_en,
    c.applied_at,
    c.promised_on,
    (v.service -> 'name'::text) ->> 'zh'::text AS service_zh,
    (v.service -> 'name'::text) ->> 'en'::text AS service_en,
    (v.service -> 'short'::text) ->> 'zh'::text AS short_zh,
    (v.service -> 'short'::text) ->> 'en'::text AS short_en,
    (v.service -> 'owner'::text) ->> 'unit'::text AS owner_unit
   FROM hall."case" c
     JOIN hall.service_version v ON v.service_id = c.service_id AND v.version = c.version;

create view hall.document_template as
 SELECT service_id,
    version,
    document_yaml AS yaml,
    document_typ AS typ,
    form
   FROM hall.service_version
  WHERE document_yaml IS NOT NULL;

create view people.member_card as
 SELECT member.id,
    member.number,
    member.name,
    member.name_en,
    member.kind,
    member.departed_on IS NULL AS active,
    member.category,
    member.level,
    member.year,
    member.study_status,
    COALESCE(member.campus, unit.campus) AS campus,
    unit.id AS unit_id,
    unit.code AS unit_code,
    unit.name_zh AS unit_zh,
    unit.name_en AS unit_en,
    unit.path AS unit_path,
    school.id AS school_id,
    school.code AS school_code,
    school.name_zh AS school_zh,
    school.name_en AS school_en,
    member.expected_end
   FROM people.member
     JOIN people.unit ON unit.id = member.unit_id
     LEFT JOIN people.unit school ON school.id = unit.school_id;

create view people.unit_card as
 SELECT code,
    name_zh,
    name_en,
    path,
    active
   FROM people.unit;

create view process.case_state as
 SELECT instance.case_id,
    instance.id AS instance_id,
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
    COALESCE(now.holders, '{}'::text[]) AS holders,
    instance.status = 'finished'::text AND jsonb_path_exists(instance.state, '$."closed"[*]?(@."how" == "skipped" && @."round" == $"round")'::jsonpath, jsonb_build_object('round', instance.state -> 'round'::text)) AS skipped
   FROM process.instance
     LEFT JOIN LATERAL ( SELECT min(task.step_zh) FILTER (WHERE task.first) AS step_zh,
            min(task.step_en) FILTER (WHERE task.first) AS step_en,
            array_agg(DISTINCT card.name) FILTER (WHERE card.name IS NOT NULL) AS holders
           FROM ( SELECT open_task.id,
                    open_task.step_zh,
                    open_task.step_en,
                    row_number() OVER (ORDER BY open_task.opened_at, open_task.id) = 1 AS first
                   FROM process.task open_task
                  WHERE open_task.instance_id = instance.id AND open_task.closed_at IS NULL) task
             LEFT JOIN process.task_candidate candidate ON candidate.task_id = task.id AND candidate.open
             LEFT JOIN people.member_card card ON card.id = candidate.member_id) now ON instance.ended_at IS NULL;

create view seal.document_card as
 SELECT document.id,
    document.case_id,
    document.title_zh,
    document.title_en,
    document.number,
    document.verify_id,
    document.state,
    seal.name_zh AS seal_zh,
    seal.name_en AS seal_en,
    document.sealed_at,
    document.valid_until,
    document.bytes,
    document.state_at,
    document.state_by,
    document.reason
   FROM seal.document
     JOIN seal.seal ON seal.id = document.seal_id;
