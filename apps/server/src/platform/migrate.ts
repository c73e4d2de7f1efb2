/**
 * Migrations are plain SQL files, run in order under the owner's role, each in a transaction of its own and once only.
 * A file that changed after it ran is an error: history is not edited. The application's role gets no more than the
 * files grant, so history and ledger tables stay append-only.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

export const applicationRole = 'yizhan_app'
const folder = resolve(import.meta.dirname, '../../db/migrations')

type MigrationFile = { name: string; sql: string; hash: string }

export function migrationFiles(): MigrationFile[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8')
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') }
    })
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/** Brings the database to the present schema; returns the names of what ran now. Safe to call at once from many nodes. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'yizhan migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7261001)')
    await prepare(client)
    const ran = await runMissing(client)
    await runMigrations({ connectionString: ownerUrl })
    await grantJobs(client)
    return ran
  } finally {
    await client.end()
  }
}

async function prepare(client: pg.Client): Promise<void> {
  const version = Number((await client.query('show server_version_num')).rows[0]?.server_version_num)
  if (version < 150_000)
    throw new MigrationError(
      `PostgreSQL 15 or later is needed; this server is ${version}. 需要 PostgreSQL 15 或更新。`,
    )
  const role = await client.query('select 1 from pg_roles where rolname = $1', [applicationRole])
  if (role.rowCount === 0) await client.query(`create role ${applicationRole} nologin`)
  await client.query(`
    do $$ begin
      if not pg_has_role(current_user, '${applicationRole}', 'member') then
        execute format('grant ${applicationRole} to %I', current_user);
      end if;
    exception when insufficient_privilege then
      -- Made by somebody else, as a login for the application: the owner need not be able to act as it.
      null;
    end $$`)
  await client.query(`
    create schema if not exists platform;
    create table if not exists platform.migration (
      name text primary key, hash text not null, ran_at timestamptz not null default now()
    )`)
}

async function runMissing(client: pg.Client): Promise<string[]> {
  const done = new Map<string, string>()
  for (const row of (await client.query('select name, hash from platform.migration')).rows)
    done.set(row.name, row.hash)
  const ran: string[] = []
  for (const { name, sql, hash } of migrationFiles()) {
    const before = done.get(name)
    if (before === hash) continue
    if (before !== undefined) {
      throw new MigrationError(
        `${name} changed after it ran. 已执行的迁移被改动；写一个新的迁移。 Write a new migration instead.`,
      )
    }
    await client.query('begin')
    try {
      await client.query(sql)
      await client.query('insert into platform.migration (name, hash) values ($1, $2)', [name, hash])
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw new MigrationError(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
    ran.push(name)
  }
  return ran
}

/**
 * graphile-worker's functions run as the caller, so the application needs its tables, and a policy where row security
 * would hide every row from all but their owner.
 */
async function grantJobs(client: pg.Client): Promise<void> {
  await client.query(`
    do $$ declare name text; begin
      for name in
        select c.relname from pg_class c
         where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
           and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = '${applicationRole}')
      loop
        execute format('create policy ${applicationRole} on graphile_worker.%I to ${applicationRole} using (true) with check (true)', name);
      end loop;
    end $$;
    grant usage on schema graphile_worker to ${applicationRole};
    grant select, insert, update, delete on all tables in schema graphile_worker to ${applicationRole};
    grant usage, select on all sequences in schema graphile_worker to ${applicationRole};
    grant execute on all functions in schema graphile_worker to ${applicationRole}`)
}

/** True when every migration file has run unchanged. */
export async function isMigrated(
  query: (sql: string) => Promise<{ name: string; hash: string }[]>,
): Promise<boolean> {
  const done = new Map(
    (await query('select name, hash from platform.migration')).map((row) => [row.name, row.hash]),
  )
  return migrationFiles().every(({ name, hash }) => done.get(name) === hash)
}
