/**
 * Conditions that need no FEEL engine: `a = "x"`, `a != "x"` and `list contains(a, "x")`, joined by `and` and `or`.
 * Nearly all conditions of forms are such, and a page that has only these does not wait for 75 KB of parser.
 * What this reads, it answers as FEEL does (a property test compares); anything else it does not read.
 */
type Facts = Readonly<Record<string, unknown>>
type Term = {
  readonly name: readonly string[]
  readonly does: '=' | '!=' | 'contains'
  readonly text: string
}

const name = '([a-zA-Z_]\\w*(?:\\.[a-zA-Z_]\\w*)?)'
const text = '"([^"\\\\]*)"'
const term = new RegExp(
  `\\s*(?:list contains\\(\\s*${name}\\s*,\\s*${text}\\s*\\)|${name}\\s*(!?=)\\s*${text})\\s*`,
  'y',
)
const joint = /(and|or)\b/y
const words = new Set(['null', 'true', 'false', 'not', 'if', 'for', 'some', 'every', 'function'])

function at<T>(
  pattern: RegExp,
  place: number,
  source: string,
  read: (found: RegExpExecArray) => T,
): T | undefined {
  pattern.lastIndex = place
  const found = pattern.exec(source)
  return found ? read(found) : undefined
}

function termOf([, list, member, one, sign, value]: RegExpExecArray): Term {
  const path = (list ?? one ?? '').split('.')
  if (list !== undefined) return { name: path, does: 'contains', text: member ?? '' }
  return { name: path, does: sign === '!=' ? '!=' : '=', text: value ?? '' }
}

/** Alternatives of terms that hold together; undefined when the condition is not one of the simple kind. */
function read(condition: string): readonly (readonly Term[])[] | undefined {
  const any: Term[][] = [[]]
  for (let place = 0; ; ) {
    const found = at(term, place, condition, termOf)
    if (found === undefined || words.has(found.name[0] ?? '')) return undefined
    any.at(-1)?.push(found)
    place = term.lastIndex
    if (place === condition.length) return any
    const next = at(joint, place, condition, ([, word]) => word)
    if (next === undefined) return undefined
    if (next === 'or') any.push([])
    place = joint.lastIndex
  }
}

function factOf(facts: Facts, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    facts,
  )
}

function holdsTerm({ name: path, does, text: wanted }: Term, facts: Facts): boolean {
  const value = factOf(facts, path) ?? null
  // FEEL takes a list of one for its member, and a member for a list of one.
  if (does === 'contains') return Array.isArray(value) ? value.includes(wanted) : value === wanted
  const single: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (single === null) return does === '!='
  // A value of another kind compares to null, which is not true.
  return typeof single === 'string' && (single === wanted) === (does === '=')
}

const known = new Map<string, ReturnType<typeof read>>()

function alternatives(condition: string): ReturnType<typeof read> {
  if (!known.has(condition)) known.set(condition, read(condition))
  return known.get(condition)
}

export const isSimple = (condition: string): boolean => alternatives(condition) !== undefined

/** Whether a simple condition is true of these facts; undefined when FEEL must be asked. */
export function simplyHolds(condition: string, facts: Facts): boolean | undefined {
  return alternatives(condition)?.some((all) => all.every((one) => holdsTerm(one, facts)))
}
