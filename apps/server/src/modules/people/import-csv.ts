/** A streaming reader of delimited text (RFC 4180, and what spreadsheets really write), one row at a time, with line numbers. */

/** `line` is where the row begins, as an editor counts: the header is 1, and a line break inside quotes counts. */
export type Row = { readonly line: number; readonly cells: readonly string[] }

export class BadCsv extends Error {
  readonly line: number
  constructor(line: number) {
    super(`A quotation mark in line ${line} has no partner`)
    this.line = line
  }
}

const QUOTE = 34
const CR = 13
const LF = 10

export class CsvReader {
  #delimiter: number | undefined
  #rest = ''
  /** Where in `#rest` reading goes on. Everything before is dropped with the next piece. */
  #at = 0
  #line = 1;

  /** The rows that are complete with this piece of text. @throws BadCsv */
  *push(piece: string): Generator<Row> {
    this.#rest = this.#rest.slice(this.#at) + piece
    this.#at = 0
    yield* this.#rows(false)
  }

  /** The last row when the text does not end with a line break. @throws BadCsv */
  *end(): Generator<Row> {
    yield* this.#rows(true)
  }

  *#rows(last: boolean): Generator<Row> {
    while (this.#at < this.#rest.length) {
      this.#delimiter ??= delimiterOf(this.#rest, last)
      if (this.#delimiter === undefined) return
      const row = this.#row(this.#delimiter, last)
      if (!row) return
      if (row.cells.length > 1 || row.cells[0] !== '') yield row
    }
  }

  /** One row from `#at`, or undefined when it is not complete yet. */
  #row(delimiter: number, last: boolean): Row | undefined {
    const text = this.#rest
    const cells: string[] = []
    let [at, line] = [this.#at, this.#line]
    for (;;) {
      let end: number
      let cell: string
      if (text.charCodeAt(at) === QUOTE) {
        end = closingQuote(text, at)
        // A quote at the very end may be the first half of a doubled one.
        if (end < 0 || (end + 1 === text.length && !last)) {
          if (last) throw new BadCsv(line)
          return undefined
        }
        cell = text.slice(at + 1, end).replaceAll('""', '"')
        for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) line++
        end++
        if (end < text.length && !endsCell(text.charCodeAt(end), delimiter)) throw new BadCsv(line)
      } else {
        end = at
        while (end < text.length && !endsCell(text.charCodeAt(end), delimiter)) end++
        cell = text.slice(at, end)
      }
      cells.push(cell)
      if (end >= text.length && !last) return undefined
      if (text.charCodeAt(end) === delimiter) {
        at = end + 1
        continue
      }
      // A carriage return at the end of a piece may be half of CR LF.
      if (text.charCodeAt(end) === CR && end + 1 === text.length && !last) return undefined
      const row = { line: this.#line, cells }
      const width = text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? 2 : 1
      this.#at = Math.min(end + width, text.length)
      this.#line = line + 1
      return row
    }
  }
}

function endsCell(code: number, delimiter: number): boolean {
  return code === delimiter || code === LF || code === CR
}

/** Index of the quote that closes the one at `open`, or -1. */
function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at
  }
  return -1
}

/** Comma, tab or semicolon: whichever the header line has most of. Undefined until that line is complete. */
function delimiterOf(text: string, last: boolean): number | undefined {
  const end = text.search(/[\r\n]/)
  if (end < 0 && !last) return undefined
  const header = end < 0 ? text : text.slice(0, end)
  const counts = [',', '\t', ';'].map((mark) => ({ mark, count: header.split(mark).length }))
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a))
  return best.mark.charCodeAt(0)
}
