/**
 * An HTTP contract is a plain value: server and web both read it, nothing is generated.
 * `serve(api, handlers)` on the server and `client(api)` on the web are typed from it.
 */
import { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Who may knock at all. What a member may do with a row is decided by the module's policy. */
export type Audience = 'public' | 'member'

export type Endpoint = {
  readonly method: Method
  /** Fastify style path below the origin, e.g. `/api/cases/:id`. */
  readonly path: `/api/${string}`
  readonly audience: Audience
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The answer's body; absent: 204. */
  readonly ok?: z.ZodType
  /** A body that is not JSON: one uploaded file, or bytes to download. */
  readonly wire?: 'upload' | 'download'
  /** A command that may be repeated without an Idempotency-Key, e.g. saving a draft. */
  readonly naturallyIdempotent?: boolean
  /** The body holds a secret: nothing that guessing could be checked against may be kept of it. */
  readonly secretBody?: boolean
}

export type Api = Readonly<Record<string, Endpoint>>

/** Keeps the literal types of a module's contract. */
export function defineApi<const A extends Api>(api: A): A {
  return api
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Sent<S> = S extends z.ZodType ? z.input<S> : undefined

export type ParamsOf<E extends Endpoint> = Parsed<E['params']>
export type QueryOf<E extends Endpoint> = Parsed<E['query']>
export type BodyOf<E extends Endpoint> = Parsed<E['body']>
export type OkOf<E extends Endpoint> = E['ok'] extends z.ZodType ? z.output<E['ok']> : undefined
export type OkSentOf<E extends Endpoint> = E['ok'] extends z.ZodType ? z.input<E['ok']> : undefined

type Optional<K extends string, V> = V extends undefined
  ? { readonly [P in K]?: undefined }
  : { readonly [P in K]: V }

/** What a caller of an endpoint passes: exactly the parts that the contract names. */
export type RequestOf<E extends Endpoint> = Optional<'params', Sent<E['params']>> &
  (E['query'] extends z.ZodType ? { readonly query?: Sent<E['query']> } : { readonly query?: undefined }) &
  Optional<'body', Sent<E['body']>>

/** Two languages, zh-CN first. */
export const Locale = z.enum(['zh-CN', 'en'])
export type Locale = z.infer<typeof Locale>

/** One text in both languages. */
export const Words = z.object({ zh: z.string(), en: z.string() })
export type Words = z.infer<typeof Words>

export const Id = z.uuid()
export const Instant = z.iso.datetime({ offset: true })
export const PlainDate = z.iso.date()
export type Id = z.infer<typeof Id>
export type Instant = z.infer<typeof Instant>
export type PlainDate = z.infer<typeof PlainDate>

/** Keyset paging: `after` is the opaque cursor of the last row seen. */
export const PageQuery = z.object({
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type PageQuery = z.infer<typeof PageQuery>

/** A page of rows; `next` is absent on the last page. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ rows: z.array(row), next: z.string().optional() })
}

/** RFC 9457 problem details, with a stable code, field errors and what to do next. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  /** What the reader can do now, in the reader's language. */
  next: z.string().optional(),
  instance: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Facts of the refusal, e.g. the state that somebody else's decision left. */
  facts: z.record(z.string(), z.unknown()).optional(),
})
export type Problem = z.infer<typeof Problem>

/** The card under which a person appears to colleagues. */
export const MemberCard = z.object({
  id: Id,
  number: z.string(),
  name: z.string(),
  unit: Words.optional(),
  kind: z.string(),
})
export type MemberCard = z.infer<typeof MemberCard>

export const FileCard = z.object({ id: Id, name: z.string(), type: z.string(), bytes: z.number().int() })
export type FileCard = z.infer<typeof FileCard>
