/** String functions (DMN 10.3.4.3). Positions count code points. */
import { Decimal, type List } from '../feel/value.ts'
import { type Arguments, define, form } from './forms.ts'
import { toRegExp } from './pattern.ts'

const text = (args: Arguments, at: number) => args.read<string>(at)

/** Of two texts. */
const ofTwo = (name: string, names: string, body: (a: string, b: string) => string | boolean) =>
  define(
    name,
    form(names, (args) => body(text(args, 0), text(args, 1))),
  )

const stringMatch = 'string: string, match: string'

function substring(args: Arguments): string | undefined {
  const chars = [...text(args, 0)]
  const start = args.read<Decimal>(1).trunc().toNumber()
  if (start === 0 || Math.abs(start) > chars.length) return undefined
  const from = start < 0 ? chars.length + start : start - 1
  if (!args.has(2)) return chars.slice(from).join('')
  const length = args.read<Decimal>(2).trunc().toNumber()
  return length < 1 ? undefined : chars.slice(from, from + length).join('')
}

function replace(args: Arguments): string | undefined {
  const pattern = toRegExp(text(args, 1), args.has(3) ? text(args, 3) : '', 'g')
  // A pattern that matches nothing at all has no place to put the replacement (err:FORX0003).
  if (pattern === undefined || ''.match(pattern) !== null) return undefined
  const isLiteral = args.has(3) && text(args, 3).includes('q')
  const replacement = isLiteral ? () => text(args, 2) : readReplacement(text(args, 2))
  return replacement && text(args, 0).replace(pattern, (...found) => replacement(found))
}

type Replacement = (found: readonly unknown[]) => string

/** `$1` is a group, `\$` and `\\` are themselves; anything else after these signs is an error (err:FORX0004). */
function readReplacement(template: string): Replacement | undefined {
  if (/\\(?![\\$])|(?<!\\)(?:\\\\)*\$(?!\d)/.test(template)) return undefined
  return (found) => {
    const groups = found.findIndex((each) => typeof each === 'number')
    return template.replace(/\\([\\$])|\$(\d+)/g, (_all, sign: string | undefined, digits: string) => {
      if (sign !== undefined) return sign
      let count = digits.length
      while (count > 1 && Number(digits.slice(0, count)) >= groups) count -= 1
      const group = Number(digits.slice(0, count))
      return String((group < groups ? found[group] : '') ?? '') + digits.slice(count)
    })
  }
}

function split(args: Arguments): List | undefined {
  const delimiter = toRegExp(text(args, 1), '', 'g')
  // As for replace: a delimiter that matches nothing at all has no place.
  if (delimiter === undefined || ''.match(delimiter) !== null) return undefined
  const string = text(args, 0)
  const parts: string[] = []
  let from = 0
  for (const found of string.matchAll(delimiter)) {
    parts.push(string.slice(from, found.index))
    from = found.index + found[0].length
  }
  return [...parts, string.slice(from)]
}

function join(args: Arguments): string | undefined {
  const items = args.read<List>(0).filter((item) => item !== null)
  if (!items.every((item) => typeof item === 'string')) return undefined
  return items.join(args.has(1) ? text(args, 1) : '')
}

export const strings = [
  define('substring', form('string: string, start position: number, length: number?!', substring)),
  define(
    'string length',
    form('string: string', (args) => new Decimal([...text(args, 0)].length)),
  ),
  define(
    'upper case',
    form('string: string', (args) => text(args, 0).toUpperCase()),
  ),
  define(
    'lower case',
    form('string: string', (args) => text(args, 0).toLowerCase()),
  ),
  define(
    'trim',
    form('string: string', (args) => text(args, 0).trim()),
  ),
  ofTwo('substring before', stringMatch, (a, b) => a.slice(0, Math.max(0, a.indexOf(b)))),
  ofTwo('substring after', stringMatch, (a, b) => (a.includes(b) ? a.slice(a.indexOf(b) + b.length) : '')),
  ofTwo('contains', stringMatch, (a, b) => a.includes(b)),
  ofTwo('starts with', stringMatch, (a, b) => a.startsWith(b)),
  ofTwo('ends with', stringMatch, (a, b) => a.endsWith(b)),
  define('replace', form('input: string, pattern: string, replacement: string, flags: string?!', replace)),
  define(
    'matches',
    form('input: string, pattern: string, flags: string?!', (args) =>
      toRegExp(text(args, 1), args.has(2) ? text(args, 2) : '')?.test(text(args, 0)),
    ),
  ),
  define('split', form('string: string, delimiter: string', split)),
  define('string join', form('list: list, delimiter: string?!', join)),
]
