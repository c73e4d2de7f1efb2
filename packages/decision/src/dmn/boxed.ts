/** Compiles boxed expressions (DMN 10.2): literal, context, relation, list, invocation, function, conditional, iterators. */
import { externalFunction, fitted, type Parameter, userFunction } from '../feel/call.ts'
import type { Code } from '../feel/code.ts'
import { compileExpression } from '../feel/evaluate.ts'
import { inItem } from '../feel/filter.ts'
import { forEach, itemsOf, quantified } from '../feel/iterate.ts'
import { Entries, type Where } from '../feel/scope.ts'
import type { Names } from '../feel/syntax.ts'
import { any } from '../feel/type.ts'
import { FeelFunction, isList, kindOf, type Value } from '../feel/value.ts'
import { literalShape, type ModelProblem, shapeOf } from './model.ts'
import { compileTable } from './table.ts'
import { type FindType, refType } from './types.ts'
import { child, childrenNamed, type Xml } from './xml.ts'

/** Where an expression stands: names and types that it sees, and the element to name in problems. */
export type Place = {
  readonly names: Names
  readonly types: FindType
  readonly owner: { readonly id: string; readonly name: string }
  readonly problems: ModelProblem[]
}

type Maker = (xml: Xml, place: Place) => Code

const nothing: Code = () => null

const makers: Readonly<Record<string, Maker>> = {
  literalExpression: literal,
  context,
  relation,
  list: (xml, place) => list(expressionsOf(xml), place),
  invocation,
  functionDefinition,
  decisionTable: (xml, place) => compileTable(xml, place, compileText),
  conditional,
  filter,
  for: iterator,
  some: (xml, place) => quantifier(xml, place, true),
  every: (xml, place) => quantifier(xml, place, false),
}

const isExpression = ({ name }: Xml) => makers[name] !== undefined
const expressionsOf = (xml: Xml | undefined) => xml?.children.filter(isExpression) ?? []

/** The expression inside an element such as a decision, an entry or a binding; null when there is none. */
export function compileInside(xml: Xml | undefined, place: Place): Code {
  const [expression] = expressionsOf(xml)
  return expression === undefined ? nothing : compileBoxed(expression, place)
}

/** The result is what the expression's own `typeRef` wants. */
function compileBoxed(xml: Xml, place: Place): Code {
  const code = makers[xml.name]?.(xml, place) ?? nothing
  return typed(code, xml.attributes.typeRef, place, xml.name)
}

function typed(code: Code, ref: string | undefined, place: Place, name: string): Code {
  const type = refType(ref, place.types)
  return type.is === 'any' ? code : (scope) => fitted(scope.run, code(scope), type, name)
}

/** FEEL in the XML, at its own line. */
export function compileText(text: string, xml: Xml, place: Place): Code {
  const { code, problems } = compileExpression(text, place.names, place.types)
  for (const { code: kind, message, line = 1 } of problems) {
    place.problems.push({ code: kind, message, ...place.owner, line: xml.line + line - 1 })
  }
  const where: Where = { ...place.owner, line: xml.line, text }
  return (scope) => {
    const { run } = scope
    const before = run.where
    run.where = where
    if (problems[0] !== undefined) run.say(problems[0].code, problems[0].message, problems[0].from)
    const value = code(scope)
    run.where = before
    return value
  }
}

function literal(xml: Xml, place: Place): Code {
  const language = xml.attributes.expressionLanguage
  if (language !== undefined && language !== '' && !/feel/i.test(language)) {
    const message = `expressions in ${language} are not evaluated`
    place.problems.push({ code: 'model', message, ...place.owner, line: xml.line })
    return nothing
  }
  const text = child(xml, 'text')
  return text === undefined || text.text.trim() === '' ? nothing : compileText(text.text.trim(), text, place)
}

/** An entry sees those before it; an entry without a name is the result. */
function context(xml: Xml, place: Place): Code {
  let names = place.names
  const entries = childrenNamed(xml, 'contextEntry').map((entry) => {
    const variable = child(entry, 'variable')
    const name = variable?.attributes.name?.trim()
    const code = typed(
      compileInside(entry, { ...place, names }),
      variable?.attributes.typeRef,
      place,
      name ?? '',
    )
    const shape = shapeOf(refType(variable?.attributes.typeRef, place.types)) ?? literalShape(entry)
    if (name !== undefined) names = { ...names, [name]: shape }
    return { name, code }
  })
  return (scope) => {
    const made = new Map<string, Value>()
    const inside = new Entries(scope, made)
    for (const { name, code } of entries) {
      const value = code(inside)
      if (name === undefined) return value
      made.set(name, value)
    }
    return made
  }
}

function relation(xml: Xml, place: Place): Code {
  const columns = childrenNamed(xml, 'column').map(({ attributes }) => attributes)
  const rows = childrenNamed(xml, 'row').map((row) =>
    expressionsOf(row).map((cell, at) =>
      typed(compileBoxed(cell, place), columns[at]?.typeRef, place, 'column'),
    ),
  )
  return (scope) =>
    rows.map(
      (cells) => new Map(columns.map(({ name = '' }, at) => [name.trim(), cells[at]?.(scope) ?? null])),
    )
}

function list(expressions: readonly Xml[], place: Place): Code {
  const items = expressions.map((each) => compileBoxed(each, place))
  return (scope) => items.map((item) => item(scope))
}

function invocation(xml: Xml, place: Place): Code {
  const callee = compileInside(xml, place)
  const bindings = childrenNamed(xml, 'binding').map((binding) => {
    const parameter = child(binding, 'parameter')
    const name = parameter?.attributes.name?.trim() ?? ''
    return { name, code: typed(compileInside(binding, place), parameter?.attributes.typeRef, place, name) }
  })
  return (scope) => {
    const target = callee(scope)
    if (!(target instanceof FeelFunction)) {
      scope.run.say('type', `${kindOf(target)} is called, but is no function`)
      return null
    }
    const values = bindings.map(({ code }) => code(scope))
    return target.call(
      scope.run,
      values,
      bindings.length === 0 ? undefined : bindings.map(({ name }) => name),
    )
  }
}

export function parametersOf(xml: Xml | undefined, place: Place): readonly Parameter[] {
  return childrenNamed(xml, 'formalParameter').map(({ attributes }) => ({
    name: attributes.name?.trim() ?? '',
    type: refType(attributes.typeRef, place.types),
  }))
}

/** A function whose body sees its parameters and what its definition sees. */
export function functionDefinition(xml: Xml, place: Place, name = 'function', result = any): Code {
  const parameters = parametersOf(xml, place)
  const kind = xml.attributes.kind ?? 'FEEL'
  if (kind !== 'FEEL') return () => externalFunction(parameters)
  const own = Object.fromEntries(parameters.map(({ name: each, type }) => [each, shapeOf(type)]))
  const body = compileInside(xml, { ...place, names: { ...place.names, ...own } })
  return (scope) => userFunction(name, parameters, body, scope, result)
}

function conditional(xml: Xml, place: Place): Code {
  const [test, yes, no] = ['if', 'then', 'else'].map((name) => compileInside(child(xml, name), place))
  return (scope) => (test?.(scope) === true ? yes : no)?.(scope) ?? null
}

/** The items for which the condition is true; a condition that is no boolean makes the whole null. */
function filter(xml: Xml, place: Place): Code {
  const source = compileInside(child(xml, 'in'), place)
  const match = compileInside(child(xml, 'match'), { ...place, names: { ...place.names, item: null } })
  return (scope) => {
    const value = source(scope)
    if (value === null) return null
    const kept: Value[] = []
    for (const item of isList(value) ? value : [value]) {
      scope.run.step()
      const answer = match(inItem(scope, item))
      if (typeof answer !== 'boolean') {
        scope.run.say('type', `a filter asks for true or false, not ${kindOf(answer)}`)
        return null
      }
      if (answer) kept.push(item)
    }
    return kept
  }
}

function walkOf(xml: Xml, place: Place) {
  const name = xml.attributes.iteratorVariable ?? ''
  const source = compileInside(child(xml, 'in'), place)
  return {
    walk: { name, items: (scope: Parameters<Code>[0]) => itemsOf(source(scope), scope) },
    inside: { ...place, names: { ...place.names, [name]: null, partial: null } },
  }
}

function iterator(xml: Xml, place: Place): Code {
  const { walk, inside } = walkOf(xml, place)
  return forEach([walk], compileInside(child(xml, 'return'), inside))
}

function quantifier(xml: Xml, place: Place, decisive: boolean): Code {
  const { walk, inside } = walkOf(xml, place)
  return quantified([walk], compileInside(child(xml, 'satisfies'), inside), decisive)
}
