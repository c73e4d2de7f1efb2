/** Reads DMN 1.2 to 1.5 from XML: elements, requirements, types, imports. */

import { compileElement } from './element.ts'
import type { Element, ElementKind, Model, ModelProblem, Requirement } from './model.ts'
import { refType, typesOf } from './types.ts'
import { child, childrenNamed, readXml, type Xml } from './xml.ts'

const kinds: ReadonlySet<string> = new Set([
  'decision',
  'inputData',
  'businessKnowledgeModel',
  'decisionService',
])

/**
 * The model, with everything that is wrong in it: text that is not FEEL, references to nothing. A model with problems still
 * evaluates what it can. `imports` are models read before; an import finds its model by namespace.
 */
export function readDmn(xml: string, imports: readonly Model[] = []): Model {
  const { root, problem } = readXml(xml)
  if (root === undefined || root.name !== 'definitions') {
    const line = problem?.line ?? root?.line ?? 1
    const message = problem?.message ?? `${root?.name ?? 'nothing'} is no DMN definitions`
    return emptyModel([{ code: 'model', message, id: '', name: '', line }])
  }
  const problems: ModelProblem[] = []
  const model = modelOf(root, imports, problems)
  for (const element of model.elements.values()) connect(element, model, problems)
  for (const element of model.elements.values()) compileElement(element, problems)
  return model
}

function emptyModel(problems: readonly ModelProblem[]): Model {
  return {
    namespace: '',
    name: '',
    elements: new Map(),
    types: () => undefined,
    imports: new Map(),
    problems,
    decisions: [],
    inputs: [],
    services: [],
  }
}

function modelOf(root: Xml, available: readonly Model[], problems: ModelProblem[]): Model {
  const imports = new Map<string, Model>()
  for (const each of childrenNamed(root, 'import')) {
    const { name = '', namespace = '' } = each.attributes
    const found = available.find((model) => model.namespace === namespace)
    if (found !== undefined) imports.set(name, found)
    else if (/dmn/i.test(each.attributes.importType ?? '')) {
      const message = `no model has the namespace ${namespace}`
      problems.push({ code: 'model', message, id: each.attributes.id ?? '', name, line: each.line })
    }
  }
  const types = typesOf(root, (name) => importedType(name, imports))
  const elements = new Map<string, Element>()
  const model: Model = {
    namespace: root.attributes.namespace ?? '',
    name: root.attributes.name ?? '',
    elements,
    types,
    imports,
    problems,
    decisions: [],
    inputs: [],
    services: [],
  }
  for (const xml of root.children.filter(({ name }) => kinds.has(name))) {
    const element = elementOf(xml, model)
    elements.set(element.id, element)
  }
  const named = (kind: ElementKind) =>
    [...elements.values()].filter((each) => each.kind === kind).map(({ id, name }) => ({ id, name }))
  return Object.assign(model, {
    decisions: named('decision'),
    inputs: named('inputData'),
    services: named('decisionService'),
  })
}

function importedType(name: string, imports: ReadonlyMap<string, Model>) {
  for (const [prefix, model] of imports) {
    if (prefix === '') {
      const type = model.types(name)
      if (type !== undefined) return type
    } else if (name.startsWith(`${prefix}.`)) return model.types(name.slice(prefix.length + 1))
  }
  return undefined
}

function elementOf(xml: Xml, model: Model): Element {
  const variable = child(xml, 'variable')
  const name = (variable?.attributes.name ?? xml.attributes.name ?? '').trim()
  const logic = child(xml, 'encapsulatedLogic')
  return {
    kind: xml.name as ElementKind,
    id: xml.attributes.id ?? xml.attributes.name ?? '',
    name: name === '' ? (xml.attributes.name ?? '') : name,
    line: xml.line,
    model,
    xml,
    type: refType(variable?.attributes.typeRef ?? logic?.attributes.typeRef, model.types),
    requires: [],
    outputs: [],
    code: undefined,
  }
}

const requirementNames = ['requiredDecision', 'requiredInput', 'requiredKnowledge']

/** Resolves the references of an element. */
function connect(element: Element, model: Model, problems: ModelProblem[]): void {
  const resolve = (xml: Xml): readonly Requirement[] => {
    const found = find(xml.attributes.href ?? '', model)
    if (found !== undefined) return [found]
    const { id, name } = element
    const message = `${xml.name} ${xml.attributes.href ?? ''} leads nowhere`
    problems.push({ code: 'model', message, id, name, line: xml.line })
    return []
  }
  if (element.kind === 'decisionService') {
    const { xml } = element
    element.requires = [...childrenNamed(xml, 'inputData'), ...childrenNamed(xml, 'inputDecision')].flatMap(
      resolve,
    )
    element.outputs = childrenNamed(xml, 'outputDecision')
      .flatMap(resolve)
      .map((each) => each.element)
    return
  }
  element.requires = element.xml.children
    .filter(({ name }) => name === 'informationRequirement' || name === 'knowledgeRequirement')
    .flatMap(({ children }) => children.filter(({ name }) => requirementNames.includes(name)))
    .flatMap(resolve)
}

/** `#id`, `namespace#id` of this model or of an imported one. */
function find(href: string, model: Model): Requirement | undefined {
  const at = href.indexOf('#')
  const [namespace, id] = [at < 0 ? '' : href.slice(0, at), href.slice(at + 1)]
  if (namespace === '' || namespace === model.namespace) {
    const element = model.elements.get(id)
    return element && { element, from: undefined }
  }
  for (const [from, imported] of model.imports) {
    const element = imported.namespace === namespace ? imported.elements.get(id) : undefined
    if (element !== undefined) return { element, from }
  }
  return undefined
}
