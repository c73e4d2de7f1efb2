/** Imports as they are shown, and whose files they name. */
import type { ImportView, MemberCard } from '@yizhan/contracts'
import type { Reader } from '#platform/db'
import { isUuid, memberCards, type Page, pageOf } from './queries.ts'
import type { PeopleTables } from './tables.ts'

type Db = Reader<PeopleTables>

const importColumns = [
  'import.id',
  'import.kind',
  'file_name',
  'dry_run',
  'state',
  'lines_read',
  'added',
  'changed',
  'unchanged',
  'departed',
  'must_confirm',
  'of_kind',
  'errors',
  'error_count',
  'started_at',
  'ended_at',
  'by_member',
] as const

function importQuery(db: Db) {
  return db.selectFrom('people.import as import').select([...importColumns])
}
type ImportRow = Awaited<ReturnType<ReturnType<typeof importQuery>['execute']>>[number]

function toImportView(row: ImportRow, cards: ReadonlyMap<string, MemberCard>): ImportView {
  const by = row.by_member === null ? undefined : cards.get(row.by_member)
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    dryRun: row.dry_run,
    state: row.state,
    linesRead: row.lines_read,
    added: row.added,
    changed: row.changed,
    unchanged: row.unchanged,
    departed: row.departed,
    errors: [...row.errors],
    errorCount: row.error_count,
    ...(row.must_confirm === null
      ? {}
      : { mustConfirm: { departed: row.must_confirm, of: row.of_kind ?? 0 } }),
    startedAt: row.started_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(by ? { by } : {}),
  }
}

async function importViews(db: Db, rows: ImportRow[]): Promise<ImportView[]> {
  const cards = await memberCards(
    db,
    rows.flatMap((row) => row.by_member ?? []),
  )
  return rows.map((row) => toImportView(row, cards))
}

export async function importView(db: Db, id: string): Promise<ImportView | undefined> {
  return (await importViews(db, await importQuery(db).where('import.id', '=', id).execute()))[0]
}

/** The latest first; ids are UUIDv7 and so in the order of time. Errors are shown on the import's own page only. */
export async function importList(
  db: Db,
  after: string | undefined,
  limit: number,
): Promise<Page<ImportView>> {
  let query = importQuery(db)
    .orderBy('import.id', 'desc')
    .limit(limit + 1)
  if (after !== undefined && isUuid(after)) query = query.where('import.id', '<', after)
  const page = pageOf(
    await query.execute(),
    limit,
    (row) => row.id,
    (row) => ({ ...row, errors: [] }),
  )
  return { ...page, rows: await importViews(db, page.rows) }
}

/** Which of these hashes are files of imports. */
export async function filesOfImports(db: Db, sha256s: readonly string[]): Promise<string[]> {
  const rows = await db.selectFrom('people.import').select('sha256').where('sha256', 'in', sha256s).execute()
  return rows.flatMap(({ sha256 }) => sha256 ?? [])
}
