/** Decision tables with their hit policies (DMN 8). */
import { builtin } from '../builtins/index.ts'
import { fitted } from '../feel/call.ts'
import type { Code } from '../feel/code.ts'
import { equal } from '../feel/compare.ts'
import { compileTestList, compileTests } from '../feel/evaluate.ts'
import type { Scope } from '../feel/scope.ts'
import type { Test } from '../feel/tests.ts'
import { unrestricted } from '../feel/type.ts'
import { Decimal, type Value } from '../feel/value.ts'
import type { Place } from './boxed.ts'
import { refType } from './types.ts'
import { child, childrenNamed, textOf, type Xml } from './xml.ts'

type CompileText = (text: string, xml: Xml, place: Place) => Code

type Input = { readonly code: Code; readonly allowed: Test | undefined; readonly label: string }
type Output = {
  readonly name: string
  readonly order: readonly Test[]
  readonly fallback: Code | undefined
  readonly fit: (scope: Scope, value: Value) => Value
}
type Rule = { readonly tests: readonly Test[]; readonly outputs: readonly Code[] }
type Table = {
  readonly inputs: readonly Input[]
  readonly outputs: readonly Output[]
  readonly rules: readonly Rule[]
  readonly hitPolicy: string
  readonly aggregation: string | undefined
}

/** The outputs of one rule, in the order of the columns. */
type Row = readonly Value[]

export function compileTable(xml: Xml, place: Place, compileText: CompileText): Code {
  const table: Table = {
    inputs: childrenNamed(xml, 'input').map((input) => readInput(input, place, compileText)),
    outputs: childrenNamed(xml, 'output').map((output) => readOutput(output, place, compileText)),
    rules: childrenNamed(xml, 'rule').map((rule) => readRule(rule, place, compileText)),
    hitPolicy: xml.attributes.hitPolicy ?? 'UNIQUE',
    aggregation: xml.attributes.aggregation,
  }
  return (scope) => decide(table, scope)
}

function readInput(xml: Xml, place: Place, compileText: CompileText): Input {
  const expression = child(xml, 'inputExpression')
  const text = child(expression, 'text')
  const label = text?.text.trim() ?? ''
  const type = refType(expression?.attributes.typeRef, place.types)
  const raw: Code = text === undefined ? () => null : compileText(label, text, place)
  const code: Code =
    type.is === 'any' ? raw : (scope) => fitted(scope.run, raw(scope), unrestricted(type), label)
  const values = textOf(child(xml, 'inputValues'), 'text')
  return { code, allowed: values ? testsOf(values, xml, place) : undefined, label }
}

function testsOf(text: string, xml: Xml, place: Place): Test {
  const { code, problems } = compileTests(text, place.names, place.types)
  for (const { code: kind, message, line = 1 } of problems) {
    place.problems.push({ code: kind, message, ...place.owner, line: xml.line + line - 1 })
  }
  return code
}

function readOutput(xml: Xml, place: Place, compileText: CompileText): Output {
  const fallback = child(child(xml, 'defaultOutputEntry'), 'text')
  const type = refType(xml.attributes.typeRef, place.types)
  const values = textOf(child(xml, 'outputValues'), 'text') ?? (type.is === 'allowed' ? type.text : undefined)
  const name = xml.attributes.name?.trim() ?? ''
  return {
    name,
    order: values ? compileTestList(values, place.names, place.types) : [],
    fallback: fallback && compileText(fallback.text.trim(), fallback, place),
    fit: (scope, value) => fitted(scope.run, value, type, name),
  }
}

function readRule(xml: Xml, place: Place, compileText: CompileText): Rule {
  const tests = childrenNamed(xml, 'inputEntry').map((entry): Test => {
    const text = textOf(entry, 'text') ?? ''
    return text === '' ? () => true : testsOf(text, child(entry, 'text') ?? entry, place)
  })
  const outputs = childrenNamed(xml, 'outputEntry').map((entry): Code => {
    const text = child(entry, 'text')
    return text === undefined || text.text.trim() === ''
      ? () => null
      : compileText(text.text.trim(), text, place)
  })
  return { tests, outputs }
}

function decide(table: Table, scope: Scope): Value {
  const values: Value[] = []
  for (const { code, allowed, label } of table.inputs) {
    const value = code(scope)
    if (allowed !== undefined && value !== null && allowed(scope, value) !== true) {
      scope.run.say('value', `${label} is none of the values that the table allows`)
      return null
    }
    values.push(value)
  }
  const hits = table.rules.filter(({ tests }) =>
    tests.every((test, at) => test(scope, values[at] ?? null) === true),
  )
  if (hits.length === 0) return withoutHit(table, scope)
  const row = (rule: Rule): Row =>
    table.outputs.map((output, at) => output.fit(scope, rule.outputs[at]?.(scope) ?? null))
  return answer(table, hits, row, scope)
}

function withoutHit(table: Table, scope: Scope): Value {
  if (table.outputs.every(({ fallback }) => fallback === undefined)) return null
  return shaped(
    table,
    table.outputs.map((output) => output.fit(scope, output.fallback?.(scope) ?? null)),
  )
}

/** One output is its value; several are a context by their names. */
function shaped({ outputs }: Table, row: Row): Value {
  if (outputs.length === 1) return row[0] ?? null
  return new Map(outputs.map(({ name }, at) => [name, row[at] ?? null]))
}

function answer(table: Table, hits: readonly Rule[], row: (rule: Rule) => Row, scope: Scope): Value {
  const [first] = hits
  if (first === undefined) return null
  switch (table.hitPolicy) {
    case 'FIRST':
      return shaped(table, row(first))
    case 'ANY':
      return agreed(table, hits.map(row), scope)
    case 'PRIORITY': {
      const [best] = ordered(table, hits.map(row), scope)
      return best === undefined ? null : shaped(table, best)
    }
    case 'OUTPUT ORDER':
      return ordered(table, hits.map(row), scope).map((each) => shaped(table, each))
    case 'RULE ORDER':
      return hits.map((rule) => shaped(table, row(rule)))
    case 'COLLECT':
      return collected(
        table,
        hits.map((rule) => shaped(table, row(rule))),
        scope,
      )
    default:
      if (hits.length === 1) return shaped(table, row(first))
      scope.run.say('hit-policy', `${hits.length} rules of a unique table hold`)
      return null
  }
}

function agreed(table: Table, rows: readonly Row[], scope: Scope): Value {
  const [first = null, ...rest] = rows.map((each) => shaped(table, each))
  if (rest.every((each) => equal(first, each) === true)) return first
  scope.run.say('hit-policy', 'rules that hold give different answers')
  return null
}

/** By the places of the outputs among the output values, the first column before the second. */
function ordered({ outputs }: Table, rows: readonly Row[], scope: Scope): readonly Row[] {
  const rank = (row: Row, at: number) => {
    const place = outputs[at]?.order.findIndex((test) => test(scope, row[at] ?? null) === true) ?? -1
    return place < 0 ? Number.MAX_SAFE_INTEGER : place
  }
  return rows.toSorted((a, b) => {
    for (const at of outputs.keys()) {
      const difference = rank(a, at) - rank(b, at)
      if (difference !== 0) return difference
    }
    return 0
  })
}

const aggregators: Readonly<Record<string, string>> = { SUM: 'sum', MIN: 'min', MAX: 'max' }

function collected({ aggregation }: Table, values: readonly Value[], scope: Scope): Value {
  if (aggregation === undefined) return values
  if (aggregation === 'COUNT') return new Decimal(values.length)
  return builtin(aggregators[aggregation] ?? '')?.call(scope.run, [values]) ?? null
}
