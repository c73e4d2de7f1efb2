/** Parses FEEL with the grammar of lezer-feel, and says where a text is not FEEL. */
import type { SyntaxNode, Tree } from '@lezer/common'
import { parser, trackVariables } from 'lezer-feel'
import { readType } from './type.ts'

export type Dialect = 'Expression' | 'UnaryTests'

/** Names with signs, spaces or keywords in them must be told to the parser, with the names inside their values. */
export interface Names {
  readonly [name: string]: Names | null
}

const plain = new Map<Dialect, ReturnType<typeof parser.configure>>()
const ofNames = new WeakMap<Names, Map<Dialect, ReturnType<typeof parser.configure>>>()

function parserOf(dialect: Dialect, names: Names | undefined) {
  let parsers = plain
  if (names !== undefined) {
    parsers = ofNames.get(names) ?? new Map()
    ofNames.set(names, parsers)
  }
  let made = parsers.get(dialect)
  if (made === undefined) {
    made = parser.configure({ top: dialect, contextTracker: trackVariables(names ?? {}) })
    parsers.set(dialect, made)
  }
  return made
}

export type Parsed =
  | { readonly ok: true; readonly tree: Tree }
  | { readonly ok: false; readonly from: number }

export function parse(text: string, dialect: Dialect, names?: Names): Parsed {
  let tree: Tree
  try {
    tree = parserOf(dialect, names).parse(maskTypes(text))
  } catch {
    return { ok: false, from: 0 } // the tracker of variables throws where a name does not end
  }
  let from = -1
  tree.iterate({
    enter(node) {
      if (node.type.isError && from < 0) from = node.from
      return from < 0
    },
  })
  return from < 0 ? { ok: true, tree } : { ok: false, from }
}

/**
 * The grammar does not know `range<number>`, `context<>` and the bare words `function`, `list`; each such type is replaced by a
 * name of the same length, and the compiler reads the type from the original text.
 */
function maskTypes(text: string): string {
  if (!/\b(range|context|list|function)\b/.test(text)) return text
  const type = /"(?:[^"\\]|\\.)*"|(\binstance\s+of\s+|:\s*)(?=(range|context|list|function)\b)/g
  let masked = ''
  let done = 0
  for (let found = type.exec(text); found !== null; found = type.exec(text)) {
    if (found[1] === undefined) continue
    const at = found.index + found[0].length
    const read = readType(text.slice(at))
    const generic = /^\w+\s*</.test(text.slice(at))
    if (read === undefined || (found[1].startsWith(':') && !generic)) continue
    masked += text.slice(done, at) + 'T'.repeat(read.to)
    done = at + read.to
    type.lastIndex = done
  }
  return masked + text.slice(done)
}

/** The children that mean something. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!child.type.isSkipped) found.push(child)
  }
  return found
}

/** 1-based line of an offset. */
export function lineAt(text: string, from: number): number {
  return text.slice(0, from).split('\n').length
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '\\': '\\',
}

/** The text of a string literal. Escapes that FEEL does not know stay as they are, since patterns use them. */
export function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(["'\\nrt]))/g, (_all, four, six, one) =>
      one === undefined ? codePoint(Number.parseInt(four ?? six, 16)) : (escapes[one] ?? one),
    )
}

const codePoint = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD')
