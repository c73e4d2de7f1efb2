-- Accounts: passwords, sessions, and the counters that slow guessing down.
create schema account;
grant usage on schema account to yizhan_app;

-- A member without a row signs in with the site's initial password, where there is one.
create table account.credential (
  member uuid primary key,
  -- PHC string: $argon2id$v=19$m=…,t=…,p=…$salt$hash
  hash text not null,
  must_change boolean not null,
  changed_at timestamptz not null
);
grant select, insert, update on account.credential to yizhan_app;

create table account.session (
  id uuid primary key,
  -- SHA-256 of the cookie's token, in hexadecimal: who reads this table cannot use it.
  token_hash text collate "C" not null unique,
  member uuid not null,
  must_change boolean not null,
  device text not null,
  source text not null,
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_by_member on account.session (member, started_at);
grant select, insert, update, delete on account.session to yizhan_app;

-- Counters of failed sign-ins. The key is a hash, so that the table tells nobody who tried from where.
create table account.attempt (
  key text collate "C" primary key,
  failures integer not null,
  at timestamptz not null,
  -- The next try is taken from this moment on.
  open_at timestamptz not null
);
create index attempt_by_age on account.attempt (at);
grant select, insert, update, delete on account.attempt to yizhan_app;

-- Devices and networks from which a member has signed in: other people's failures do not slow these down.
create table account.known (
  member uuid not null,
  kind text not null check (kind in ('device', 'network')),
  hash text collate "C" not null,
  last_at timestamptz not null,
  primary key (member, kind, hash)
);
grant select, insert, update, delete on account.known to yizhan_app;

create table account.preference (
  member uuid primary key,
  locale text not null check (locale in ('zh-CN', 'en'))
);
grant select, insert, update on account.preference to yizhan_app;
