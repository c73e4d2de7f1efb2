/** How parts of a parsed element are asked for, and the names of what may stand in it. */
import type { ModdleElement } from 'bpmn-moddle'

export function list(value: unknown): readonly ModdleElement[] {
  return Array.isArray(value) ? (value as readonly ModdleElement[]) : []
}

export function one(value: unknown): ModdleElement | undefined {
  return typeof value === 'object' && value !== null ? (value as ModdleElement) : undefined
}

export function reference(value: unknown): string | undefined {
  return one(value)?.id
}

/** The text of an expression, without the mark that some editors put before FEEL; `undefined` when there is none. */
export function bodyOf(value: unknown): string | undefined {
  const body = one(value)?.body
  if (typeof body !== 'string' || body.trim() === '') return undefined
  return body.trim().replace(/^=\s*/, '')
}

/** What data objects, properties, inputs and outputs are called in expressions. */
export function nameOfData(value: unknown): string {
  const element = one(value)
  const object = one(element?.dataObjectRef)
  return object === undefined ? (element?.name ?? element?.id ?? '') : nameOfData(object)
}
