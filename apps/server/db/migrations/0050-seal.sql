-- Seals, their keys, the documents that they sealed, and the ledger of every stamp. Keys and ledger only grow.
create schema seal;
grant usage on schema seal to yizhan_app;

-- The university's own certificate authority: one row. Its key is wrapped like every other.
create table seal.authority (
  id integer primary key check (id = 1),
  certificate bytea not null,
  fingerprint text not null,
  wrapped_key bytea not null,
  at timestamptz not null
);
grant select, insert on seal.authority to yizhan_app;

create table seal.seal (
  id uuid primary key,
  key text not null unique,
  name_zh text not null,
  name_en text not null,
  owner_zh text not null,
  owner_en text not null,
  -- Path of the unit that keeps it, as grants name it.
  owner_path text collate "C" not null,
  signatory_zh text not null,
  signatory_en text not null,
  ring text not null,
  bottom text not null,
  code text not null unique check (code ~ '^\d{13}$'),
  state text not null default 'active' check (state in ('active', 'stopped')),
  at timestamptz not null
);
grant select, insert on seal.seal to yizhan_app;
grant update (state) on seal.seal to yizhan_app;

-- Versions of a seal's key and certificate; the newest signs, all are kept so that old documents can be judged.
create table seal.key (
  id uuid primary key,
  seal_id uuid not null references seal.seal,
  version integer not null,
  certificate bytea not null,
  fingerprint text not null unique,
  serial text not null unique,
  not_after timestamptz not null,
  wrapped_key bytea not null,
  at timestamptz not null,
  unique (seal_id, version)
);
grant select, insert on seal.key to yizhan_app;

create table seal.revocation (
  key_id uuid primary key references seal.key,
  at timestamptz not null,
  by_member uuid not null,
  reason text not null
);
grant select, insert on seal.revocation to yizhan_app;

create table seal.document (
  id uuid primary key,
  -- The step of the case that made it: one step makes one document.
  task_id uuid not null unique,
  case_id uuid not null,
  applicant_id uuid not null,
  seal_id uuid not null references seal.seal,
  key_id uuid not null references seal.key,
  -- Path of the unit that sealed it: whose staff may read and withdraw it.
  owner_path text collate "C" not null,
  title_zh text not null,
  title_en text not null,
  number text not null,
  verify_id text not null unique check (verify_id ~ '^[0-9A-HJKMNP-TV-Z]{26}$'),
  -- What the public page shows, already partly covered.
  shown jsonb not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  unsigned_sha256 text not null check (unsigned_sha256 ~ '^[0-9a-f]{64}$'),
  bytes integer not null,
  pages integer not null,
  sealed_at timestamptz not null,
  valid_until date,
  state text not null default 'valid' check (state in ('valid', 'withdrawn', 'superseded')),
  state_at timestamptz,
  state_by uuid,
  reason text,
  superseded_by uuid references seal.document,
  check ((state = 'valid') = (state_at is null)),
  check ((state = 'withdrawn') = (reason is not null)),
  check ((state = 'superseded') = (superseded_by is not null))
);
create index document_by_case on seal.document (case_id, sealed_at);
-- Ids are UUIDv7 and so in the order of time.
create index document_by_owner on seal.document (owner_path, id desc);
create index document_by_seal on seal.document (seal_id);
create index document_by_number on seal.document (number text_pattern_ops);
grant select, insert on seal.document to yizhan_app;
grant update (state, state_at, state_by, reason, superseded_by) on seal.document to yizhan_app;

-- 用印台账: one row for each stamp and each change of a document's state; each row's hash covers the one before.
create table seal.ledger (
  seq bigint primary key check (seq > 0),
  kind text not null check (kind in ('stamp', 'withdraw', 'supersede')),
  document_id uuid not null references seal.document,
  seal_id uuid not null references seal.seal,
  at timestamptz not null,
  by_member uuid,
  -- Exactly the text that was hashed.
  entry text not null,
  prev_hash text not null unique,
  hash text not null unique
);
create index ledger_by_document on seal.ledger (document_id);
grant select, insert on seal.ledger to yizhan_app;

-- The last row's number and hash: the row that two stamps at once queue for.
create table seal.ledger_head (
  id integer primary key check (id = 1),
  seq bigint not null,
  hash text not null
);
insert into seal.ledger_head (id, seq, hash) values (1, 0, repeat('0', 64));
grant select, update on seal.ledger_head to yizhan_app;

-- Published to other modules: the sealed documents of a case. Expiry is the reader's to judge from valid_until.
create view seal.document_card as
select
  document.id,
  document.case_id,
  document.title_zh,
  document.title_en,
  document.number,
  document.verify_id,
  document.state,
  seal.name_zh as seal_zh,
  seal.name_en as seal_en,
  document.sealed_at,
  document.valid_until,
  document.bytes
from seal.document
join seal.seal on seal.id = document.seal_id;
grant select on seal.document_card to yizhan_app;
