/** Item definitions as types (DMN 7.3.2). */
import { compileTests } from '../feel/evaluate.ts'
import { Entries, Evaluation, Facts } from '../feel/scope.ts'
import { any, readType, simpleType, type Type } from '../feel/type.ts'
import type { Value } from '../feel/value.ts'
import { child, childrenNamed, textOf, type Xml } from './xml.ts'

export type FindType = (name: string) => Type | undefined

/** Types by name, made when first asked for; a type that contains itself is Any from the second time on. */
export function typesOf(definitions: Xml, imported: FindType): FindType {
  const items = new Map(childrenNamed(definitions, 'itemDefinition').map((item) => [nameOf(item), item]))
  const made = new Map<string, Type>()
  const making = new Set<string>()
  const find: FindType = (name) => {
    const known = made.get(name)
    if (known !== undefined) return known
    const item = items.get(name)
    if (item === undefined) return imported(name)
    if (making.has(name)) return any
    making.add(name)
    const type = itemType(item, find)
    making.delete(name)
    made.set(name, type)
    return type
  }
  return find
}

const nameOf = ({ attributes }: Xml) => (attributes.name ?? '').trim()

/** The type that a reference names; `feel:number` and a name of an import's type too. Any where nothing has this name. */
export function refType(ref: string | undefined, find: FindType): Type {
  if (ref === undefined || ref.trim() === '') return any
  const name = ref.trim()
  const plain = name.replace(/^feel[:.]/, '')
  const found = find(name) ?? simpleType(plain)
  if (found !== undefined) return found
  const read = readType(plain, find)?.type
  return read === undefined || read.is === 'unknown' ? any : read
}

function itemType(item: Xml, find: FindType): Type {
  const components = childrenNamed(item, 'itemComponent')
  const functionItem = child(item, 'functionItem')
  let type = any
  if (components.length > 0) {
    type = { is: 'context', entries: new Map(components.map((each) => [nameOf(each), itemType(each, find)])) }
  } else if (functionItem !== undefined) {
    type = {
      is: 'function',
      parameters: childrenNamed(functionItem, 'parameters').map((each) =>
        refType(each.attributes.typeRef, find),
      ),
      result: refType(functionItem.attributes.outputTypeRef, find),
    }
  } else {
    type = refType(textOf(item, 'typeRef'), find)
  }
  type = restricted(type, textOf(child(item, 'allowedValues'), 'text'), find)
  if (item.attributes.isCollection === 'true') type = { is: 'list', of: type }
  return restricted(type, textOf(child(item, 'typeConstraint'), 'text'), find)
}

/** The type with only the values that pass the tests. */
function restricted(of: Type, text: string | undefined, find: FindType): Type {
  if (text === undefined || text === '') return of
  const { code, problems } = compileTests(text, undefined, find)
  if (problems.length > 0) return of
  const test = (value: Value) => {
    const scope = new Entries(new Facts(new Evaluation(), {}), new Map())
    return code(scope, value) === true
  }
  return { is: 'allowed', of, test, text }
}
