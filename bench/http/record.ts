/**
 * Writes down the statements that answer a request, so that a bare route can run the very same SQL. Import it before the
 * server: it wraps the driver that the platform then builds on.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'

export type Statement = {
  readonly text: string
  readonly values: readonly unknown[]
  readonly name?: string | undefined
}
export type Recording = { readonly statements: Statement[]; answer: unknown }

export const current = new AsyncLocalStorage<Recording | undefined>()

type AnyQuery = (this: unknown, ...args: unknown[]) => unknown
const plain = pg.Client.prototype.query as unknown as AnyQuery
pg.Client.prototype.query = function recorded(this: unknown, ...args: unknown[]) {
  const recording = current.getStore()
  if (recording) {
    const [first, second] = args
    if (typeof first === 'string')
      recording.statements.push({ text: first, values: Array.isArray(second) ? second : [] })
    else if (typeof first === 'object' && first !== null && 'text' in first)
      recording.statements.push({ values: [], ...(first as Partial<Statement> & { text: string }) })
  }
  return plain.apply(this, args)
} as typeof pg.Client.prototype.query
