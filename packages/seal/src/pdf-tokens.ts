/**
 * Reads one PDF object from text with one character a byte (ISO 32000-1 §7.3), with its place in the file.
 * For hostile files: every step goes forward, depth and size are bounded, and nothing is looked up elsewhere.
 */
export type PdfValue = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'name' | 'string' | 'hex' | 'word'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'reference'; readonly object: number }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | {
      readonly kind: 'dictionary'
      readonly entries: ReadonlyMap<string, PdfValue>
      readonly repeats: boolean
    }
)

export type PdfDictionary = Extract<PdfValue, { kind: 'dictionary' }>

class NotPdf extends Error {}

const deepest = 20
const mostItems = 20_000
/** No signature dictionary is longer; what is, is not read, so that no file can keep the reader busy. */
const longest = 600_000

/** The object at `from` (white space and comments skipped), or undefined where there is none that can be read. */
export function readValue(text: string, from: number): PdfValue | undefined {
  try {
    return new Reader(text.slice(from, from + longest), from).value(0)
  } catch (error) {
    if (error instanceof NotPdf) return undefined
    throw error
  }
}

const isRegular = (character: string) => character !== '' && !/[\0\t\n\f\r ()<>[\]{}/%]/.test(character)

class Reader {
  readonly #text: string
  /** Where `#text` begins in the file: places are told in the file's terms. */
  readonly #base: number
  #at = 0
  #items = 0

  constructor(text: string, base: number) {
    this.#text = text
    this.#base = base
  }

  #span(start: number): { start: number; end: number } {
    return { start: this.#base + start, end: this.#base + this.#at }
  }

  value(depth: number): PdfValue {
    if (depth > deepest || ++this.#items > mostItems) throw new NotPdf()
    this.#skip()
    const start = this.#at
    const character = this.#text.charAt(start)
    if (this.#text.startsWith('<<', start)) return this.#dictionary(start, depth)
    if (character === '[') return this.#array(start, depth)
    if (character === '<') return this.#hex(start)
    if (character === '(') return this.#string(start)
    if (character === '/') return this.#name(start)
    if (isRegular(character)) return this.#word(start)
    throw new NotPdf()
  }

  #skip(): void {
    do this.#match(/[\0\t\n\f\r ]*/y)
    while (this.#match(/%[^\r\n]*/y) !== '')
  }

  /** What a sticky expression finds at the place; the place moves behind it. */
  #match(expression: RegExp): string {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #dictionary(start: number, depth: number): PdfDictionary {
    this.#at = start + 2
    const entries = new Map<string, PdfValue>()
    let repeats = false
    for (;;) {
      this.#skip()
      if (this.#text.startsWith('>>', this.#at)) break
      const key = this.value(depth + 1)
      if (key.kind !== 'name') throw new NotPdf()
      repeats ||= entries.has(key.text)
      entries.set(key.text, this.value(depth + 1))
    }
    this.#at += 2
    return { kind: 'dictionary', ...this.#span(start), entries, repeats }
  }

  #array(start: number, depth: number): PdfValue {
    this.#at = start + 1
    const items: PdfValue[] = []
    for (;;) {
      this.#skip()
      if (this.#text.charAt(this.#at) === ']') break
      items.push(this.value(depth + 1))
    }
    this.#at++
    return { kind: 'array', ...this.#span(start), items }
  }

  #hex(start: number): PdfValue {
    const close = this.#text.indexOf('>', start)
    if (close < 0) throw new NotPdf()
    this.#at = close + 1
    return { kind: 'hex', ...this.#span(start), text: this.#text.slice(start + 1, close) }
  }

  /** Parentheses balance, a backslash protects the next character; escapes are left as they stand. */
  #string(start: number): PdfValue {
    let open = 0
    const marks = /[()]|\\./gs
    marks.lastIndex = start
    for (let mark = marks.exec(this.#text); mark !== null; mark = marks.exec(this.#text)) {
      if (mark[0] === '(') open++
      else if (mark[0] === ')' && --open === 0) {
        this.#at = marks.lastIndex
        return { kind: 'string', ...this.#span(start), text: this.#text.slice(start + 1, this.#at - 1) }
      }
    }
    throw new NotPdf()
  }

  #name(start: number): PdfValue {
    this.#at = start + 1
    const raw = this.#regular()
    const text = raw.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    return { kind: 'name', ...this.#span(start), text }
  }

  #word(start: number): PdfValue {
    const word = this.#regular()
    const end = this.#at
    const generation = /^[\0\t\n\f\r ]{1,8}\d{1,5}[\0\t\n\f\r ]{1,8}R(?![^\0\t\n\f\r ()<>[\]{}/%])/
    const rest = /^\d{1,10}$/.test(word) ? generation.exec(this.#text.slice(end, end + 24)) : null
    if (rest) {
      this.#at = end + rest[0].length
      return { kind: 'reference', ...this.#span(start), object: Number(word) }
    }
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word))
      return { kind: 'number', ...this.#span(start), value: Number(word) }
    return { kind: 'word', ...this.#span(start), text: word }
  }

  #regular(): string {
    return this.#match(/[^\0\t\n\f\r ()<>[\]{}/%]*/y)
  }
}

/** The innermost dictionary around an offset. */
export function dictionaryAround(value: PdfValue | undefined, offset: number): PdfDictionary | undefined {
  if (value === undefined || offset < value.start || offset >= value.end) return undefined
  const inside =
    value.kind === 'array' ? value.items : value.kind === 'dictionary' ? [...value.entries.values()] : []
  for (const item of inside) {
    const found = dictionaryAround(item, offset)
    if (found) return found
  }
  return value.kind === 'dictionary' ? value : undefined
}
