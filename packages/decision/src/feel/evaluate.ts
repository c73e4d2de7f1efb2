/** The face of FEEL: an expression or unary tests, compiled once and remembered by text. */
import { toValue } from '../json.ts'
import type { Code } from './code.ts'
import { sourceOf } from './compile.ts'
import { type Read, type Reads, readsOf } from './reads.ts'
import { Evaluation, Facts, Limit, type Said, type Scope } from './scope.ts'
import { type Dialect, lineAt, type Names, parse } from './syntax.ts'
import { compileEachTest, compileUnaryTests, type Test } from './tests.ts'
import type { Types } from './type.ts'
import type { ProblemCode, Value } from './value.ts'

/** What is wrong, and where: `from` counts characters from 0, `line` from 1. */
export type Problem = {
  readonly code: ProblemCode
  readonly message: string
  readonly from?: number
  readonly line?: number
}

export type Result<T> = { readonly value: T; readonly problems: readonly Problem[] }

export type FeelOptions = {
  /** Names that the grammar cannot guess, since they hold signs or keywords, with the names inside their values. */
  readonly names?: Names
}

export type Facing = {
  /** What `now()` and `today()` give; without it they are null. */
  readonly at?: Temporal.ZonedDateTime
}

export type Expression = {
  /** What is wrong with the text itself; then every evaluation is null. */
  readonly problems: readonly Problem[]
  /** The names that it takes from the facts, and the functions that it calls by name; none when the text is not FEEL. */
  readonly reads: readonly Read[]
  readonly calls: readonly string[]
  /** The value, and null wherever FEEL has no answer. Never throws. */
  evaluate(facts: Readonly<Record<string, unknown>>, facing?: Facing): Value
  /** The same with the reasons for nulls. */
  explain(facts: Readonly<Record<string, unknown>>, facing?: Facing): Result<Value>
}

export type UnaryTests = {
  readonly problems: readonly Problem[]
  /** Whether the value passes; null when that cannot be told. Never throws. */
  test(value: unknown, facts?: Readonly<Record<string, unknown>>, facing?: Facing): boolean | null
}

const noTypes: Types = () => undefined

export type Compiled<T> = { readonly code: T; readonly problems: readonly Problem[] }

/** For the DMN reader: an expression in a model, with the model's types. Bad text gives null and its problem each time. */
export function compileExpression(text: string, names: Names | undefined, types: Types): Compiled<Code> {
  const source = sourceOf(text, types)
  return compiled(
    text,
    'Expression',
    names,
    (node) => source.compile(node),
    () => null,
  )
}

export function compileTests(text: string, names: Names | undefined, types: Types): Compiled<Test> {
  return compiled(
    text,
    'UnaryTests',
    names,
    (node) => compileUnaryTests(node, sourceOf(text, types)),
    () => null,
  )
}

/** The tests of `"a", "b"` each for itself; none when the text is not FEEL. */
export function compileTestList(text: string, names: Names | undefined, types: Types): readonly Test[] {
  const parsed = parse(text, 'UnaryTests', names)
  return parsed.ok ? compileEachTest(parsed.tree.topNode, sourceOf(text, types)) : []
}

type Top = Parameters<typeof compileUnaryTests>[0]

function compiled<T extends (scope: Scope, value: Value) => Value>(
  text: string,
  dialect: Dialect,
  names: Names | undefined,
  make: (node: Top) => T,
  nothing: T,
): Compiled<T> {
  const parsed = parse(text, dialect, names)
  try {
    if (parsed.ok) return { code: make(parsed.tree.topNode), problems: [] }
  } catch {
    return { code: nothing, problems: [{ code: 'limit', message: 'nested too deeply', from: 0, line: 1 }] }
  }
  const { from } = parsed
  const near = text.slice(from, from + 20).trim()
  const message = near === '' ? 'the expression is not complete' : `not FEEL from here: ${near}`
  return { code: nothing, problems: [{ code: 'syntax', message, from, line: lineAt(text, from) }] }
}

/** Runs code; whatever happens inside, the caller gets a value. A mistake of ours is a problem with the code `bug`. */
export function run<T extends Value>(evaluation: Evaluation, code: () => T): T | null {
  try {
    return code()
  } catch (error) {
    if (error instanceof Limit) evaluation.say('limit', error.message)
    else if (error instanceof RangeError) evaluation.say('limit', 'nested too deeply')
    else evaluation.say('bug', error instanceof Error ? error.message : String(error))
    return null
  }
}

export function located(said: readonly Said[], text: string): readonly Problem[] {
  return said.map((each) => (each.from === undefined ? each : { ...each, line: lineAt(text, each.from) }))
}

/** Bounded, since texts may come from people. */
const limit = 5000
const expressions = new Map<string, Expression>()
const tests = new Map<string, UnaryTests>()
const namedExpressions = new WeakMap<Names, Map<string, Expression>>()

function remembered<T>(known: Map<string, T>, text: string, make: () => T): T {
  let made = known.get(text)
  if (made === undefined) {
    made = make()
    if (known.size >= limit) known.clear()
    known.set(text, made)
  }
  return made
}

/** Compiles an expression. The same text, with the same `names` object, is compiled once. */
export function compileFeel(text: string, options: FeelOptions = {}): Expression {
  const { names } = options
  let known = expressions
  if (names !== undefined) {
    known = namedExpressions.get(names) ?? new Map()
    namedExpressions.set(names, known)
  }
  return remembered(known, text, () => expression(text, names))
}

function readsOfText(text: string, names: Names | undefined): Reads {
  const parsed = parse(text, 'Expression', names)
  try {
    if (parsed.ok) return readsOf(parsed.tree.topNode, sourceOf(text, noTypes))
  } catch {
    // Nested too deeply; the compiler has said so.
  }
  return { reads: [], calls: [] }
}

function expression(text: string, names: Names | undefined): Expression {
  const { code, problems } = compileExpression(text, names, noTypes)
  const explain = (facts: Readonly<Record<string, unknown>>, facing?: Facing) => {
    const evaluation = new Evaluation(facing?.at)
    const value = run(evaluation, () => code(new Facts(evaluation, facts)))
    return { value, said: evaluation.said }
  }
  let analysed: Reads | undefined
  const found = () => {
    analysed ??= readsOfText(text, names)
    return analysed
  }
  return {
    problems,
    get reads() {
      return found().reads
    },
    get calls() {
      return found().calls
    },
    evaluate: (facts, facing) => explain(facts, facing).value,
    explain: (facts, facing) => {
      const { value, said } = explain(facts, facing)
      return { value, problems: [...problems, ...located(said, text)] }
    },
  }
}

/** Compiles unary tests, as a cell of a decision table holds them: `-`, `< 5, > 9`, `not("a")`, `? > x`. */
export function compileUnary(text: string): UnaryTests {
  return remembered(tests, text, () => {
    const { code, problems } = compileTests(text, undefined, noTypes)
    return {
      problems,
      test: (value, facts = {}, facing = {}) => {
        const evaluation = new Evaluation(facing.at)
        return run(evaluation, () => code(new Facts(evaluation, facts), toValue(value)))
      },
    }
  })
}
