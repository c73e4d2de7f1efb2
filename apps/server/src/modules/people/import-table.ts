/** A file as rows, whatever its format: CSV in UTF-8 or GB18030, or the first sheet of an .xlsx. */
import { readSheet, type SheetData } from 'read-excel-file/node'
import { BadCsv, CsvReader, type Row } from './import-csv.ts'
import { detectEncoding, isZip, readText, type Source, type Unreadable } from './import-text.ts'
import { unfoldsWithin } from './import-zip.ts'

export type Table = {
  readonly ok: true
  readonly header: readonly string[]
  readonly rows: AsyncIterable<Row>
}

/** An .xlsx is held in memory as a whole, so it is bounded; a CSV file is not. */
const XLSX_BYTES = 20 * 1024 * 1024
const XLSX_ROWS = 50_000
/** Fifty thousand rows of forty columns are about ninety megabytes of XML. */
const XLSX_UNFOLDED = 128 * 1024 * 1024

const reason = (zh: string, en: string): Unreadable => ({ ok: false, zh, en })

export async function openTable(source: Source): Promise<Table | Unreadable> {
  const head = await headOf(source)
  if (head.length === 0) return reason('文件是空的', 'It is empty')
  const rows = isZip(head) ? await xlsxRows(source) : await csvRows(source)
  if ('ok' in rows) return rows
  const first = await rows.next()
  if (first.done) return reason('文件里没有内容', 'It holds nothing')
  return { ok: true, header: first.value.cells, rows }
}

/** A file that stops being readable half way. */
export class UnreadableFile extends Error {
  readonly why: Unreadable
  constructor(why: Unreadable) {
    super(why.en)
    this.why = why
  }
}

async function headOf(source: Source): Promise<Uint8Array> {
  for await (const chunk of source.open()) if (chunk.length > 0) return chunk
  return new Uint8Array()
}

async function csvRows(source: Source): Promise<AsyncGenerator<Row> | Unreadable> {
  const detected = await detectEncoding(source)
  if (!detected.ok) return detected
  return readRows(readText(source, detected.encoding))
}

async function* readRows(pieces: AsyncIterable<string>): AsyncGenerator<Row> {
  const reader = new CsvReader()
  try {
    for await (const piece of pieces) yield* reader.push(piece)
    yield* reader.end()
  } catch (error) {
    if (!(error instanceof BadCsv)) throw error
    throw new UnreadableFile(
      reason(`第 ${error.line} 行的引号不成对`, `The quotation marks of line ${error.line} do not pair`),
    )
  }
}

async function xlsxRows(source: Source): Promise<AsyncGenerator<Row> | Unreadable> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of source.open()) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > XLSX_BYTES)
      return reason(
        'xlsx 超过 20 MB，另存为「CSV UTF-8」再传',
        'The xlsx is over 20 MB; save it as “CSV UTF-8”',
      )
  }
  const workbook = Buffer.concat(chunks)
  if (!(await unfoldsWithin(workbook, XLSX_UNFOLDED)))
    return reason(
      'xlsx 展开后超过 128 MB，另存为「CSV UTF-8」再传',
      'The xlsx unfolds to over 128 MB; save it as “CSV UTF-8”',
    )
  let sheet: SheetData
  try {
    sheet = await readSheet(workbook)
  } catch {
    return reason('不是能读的 xlsx 文件', 'It is not a readable xlsx file')
  }
  if (sheet.length > XLSX_ROWS + 1) {
    return reason(
      `xlsx 超过 ${XLSX_ROWS} 行，另存为「CSV UTF-8」再传`,
      `The xlsx has over ${XLSX_ROWS} rows; save it as “CSV UTF-8”`,
    )
  }
  return sheetRows(sheet)
}

async function* sheetRows(sheet: readonly (readonly unknown[])[]): AsyncGenerator<Row> {
  for (const [index, cells] of sheet.entries()) {
    if (cells.every((cell) => cell === null)) continue
    yield { line: index + 1, cells: cells.map(cellText) }
  }
}

/** A date cell is a point in UTC; its day there is the day that the spreadsheet shows. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell)
}
