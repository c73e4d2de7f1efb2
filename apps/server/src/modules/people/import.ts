/**
 * An import is whole or nothing: the file is copied into a staging table, judged, merged set by set, all in one
 * transaction. The same file again changes nothing and says so.
 */
import { type ImportError, type Refusal, refuse } from '@yizhan/contracts'
import type pg from 'pg'
import { copyFrom, longTransaction } from '#platform/copy'
import type { Tx } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import type { Platform } from '#platform/platform'
import { type Heading, matchHeadings, missingColumns } from './import-columns.ts'
import type { Row } from './import-csv.ts'
import { BadLines, Complaints, type LineMaker, lineMaker, stagedColumns } from './import-lines.ts'
import { type Counts, checkStaged, clearStage, type Merge, mergeStaged, stageTable } from './import-merge.ts'
import { openTable, UnreadableFile } from './import-table.ts'
import type { Source } from './import-text.ts'
import { planUnits, type StagedUnit } from './import-units.ts'
import { applyUnitChanges, loadUnits } from './store.ts'
import type { ImportKind } from './tables.ts'
import { unitFinder } from './unit-names.ts'

export type Progress = { readonly phase: 'reading' | 'merging'; readonly lines: number }

export type ImportRequest = {
  readonly id: string
  readonly kind: ImportKind
  readonly source: Source
  /** Judge and count, but keep nothing. */
  readonly dryRun?: boolean
  /** The file names everybody of its kind; whoever is missing has departed. */
  readonly complete?: boolean
  /** So many may depart; absent: a few. See `mustConfirm`. */
  readonly confirmDepartures?: number | undefined
  readonly byMember?: string | undefined
  readonly onProgress?: (progress: Progress) => void
  /** Runs in the import's own transaction, after the merge: what must be true together with it. */
  readonly inTransaction?: (tx: Tx, outcome: ImportOutcome) => Promise<void>
}

export type ImportOutcome = Counts & {
  readonly linesRead: number
  readonly errors: readonly ImportError[]
  /** All of them; `errors` holds the first thousand. */
  readonly errorCount: number
}

/** More than a twentieth, and more than twenty, is no turn of a term but more likely a part of a file. */
const fewDepartures = { share: 0.05, count: 20 }

/** Whether a complete file would end so many of its kind that somebody has to say so first. */
export function mustConfirm({ departed, ofKind = 0 }: Counts): boolean {
  return departed > fewDepartures.count && departed > ofKind * fewDepartures.share
}

/** Ends the transaction without keeping anything, and carries the outcome out of it. */
class NotKept extends Error {
  readonly outcome: ImportOutcome | Refusal
  constructor(outcome: ImportOutcome | Refusal) {
    super('not kept')
    this.outcome = outcome
  }
}

/**
 * @returns the outcome; with `errorCount` above zero nothing was kept. A refusal when the file cannot be read at all, or
 * when another import is running, or when more would depart than is confirmed.
 */
export async function importPeople(
  platform: Platform,
  request: ImportRequest,
): Promise<ImportOutcome | Refusal> {
  const table = await openTable(request.source)
  if (!table.ok) return unreadable(table)
  const matched = matchHeadings(request.kind, table.header)
  if (!matched.ok) return unreadable(matched)
  const absent = missingColumns(request.kind, matched.headings).map((column) => `「${column.zh}」`)
  if (absent.length > 0) {
    return unreadable({ zh: `第 1 行没有${absent.join('')}`, en: `Line 1 has no ${absent.join(', ')}` })
  }
  try {
    return await longTransaction(platform.pool, async (tx, client) => {
      const outcome = await importWithin(
        platform,
        request,
        { rows: table.rows, headings: matched.headings, width: table.header.length },
        tx,
        client,
      )
      if (request.dryRun || outcome.errorCount > 0) throw new NotKept(outcome)
      const { departed, ofKind } = outcome
      if (mustConfirm(outcome) && departed > (request.confirmDepartures ?? 0))
        throw new NotKept(refuse('people.import-departures', { departed, of: ofKind }))
      await request.inTransaction?.(tx, outcome)
      return outcome
    })
  } catch (error) {
    if (error instanceof NotKept) return error.outcome
    if (error instanceof UnreadableFile) return unreadable(error.why)
    throw error
  }
}

function unreadable(why: { readonly zh: string; readonly en: string }): Refusal {
  return refuse('people.import-unreadable', { reason: why.zh, reasonEn: why.en })
}

type Table = {
  readonly rows: AsyncIterable<Row>
  readonly headings: readonly Heading[]
  readonly width: number
}

async function importWithin(
  platform: Platform,
  request: ImportRequest,
  table: Table,
  tx: Tx,
  client: pg.ClientBase,
): Promise<ImportOutcome> {
  const lock = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock(7261010) as free')
  if (!lock.rows[0]?.free) throw new NotKept(refuse('people.import-running'))
  await clearStage(client)
  const complaints = new Complaints()
  const units = await loadUnits(tx)
  const badLines = new BadLines()
  const make = lineMaker(request.kind, table.headings, unitFinder(units), complaints, badLines, table.width)
  let lines = 0
  const report = (phase: Progress['phase']) => request.onProgress?.({ phase, lines })
  const into = `${stageTable(request.kind)} (${stagedColumns(request.kind, table.headings).join(', ')})`
  await copyFrom(
    client,
    into,
    copyChunks(table.rows, make, (read) => {
      lines = read
      report('reading')
    }),
  )
  report('merging')
  const now = platform.clock()
  const at = now.toString()
  const counts =
    request.kind === 'units'
      ? await mergeUnits(request, table.headings, units, { complaints, badLines }, at, tx, client)
      : await mergeRows(
          {
            client,
            kind: request.kind,
            headings: table.headings,
            complaints,
            badLines,
            importId: request.id,
            at,
            today: now.toZonedDateTimeISO(platform.config.zone).toPlainDate().toString(),
            source: sources[request.kind],
            lines,
          },
          request.complete ?? false,
        )
  await clearStage(client)
  const errors = complaints.shown.toSorted((a, b) => a.line - b.line)
  return { ...counts, linesRead: lines, errors, errorCount: complaints.count }
}

/** The system that a file of this kind comes from, as data elements name it. */
const sources = {
  staff: '人事系统',
  students: '教务系统',
  positions: '组织系统',
  relations: '学工系统',
} as const

const nothing: Counts = { added: 0, changed: 0, unchanged: 0, departed: 0 }

async function mergeRows(merge: Merge, complete: boolean): Promise<Counts> {
  await checkStaged(merge)
  return merge.complaints.count > 0 ? nothing : mergeStaged(merge, complete)
}

async function mergeUnits(
  request: ImportRequest,
  headings: readonly Heading[],
  stored: Awaited<ReturnType<typeof loadUnits>>,
  { complaints, badLines }: { complaints: Complaints; badLines: BadLines },
  at: string,
  tx: Tx,
  client: pg.ClientBase,
): Promise<Counts> {
  const { rows } = await client.query<StagedUnit>('select * from people.stage_unit order by line')
  const given = new Set(headings.map((heading) => heading.column.name))
  const named = new Complaints()
  const changes = planUnits(stored, rows, given, request.complete ?? false, named, badLines)
  for (const error of named.shown) {
    const heading = headings.find((one) => one.column.name === error.column)
    complaints.add(error.line, heading?.shown ?? error.column, error.value, error.reason)
  }
  complaints.count += named.count - named.shown.length
  if (complaints.count > 0) return nothing
  await applyUnitChanges(tx, changes, { at, byMember: request.byMember, byImport: request.id })
  const added = changes.filter(({ what }) => what === 'created').length
  const departed = changes.filter(({ what }) => what === 'closed').length
  const changed = changes.length - added - departed
  const ofKind = stored.filter((unit) => unit.active).length
  const unchanged = Math.max(rows.length - added - changed, 0)
  return { added, changed, departed, unchanged, ...(request.complete ? { ofKind } : {}) }
}

/** Bytes of COPY in pieces of about this many characters: large enough to be few, small enough to be nothing. */
const PIECE = 128 * 1024

async function* copyChunks(
  rows: AsyncIterable<Row>,
  make: LineMaker,
  onRead: (lines: number) => void,
): AsyncGenerator<Buffer> {
  let piece = ''
  let read = 0
  for await (const row of rows) {
    read++
    const line = make(row, uuidv7())
    if (line !== undefined) piece += line
    if (piece.length >= PIECE) {
      yield Buffer.from(piece)
      piece = ''
      onRead(read)
    }
  }
  onRead(read)
  if (piece !== '') yield Buffer.from(piece)
}
