/** Where names are looked up: frames linked outwards, the outermost holding what the caller gave. */
import { toValue } from '../json.ts'
import type { Context, ProblemCode, Run, Value } from './value.ts'

/** Thrown only inside this package, to leave an evaluation that would not end; `evaluate` turns it into null. */
export class Limit extends Error {}

/** Items and calls that one evaluation may go through. */
const steps = 500_000

/** The part of a model that is being evaluated; `line` is where its text begins. */
export type Where = {
  readonly id: string
  readonly name: string
  readonly line: number
  readonly text?: string
}

export type Said = {
  readonly code: ProblemCode
  readonly message: string
  readonly from?: number
  readonly where?: Where
}

/** One evaluation: the clock, the problems, and how much it has done. */
export class Evaluation implements Run {
  readonly at: globalThis.Temporal.ZonedDateTime | undefined
  /** The first problems, at most 50: one bad row of a long list says the same thing each time. */
  readonly said: Said[] = []
  where: Where | undefined
  private left = steps
  constructor(at?: globalThis.Temporal.ZonedDateTime) {
    this.at = at
  }
  say(code: ProblemCode, message: string, from?: number): void {
    if (this.said.length >= 50) return
    const { where } = this
    this.said.push({ code, message, ...(from === undefined ? {} : { from }), ...(where && { where }) })
  }
  step(): void {
    this.left -= 1
    if (this.left < 0) throw new Limit(`more than ${steps} items and calls`)
  }
}

export abstract class Scope {
  readonly run: Evaluation
  constructor(run: Evaluation) {
    this.run = run
  }
  /** Undefined when nothing has this name. */
  abstract get(name: string): Value | undefined
  /** The same for names that are written with other spaces, as `a - b` for `a-b`. */
  abstract find(canonical: string): Value | undefined
}

/** Names are alike when they differ only in spaces around the signs that names may hold. */
export function canonicalName(name: string): string {
  return name
    .replace(/\s*(\*\*|[./\-'+*])\s*/g, ' $1 ')
    .replace(/\s{2,}/g, ' ')
    .trim()
}

/** The caller's facts. A fact becomes a value when it is first read, so that unused ones cost nothing. */
export class Facts extends Scope {
  private readonly facts: Readonly<Record<string, unknown>>
  private readonly values = new Map<string, Value>()
  constructor(run: Evaluation, facts: Readonly<Record<string, unknown>>) {
    super(run)
    this.facts = facts
  }
  get(name: string): Value | undefined {
    if (!Object.hasOwn(this.facts, name)) return undefined
    let value = this.values.get(name)
    if (value === undefined) {
      value = toValue(this.facts[name])
      this.values.set(name, value)
    }
    return value
  }
  find(canonical: string): Value | undefined {
    const name = Object.keys(this.facts).find((key) => canonicalName(key) === canonical)
    return name === undefined ? undefined : this.get(name)
  }
}

/** Entries over an outer scope. */
export class Entries extends Scope {
  private readonly outer: Scope
  private readonly entries: Context
  constructor(outer: Scope, entries: Context) {
    super(outer.run)
    this.outer = outer
    this.entries = entries
  }
  get(name: string): Value | undefined {
    const value = this.entries.get(name)
    return value === undefined ? this.outer.get(name) : value
  }
  find(canonical: string): Value | undefined {
    for (const [key, value] of this.entries) if (canonicalName(key) === canonical) return value
    return this.outer.find(canonical)
  }
}

/** One name over an outer scope. */
export class Named extends Scope {
  private readonly outer: Scope
  private readonly name: string
  value: Value
  constructor(outer: Scope, name: string, value: Value) {
    super(outer.run)
    this.outer = outer
    this.name = name
    this.value = value
  }
  get(name: string): Value | undefined {
    return name === this.name ? this.value : this.outer.get(name)
  }
  find(canonical: string): Value | undefined {
    return canonicalName(this.name) === canonical ? this.value : this.outer.find(canonical)
  }
}

/** Names that are computed when asked for, as the decisions that a decision requires. */
export class Lazy extends Scope {
  private readonly outer: Scope
  private readonly makers: ReadonlyMap<string, () => Value>
  constructor(outer: Scope, makers: ReadonlyMap<string, () => Value>) {
    super(outer.run)
    this.outer = outer
    this.makers = makers
  }
  get(name: string): Value | undefined {
    const make = this.makers.get(name)
    return make === undefined ? this.outer.get(name) : make()
  }
  find(canonical: string): Value | undefined {
    for (const [key, make] of this.makers) if (canonicalName(key) === canonical) return make()
    return this.outer.find(canonical)
  }
}
