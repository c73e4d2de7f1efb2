/** Evaluates decisions and decision services: what is required is computed when it is first asked for, once. */
import { bind, fitted, type Parameter } from '../feel/call.ts'
import type { Facing } from '../feel/evaluate.ts'
import { run } from '../feel/evaluate.ts'
import { Evaluation, Facts, Lazy, type Said, type Scope } from '../feel/scope.ts'
import { lineAt } from '../feel/syntax.ts'
import { FeelFunction, type Value } from '../feel/value.ts'
import { fromJson } from '../json.ts'
import { type Element, type Model, type ModelProblem, resultType } from './model.ts'

export type Decided = { readonly value: Value; readonly problems: readonly ModelProblem[] }

/**
 * Evaluates a decision, a decision service or a business knowledge model, named by its id or its name, with the inputs (or the
 * parameters) by their names: plain JSON or values.
 * Text of an input becomes a date where the model says so. Problems name the element that caused them. Never throws.
 */
export function evaluateDecision(
  model: Model,
  decision: string,
  inputs: Readonly<Record<string, unknown>>,
  facing: Facing = {},
): Decided {
  const element = elementNamed(model, decision)
  if (element === undefined) {
    const message = `the model has no decision or service ${decision}`
    return { value: null, problems: [{ code: 'model', message, id: '', name: decision, line: 1 }] }
  }
  const evaluation = new Evaluation(facing.at)
  const session = new Session(evaluation, inputs)
  const value = run(evaluation, () => {
    if (element.kind === 'decision') return session.valueOf(element)
    if (element.kind === 'decisionService') return serviceOf(session, element)
    const called = session.valueOf(element)
    const names = Object.keys(inputs)
    if (!(called instanceof FeelFunction)) return called
    return called.call(
      evaluation,
      names.map((name) => fromJson(inputs[name])),
      names,
    )
  })
  return { value, problems: evaluation.said.map((said) => problemOf(said, element)) }
}

function serviceOf(session: Session, service: Element): Value {
  const args: Value[] = []
  for (const { element, from } of service.requires) {
    const value = session.at(from).given(element)
    if (value === undefined) {
      session.evaluation.say('arguments', `${service.name} needs a value for ${element.name}`)
      return null
    }
    args.push(value)
  }
  return answerService(session, service, args)
}

function elementNamed(model: Model, name: string): Element | undefined {
  const found = model.elements.get(name)
  if (found !== undefined) return found
  const all = [...model.elements.values()].filter(({ kind }) => kind !== 'inputData')
  return all.find((each) => each.name === name || each.xml.attributes.name === name)
}

function problemOf(said: Said, decision: Element): ModelProblem {
  const { code, message, from, where } = said
  const { id, name } = where ?? decision
  const line = where === undefined ? decision.line : where.line + lineAt(where.text ?? '', from ?? 0) - 1
  return { code, message, id, name, line }
}

type Inputs = Readonly<Record<string, unknown>>

/** The inputs of an import: `{ name: { ... } }`, `name.input`, and over all those that are given without a prefix. */
function inputsUnder(inputs: Inputs, from: string): Inputs {
  const own = inputs[from]
  const nested = own instanceof Map ? Object.fromEntries(own) : typeof own === 'object' ? own : undefined
  const dotted = Object.entries(inputs)
    .filter(([name]) => name.startsWith(`${from}.`))
    .map(([name, value]) => [name.slice(from.length + 1), value])
  return { ...inputs, ...Object.fromEntries(dotted), ...nested }
}

/** One evaluation of a graph: values that were given, values that were computed. */
class Session {
  readonly evaluation: Evaluation
  private readonly inputs: Inputs
  private readonly values = new Map<Element, Value>()
  private readonly computing = new Set<Element>()
  private readonly imported = new Map<string, Session>()

  constructor(evaluation: Evaluation, inputs: Inputs) {
    this.evaluation = evaluation
    this.inputs = inputs
  }

  /** The same evaluation inside an imported model, whose inputs may be given under the import's name. */
  at(from: string | undefined): Session {
    if (from === undefined || from === '') return this
    const known = this.imported.get(from)
    if (known !== undefined) return known
    const made = this.within(from)
    this.imported.set(from, made)
    return made
  }

  protected within(from: string): Session {
    return new Session(this.evaluation, inputsUnder(this.inputs, from))
  }

  /** The input as its type wants it; undefined when nobody gave it. */
  given(element: Element): Value | undefined {
    if (!Object.hasOwn(this.inputs, element.name)) return undefined
    const value = fromJson(this.inputs[element.name], element.type)
    return fitted(this.evaluation, value, element.type, element.name)
  }

  valueOf(element: Element): Value {
    const known = this.values.get(element)
    if (known !== undefined) return known
    if (this.computing.has(element)) {
      this.evaluation.say('model', `${element.name} requires itself`)
      return null
    }
    this.computing.add(element)
    const before = this.evaluation.where
    this.evaluation.where = { id: element.id, name: element.name, line: element.line }
    const value = this.compute(element)
    this.evaluation.where = before
    this.computing.delete(element)
    this.values.set(element, value)
    return value
  }

  private compute(element: Element): Value {
    switch (element.kind) {
      case 'inputData':
        return this.given(element) ?? null
      case 'decision': {
        const own = this.overridden(element)
        const value = own === undefined ? (element.code?.(this.scopeOf(element)) ?? null) : own
        return fitted(this.evaluation, value, element.type, element.name)
      }
      case 'businessKnowledgeModel':
        return element.code?.(this.scopeOf(element)) ?? null
      case 'decisionService':
        return serviceFunction(this, element)
    }
  }

  /** The decisions that a service takes as inputs are not computed. */
  protected overridden(_element: Element): Value | undefined {
    return undefined
  }

  /** The names that an element requires, those of an import under the import's name. */
  private scopeOf(element: Element): Scope {
    const makers = new Map<string, () => Value>()
    const groups = new Map<string, Element[]>()
    for (const { element: required, from } of element.requires) {
      if (from === undefined || from === '') makers.set(required.name, () => this.valueOf(required))
      else groups.set(from, [...(groups.get(from) ?? []), required])
    }
    for (const [name, all] of groups) {
      makers.set(name, () => new Map(all.map((each) => [each.name, this.at(name).valueOf(each)])))
    }
    const self = element.kind === 'businessKnowledgeModel'
    if (self) makers.set(element.name, () => this.values.get(element) ?? null)
    return new Lazy(new Facts(this.evaluation, {}), makers)
  }
}

/** Inside a service, its inputs are given and nothing else is. */
class ServiceSession extends Session {
  private readonly args: ReadonlyMap<Element, Value>
  constructor(evaluation: Evaluation, args: ReadonlyMap<Element, Value>) {
    super(evaluation, {})
    this.args = args
  }
  protected override within(): Session {
    return new ServiceSession(this.evaluation, this.args)
  }
  override given(element: Element): Value | undefined {
    return this.args.get(element)
  }
  protected override overridden(element: Element): Value | undefined {
    return this.args.get(element)
  }
}

/** One output decision is its value; several are a context by their names. */
function answerService(outer: Session, service: Element, args: readonly Value[]): Value {
  const { evaluation } = outer
  const given = new Map(service.requires.map(({ element }, at) => [element, args[at] ?? null]))
  const session = new ServiceSession(evaluation, given)
  const [first] = service.outputs
  const value =
    service.outputs.length === 1 && first !== undefined
      ? session.valueOf(first)
      : new Map(service.outputs.map((each) => [each.name, session.valueOf(each)]))
  return fitted(evaluation, value, resultType(service.type), service.name)
}

function serviceFunction(session: Session, service: Element): FeelFunction {
  const parameters = service.requires.map(
    ({ element }): Parameter => ({ name: element.name, type: element.type }),
  )
  return new FeelFunction(
    service.name,
    parameters.map(({ name }) => name),
    (evaluation, args, names) => {
      const bound = bind(evaluation, service.name, parameters, args, names)
      return bound === undefined ? null : answerService(session, service, [...bound.values()])
    },
    [...parameters.map(({ type }) => type), resultType(service.type)],
  )
}
