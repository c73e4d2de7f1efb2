/** Starting and running imports: by an upload, then a job; or at once, from the command line and the demo. */
import { type ImportView, isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth'
import { type Tx, violated } from '#platform/db'
import { type FileStore, tableTypes } from '#platform/files'
import { toProblem } from '#platform/http/problem'
import { addJob } from '#platform/jobs'
import type { Platform } from '#platform/platform'
import type { PeopleDeps } from './commands.ts'
import { IMPORTED, type Imported } from './events.ts'
import { type ImportOutcome, type ImportRequest, importPeople, mustConfirm } from './import.ts'
import { allow } from './policy.ts'
import { rootPath } from './queries.ts'
import { importView } from './queries-imports.ts'
import { audit, countMembers, endImport, insertImport, refreshStatistics, showProgress } from './store.ts'
import type { ImportKind, PeopleTables } from './tables.ts'

export const IMPORT_JOB = 'people.import'

export type Upload = { readonly name: string; readonly stream: Parameters<FileStore['put']>[0] }
export type Wanted = {
  readonly kind: ImportKind
  readonly dryRun: boolean
  readonly complete: boolean
  readonly confirmDepartures?: number | undefined
}

/** Before the bytes are taken: an import changes members everywhere, so it needs the right over the whole university. */
export async function mayImport({ platform }: PeopleDeps, actor: Actor) {
  const root = await rootPath(platform.read<PeopleTables>())
  return allow(actor, 'people.import', { unit: root ?? '' }, platform.clock())
}

/** Keeps the file and leaves the work to a job; progress and errors are read from the import's row. */
export async function startImport(
  { platform }: PeopleDeps,
  tx: Tx,
  actor: Actor,
  grant: string,
  wanted: Wanted,
  file: { readonly name: string; readonly sha256: string },
): Promise<ImportView | Refusal> {
  const id = platform.newId()
  const at = platform.clock().toString()
  await releaseInterrupted(tx, at)
  const row = { id, kind: wanted.kind, file_name: file.name, sha256: file.sha256, by_member: actor.memberId }
  try {
    await sql`savepoint one_at_a_time`.execute(tx)
    await insertImport(tx, {
      ...row,
      dry_run: wanted.dryRun,
      complete: wanted.complete,
      confirm_departures: wanted.confirmDepartures ?? null,
      state: 'waiting',
      started_at: at,
      ended_at: null,
    })
  } catch (error) {
    if (violated(error) !== 'import_one_at_a_time') throw error
    await sql`rollback to savepoint one_at_a_time`.execute(tx)
    return refuse('people.import-running')
  }
  await audit(tx, {
    id: platform.newId(),
    at,
    actor: actor.memberId,
    action: 'people.import',
    target: id,
    grant,
  })
  await addJob(tx, IMPORT_JOB, { importId: id }, { key: `${IMPORT_JOB}:${id}`, maxAttempts: 3 })
  const view = await importView(tx.withTables<PeopleTables>(), id)
  if (!view) throw new Error('an import that was just written is not there')
  return view
}

/** An import whose process was killed holds no lock any more; without this it would bar every later one. */
async function releaseInterrupted(tx: Tx, at: string): Promise<void> {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(7261010) as free`.execute(tx)
  if (!rows[0]?.free) return
  await tx
    .withTables<PeopleTables>()
    .updateTable('people.import')
    .set({ state: 'failed', ended_at: at })
    .where('state', '=', 'running')
    .execute()
}

/** @returns the outcome, after the import's row says how it ended; also a refusal ends it */
async function runImport(platform: Platform, request: ImportRequest): Promise<ImportOutcome | Refusal> {
  const { id } = request
  const ended = (state: 'done' | 'bad', outcome: ImportOutcome) => (tx: Tx) =>
    endImport(tx, id, state, platform.clock().toString(), resultOf(outcome))
  const outcome = await importPeople(platform, {
    ...request,
    inTransaction: async (tx, result) => {
      await request.inTransaction?.(tx, result)
      await countMembers(tx)
      const { added, changed, departed } = result
      await refreshStatistics(tx, added + changed + departed)
      const payload: Imported = { importId: id, kind: request.kind, added, changed, departed }
      await platform.events.emit(tx, { name: IMPORTED, actor: request.byMember, payload })
      await ended('done', result)(tx)
    },
  })
  if (isRefusal(outcome)) {
    const [zh, en] = [toProblem(outcome, 'zh-CN').title, toProblem(outcome, 'en').title]
    const errors = JSON.stringify([{ line: 1, column: '', value: '', reason: { zh, en } }])
    await platform.tx((tx) =>
      endImport(tx, id, 'bad', platform.clock().toString(), {
        errors,
        error_count: 1,
        ...toConfirm(outcome),
      }),
    )
  } else if (outcome.errorCount > 0 || request.dryRun) {
    await platform.tx(ended(outcome.errorCount > 0 ? 'bad' : 'done', outcome))
  }
  return outcome
}

/** What somebody has to confirm before the same file is taken. */
function toConfirm({ code, facts }: Refusal) {
  if (code !== 'people.import-departures') return {}
  return { must_confirm: Number(facts?.departed), of_kind: Number(facts?.of) }
}

function resultOf(outcome: ImportOutcome) {
  return {
    ...(mustConfirm(outcome) ? { must_confirm: outcome.departed, of_kind: outcome.ofKind ?? 0 } : {}),
    lines_read: outcome.linesRead,
    added: outcome.added,
    changed: outcome.changed,
    unchanged: outcome.unchanged,
    departed: outcome.departed,
    errors: JSON.stringify(outcome.errors),
    error_count: outcome.errorCount,
  }
}

/** The job: may run twice, and does nothing for an import that has ended. */
export async function importJob(
  { platform }: PeopleDeps,
  importId: string,
  lastAttempt: boolean,
): Promise<void> {
  const row = await platform
    .read<PeopleTables>()
    .selectFrom('people.import')
    .selectAll()
    .where('id', '=', importId)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  if (!row || row.sha256 === null) return
  const { sha256 } = row
  const shown = everySecond((lines) => platform.tx((tx) => showProgress(tx, importId, lines)))
  await platform.tx((tx) => showProgress(tx, importId, 0))
  try {
    await runImport(platform, {
      id: importId,
      kind: row.kind,
      source: { name: row.file_name, open: () => platform.files.stream(sha256) },
      dryRun: row.dry_run,
      complete: row.complete,
      confirmDepartures: row.confirm_departures ?? undefined,
      byMember: row.by_member ?? undefined,
      onProgress: ({ lines }) => shown.report(lines),
    })
  } catch (error) {
    if (lastAttempt)
      await platform.tx((tx) => endImport(tx, importId, 'failed', platform.clock().toString(), {}))
    throw error
  } finally {
    await shown.settled()
  }
}

/** Progress is a courtesy: one write at a time, none of them waited for until the end. */
function everySecond(write: (lines: number) => Promise<unknown>) {
  let last = performance.now()
  let pending: Promise<unknown> = Promise.resolve()
  return {
    report(lines: number) {
      if (performance.now() - last < 1000) return
      last = performance.now()
      pending = pending.then(() => write(lines)).catch(() => {})
    },
    settled: () => pending,
  }
}

export type DirectImport = Omit<ImportRequest, 'id'>

/** An import that the caller waits for: the command line and the demo university. Nobody's permission is asked. */
export async function importWithoutPermit(
  { platform }: PeopleDeps,
  wanted: DirectImport,
): Promise<ImportOutcome | Refusal> {
  const id = platform.newId()
  const at = platform.clock().toString()
  try {
    await platform.tx(async (tx) => {
      await releaseInterrupted(tx, at)
      await insertImport(tx, {
        id,
        kind: wanted.kind,
        file_name: wanted.source.name,
        sha256: null,
        dry_run: wanted.dryRun ?? false,
        complete: wanted.complete ?? false,
        confirm_departures: wanted.confirmDepartures ?? null,
        state: 'running',
        by_member: wanted.byMember ?? null,
        started_at: at,
        ended_at: null,
      })
    })
  } catch (error) {
    if (violated(error) === 'import_one_at_a_time') return refuse('people.import-running')
    throw error
  }
  try {
    return await runImport(platform, { ...wanted, id })
  } catch (error) {
    await platform.tx((tx) => endImport(tx, id, 'failed', platform.clock().toString(), {}))
    throw error
  }
}

/** Takes the uploaded bytes: type and size are judged from what they are. */
export function keepUpload({ platform }: PeopleDeps, upload: Upload) {
  return platform.files.put(upload.stream, {
    bytes: platform.config.importMegabytes * 1024 * 1024,
    types: tableTypes,
  })
}
