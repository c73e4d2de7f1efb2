/** A DMN model as it was read: elements by id, types by name, imported models by name. */
import type { Code } from '../feel/code.ts'
import type { Names } from '../feel/syntax.ts'
import type { Type } from '../feel/type.ts'
import type { ProblemCode } from '../feel/value.ts'
import { child, childrenNamed, type Xml } from './xml.ts'

/** What is wrong, in which element (its id, name and line in the XML). */
export type ModelProblem = {
  readonly code: ProblemCode
  readonly message: string
  readonly id: string
  readonly name: string
  readonly line: number
}

export type ElementKind = 'decision' | 'inputData' | 'businessKnowledgeModel' | 'decisionService'

export type Element = {
  readonly kind: ElementKind
  readonly id: string
  readonly name: string
  readonly line: number
  readonly model: Model
  readonly xml: Xml
  /** Of the value, or of what a function gives. */
  readonly type: Type
  /** What it requires, in order; a service has its inputs here. */
  requires: readonly Requirement[]
  /** The decisions that a service answers with. */
  outputs: readonly Element[]
  /** Compiled on first use. */
  code: Code | undefined
}

/** A required element, and the name of the import that it comes from. */
export type Requirement = { readonly element: Element; readonly from: string | undefined }

export type Model = {
  readonly namespace: string
  readonly name: string
  readonly elements: ReadonlyMap<string, Element>
  readonly types: (name: string) => Type | undefined
  readonly imports: ReadonlyMap<string, Model>
  readonly problems: readonly ModelProblem[]
  readonly decisions: readonly Named[]
  readonly inputs: readonly Named[]
  readonly services: readonly Named[]
}

export type Named = { readonly id: string; readonly name: string }

/** The names inside values of a type, which the grammar needs to read paths with spaces and signs. */
export function shapeOf(type: Type, depth = 0): Names | null {
  if (depth > 8) return null
  if (type.is === 'allowed' || type.is === 'list') return shapeOf(type.of, depth)
  if (type.is === 'function') return shapeOf(type.result, depth + 1)
  if (type.is !== 'context') return null
  return Object.fromEntries([...type.entries].map(([name, of]) => [name, shapeOf(of, depth + 1)]))
}

/** The type of what a function gives, for variables that have the type of the function itself. */
export const resultType = (type: Type): Type => (type.is === 'function' ? type.result : type)

/** The names inside a boxed expression that has no type: entries of a context, columns of a relation, outputs of a table. */
export function literalShape(xml: Xml): Names | null {
  const context = child(xml, 'context')
  if (context !== undefined) {
    const entries = childrenNamed(context, 'contextEntry')
    return Object.fromEntries(
      entries.flatMap((entry) => {
        const name = child(entry, 'variable')?.attributes.name?.trim()
        return name === undefined ? [] : [[name, literalShape(entry)] as const]
      }),
    )
  }
  const columns = childrenNamed(child(xml, 'relation'), 'column')
  const outputs = childrenNamed(child(xml, 'decisionTable'), 'output')
  const named = columns.length > 0 ? columns : outputs.length > 1 ? outputs : []
  if (named.length === 0) return null
  return Object.fromEntries(named.map(({ attributes }) => [attributes.name?.trim() ?? '', null]))
}

/** The names that the expression of an element sees. */
export function namesOf(element: Element): Names {
  const names: Record<string, Names | null> = {}
  const add = ({ element: required, from }: Requirement) => {
    const shape = shapeOf(required.type) ?? literalShape(required.xml)
    if (from === undefined || from === '') names[required.name] = shape
    else names[from] = { ...names[from], [required.name]: shape }
  }
  for (const requirement of element.requires) add(requirement)
  if (element.kind === 'businessKnowledgeModel') add({ element, from: undefined })
  return names
}
