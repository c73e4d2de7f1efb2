/**
 * Regular expressions of XPath and XQuery Functions 3.1, 5.6, as FEEL uses them, translated to JavaScript's `v` mode.
 * Undefined when the pattern or the flags are not valid there.
 */

/** The blocks of Unicode that are named most; `\p{IsX}` of another block is refused. */
const blocks: Readonly<Record<string, string>> = {
  BasicLatin: '\\u0000-\\u007F',
  'Latin-1Supplement': '\\u0080-\\u00FF',
  'LatinExtended-A': '\\u0100-\\u017F',
  'LatinExtended-B': '\\u0180-\\u024F',
  GreekandCoptic: '\\u0370-\\u03FF',
  Greek: '\\u0370-\\u03FF',
  Cyrillic: '\\u0400-\\u04FF',
  Hebrew: '\\u0590-\\u05FF',
  Arabic: '\\u0600-\\u06FF',
  GeneralPunctuation: '\\u2000-\\u206F',
  CJKSymbolsandPunctuation: '\\u3000-\\u303F',
  Hiragana: '\\u3040-\\u309F',
  Katakana: '\\u30A0-\\u30FF',
  CJKUnifiedIdeographs: '\\u4E00-\\u9FFF',
  HangulSyllables: '\\uAC00-\\uD7A3',
}

const nameStart = '\\p{L}\\p{Nl}_:'
const namePart = `${nameStart}\\-.\\p{Nd}\\p{M}\\u00B7`
/** Escapes of classes, as members of a class. */
const classes: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  s: '\\u0020\\t\\n\\r',
  S: '[^\\u0020\\t\\n\\r]',
  w: '[^\\p{P}\\p{Z}\\p{C}]',
  W: '\\p{P}\\p{Z}\\p{C}',
  i: nameStart,
  I: `[^${nameStart}]`,
  c: namePart,
  C: `[^${namePart}]`,
  n: '\\n',
  r: '\\r',
  t: '\\t',
}

const escapable = new Set('\\|.-^?*+{}()[]$')
const syntax = new Set('\\|.-^?*+{}()[]$/&!#%,:;<=>@`~')

export function toRegExp(pattern: string, flags: string, extra = ''): RegExp | undefined {
  if (!/^[smixq]*$/.test(flags)) return undefined
  const kept = [...new Set(flags)].filter((flag) => 'smi'.includes(flag)).join('')
  try {
    if (flags.includes('q')) {
      return new RegExp([...pattern].map(literal).join(''), `${kept.replace(/[sm]/g, '')}v${extra}`)
    }
    const source = new Translation(pattern, flags).whole()
    return source === undefined ? undefined : new RegExp(source, `${kept}v${extra}`)
  } catch {
    return undefined
  }
}

const literal = (char: string) => ('^$\\.*+?()[]{}|/'.includes(char) ? `\\${char}` : char)

const inClass = (char: string) => (syntax.has(char) ? `\\${char}` : char)

class Translation {
  private at = 0
  private readonly chars: readonly string[]
  private readonly flags: string
  /** Groups that were opened, and the numbers of those that are closed, which alone may be referred to. */
  private groups = 0
  private readonly closed = new Set<number>()
  private readonly open: number[] = []

  constructor(pattern: string, flags: string) {
    this.chars = [...(flags.includes('x') ? withoutSpaces(pattern) : pattern)]
    this.flags = flags
  }

  whole(): string | undefined {
    let made = ''
    while (this.at < this.chars.length) {
      const part = this.part()
      if (part === undefined) return undefined
      made += part
    }
    return made
  }

  private next(): string {
    const char = this.chars[this.at] ?? ''
    this.at += 1
    return char
  }

  private part(): string | undefined {
    const char = this.next()
    if (char === '\\') return this.escape()
    if (char === '[') return this.charClass()
    if (char === '.') return this.flags.includes('s') ? '.' : '[^\\n\\r]'
    if (char === '(') return this.group()
    if (char === ')') {
      const group = this.open.pop()
      if (group !== undefined && group > 0) this.closed.add(group)
      return ')'
    }
    return /[|?*+{},^$\d]/.test(char) ? char : literal(char)
  }

  private group(): string | undefined {
    if (this.chars[this.at] === '?') {
      if (this.chars[this.at + 1] !== ':') return undefined
      this.at += 2
      this.open.push(0)
      return '(?:'
    }
    this.groups += 1
    this.open.push(this.groups)
    return '('
  }

  private escape(): string | undefined {
    const char = this.next()
    if (/[1-9]/.test(char)) return this.backReference(char)
    const members = this.members(char)
    if (members === undefined) return undefined
    return escapable.has(char) ? literal(char) : `[${members}]`
  }

  /** As many digits as still name a closed group. */
  private backReference(first: string): string | undefined {
    let digits = first
    while (/\d/.test(this.chars[this.at] ?? '') && Number(digits + this.chars[this.at]) <= this.groups) {
      digits += this.next()
    }
    return this.closed.has(Number(digits)) ? `(?:\\${digits})` : undefined
  }

  /** What an escape stands for, as members of a class. */
  private members(char: string): string | undefined {
    if (escapable.has(char)) return inClass(char)
    if (char !== 'p' && char !== 'P') return classes[char]
    const end = this.chars.indexOf('}', this.at)
    if (this.chars[this.at] !== '{' || end < 0) return undefined
    const name = this.chars.slice(this.at + 1, end).join('')
    this.at = end + 1
    if (!name.startsWith('Is')) return /^[A-Z][a-z]?$/.test(name) ? `\\${char}{${name}}` : undefined
    const block = blocks[name.slice(2)]
    return block === undefined ? undefined : char === 'p' ? block : `[^${block}]`
  }

  private charClass(): string | undefined {
    const negated = this.chars[this.at] === '^'
    if (negated) this.at += 1
    let members = ''
    let minus = ''
    while (this.at < this.chars.length) {
      const char = this.next()
      if (char === ']') {
        if (members === '') return undefined
        const positive = `[${negated ? '^' : ''}${members}]`
        return minus === '' ? positive : `[${positive}--${minus}]`
      }
      if (char === '-' && this.chars[this.at] === '[') {
        this.at += 1
        const inner = this.charClass()
        if (inner === undefined || this.chars[this.at] !== ']') return undefined
        minus = inner
        continue
      }
      const member = this.member(char)
      if (member === undefined) return undefined
      members += member
    }
    return undefined
  }

  /** One member of a class: a character, an escape, or a range of characters. */
  private member(char: string): string | undefined {
    const start = this.single(char)
    const [sign, after] = [this.chars[this.at], this.chars[this.at + 1]]
    if (start === undefined || sign !== '-' || after === undefined || after === ']' || after === '[')
      return start
    this.at += 1
    const end = this.single(this.next())
    return end === undefined ? undefined : `${start}-${end}`
  }

  private single(char: string): string | undefined {
    if (char === '[') return undefined
    return char === '\\' ? this.members(this.next()) : inClass(char)
  }
}

/** The flag `x`: spaces outside of classes are for the eye. */
function withoutSpaces(pattern: string): string {
  let depth = 0
  let made = ''
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at)
    if (depth === 0 && /[\t\n\r ]/.test(char)) continue
    if (char === '[' && pattern.charAt(at - 1) !== '\\') depth += 1
    if (char === ']' && pattern.charAt(at - 1) !== '\\') depth -= 1
    made += char
  }
  return made
}
