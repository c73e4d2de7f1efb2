/** Compiles the logic of decisions and business knowledge models. */
import { compileInside, functionDefinition, type Place } from './boxed.ts'
import { type Element, type ModelProblem, namesOf, resultType } from './model.ts'
import { child } from './xml.ts'

/** Data and services have no logic of their own. */
export function compileElement(element: Element, problems: ModelProblem[]): void {
  const { kind, id, name, xml, model, type } = element
  const place: Place = { names: namesOf(element), types: model.types, owner: { id, name }, problems }
  if (kind === 'decision') element.code = compileInside(xml, place)
  if (kind !== 'businessKnowledgeModel') return
  const logic = child(xml, 'encapsulatedLogic')
  element.code = logic === undefined ? () => null : functionDefinition(logic, place, name, resultType(type))
}
