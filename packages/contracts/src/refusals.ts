/**
 * The one catalogue of expected refusals. A refusal is a value on its way through the server and becomes an
 * RFC 9457 problem at the edge. `{name}` is replaced by the fact of that name.
 */
import { baseRefusals } from './refusals-base.ts'
import { caseRefusals } from './refusals-cases.ts'

export const refusals = { ...baseRefusals, ...caseRefusals } as const

export type RefusalCode = keyof typeof refusals

export type Refusal = {
  readonly ok: false
  readonly code: RefusalCode
  readonly facts?: Readonly<Record<string, unknown>>
  readonly fields?: readonly { readonly path: string; readonly zh: string; readonly en: string }[]
}

/** An expected no: a value, not an exception. */
export function refuse(code: RefusalCode, facts?: Refusal['facts'], fields?: Refusal['fields']): Refusal {
  return { ok: false, code, ...(facts ? { facts } : {}), ...(fields ? { fields } : {}) }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false && 'code' in value
}
