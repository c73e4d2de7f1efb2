/** Contracts -> typed calls. One fetch for everything: the CSRF header, idempotency keys, problems as errors. */
import type { Api, Endpoint, OkOf, Problem, RequestOf } from '@yizhan/contracts'
import { forgetFirst, takeFirst } from './first.ts'

/** An RFC 9457 problem that the server answered; `status` 0 stands for no answer at all. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }
  get status(): number {
    return this.problem.status
  }
  get code(): string {
    return this.problem.code
  }
  /** Messages by the path of the field they belong to. */
  get fields(): ReadonlyMap<string, string> {
    return new Map((this.problem.fields ?? []).map((field) => [field.path, field.message]))
  }
}

export const isProblem = (error: unknown, code?: string): error is ProblemError =>
  error instanceof ProblemError && (code === undefined || error.code === code)

export type CallOptions = {
  readonly signal?: AbortSignal
  readonly key?: string
  /** The request goes on when the page is left. */
  readonly keepalive?: boolean
}
type FileOf<E extends Endpoint> = E['wire'] extends 'upload' ? { readonly file: File } : object
type Call<E extends Endpoint> = (request: RequestOf<E> & FileOf<E>, options?: CallOptions) => Promise<OkOf<E>>
export type Client<A extends Api> = { readonly [K in keyof A]: Call<A[K]> }

let csrf = ''
/** The session tells the token; every command sends it back. */
export function keepCsrf(token: string): void {
  csrf = token
}

/** A version 4 UUID; `crypto.randomUUID` is missing on plain-http origins. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

type Loose = {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  file?: File
}

/** The address of an endpoint, with its parameters and query put in. */
export function addressOf(endpoint: Endpoint, request: Loose): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_whole, name: string) =>
    encodeURIComponent(String(request.params?.[name] ?? '')),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

const noSession = new Set<() => void>()
/** Called when the server no longer knows the session: it ended while a page was open. */
export function onSessionGone(listener: () => void): () => void {
  noSession.add(listener)
  return () => noSession.delete(listener)
}

const offline: Problem = { type: 'about:blank', title: '', status: 0, code: 'web.offline' }

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'web.unreadable',
  }
  try {
    const body: unknown = await response.json()
    if (typeof body !== 'object' || body === null || !('code' in body)) return fallback
    return { ...fallback, ...body, code: String(body.code) }
  } catch {
    return fallback
  }
}

/** A page that stood open for long may hold an old token: ask for the present one. */
async function renewCsrf(): Promise<boolean> {
  const response = await fetch('/api/session', { credentials: 'same-origin' }).catch(() => undefined)
  if (!response?.ok) return false
  const session: unknown = await response.json()
  const token: unknown =
    typeof session === 'object' && session !== null ? Reflect.get(session, 'csrf') : undefined
  if (typeof token !== 'string' || token === csrf) return false
  keepCsrf(token)
  return true
}

async function send(endpoint: Endpoint, request: Loose, options: CallOptions): Promise<unknown> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang || 'zh-CN',
  }
  let body: BodyInit | undefined
  if (endpoint.method !== 'GET') {
    forgetFirst()
    headers['x-csrf'] = csrf
    if (!endpoint.naturallyIdempotent) headers['idempotency-key'] = options.key ?? newKey()
  }
  if (request.file) {
    const form = new FormData()
    form.set('file', request.file)
    body = form
  } else if (request.body !== undefined) {
    headers['content-type'] = 'application/json'
    body = JSON.stringify(request.body)
  }
  let response: Response
  try {
    const address = addressOf(endpoint, request)
    const first = endpoint.method === 'GET' ? takeFirst(address) : undefined
    response = await (first ??
      fetch(address, {
        method: endpoint.method,
        headers,
        credentials: 'same-origin',
        ...(body === undefined ? {} : { body }),
        ...(options.signal ? { signal: options.signal } : {}),
        ...(options.keepalive ? { keepalive: true } : {}),
      }))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ProblemError(offline)
  }
  if (!response.ok) {
    // Signing in and asking who is signed in answer 401 in the ordinary course of things.
    if (response.status === 401 && endpoint.path !== '/api/session')
      for (const listener of noSession) listener()
    const problem = await problemOf(response)
    if (problem.code === 'platform.csrf' && (await renewCsrf())) return send(endpoint, request, options)
    throw new ProblemError(problem)
  }
  if (response.status === 204 || endpoint.ok === undefined) return undefined
  return response.json()
}

/** A client with one method per endpoint of the contract. */
export function client<const A extends Api>(api: A): Client<A> {
  const calls: Record<string, (request: Loose, options?: CallOptions) => Promise<unknown>> = {}
  for (const [name, endpoint] of Object.entries(api)) {
    calls[name] = (request, options = {}) => send(endpoint, request, options)
  }
  // The loop gives exactly one call per key of the contract; TypeScript cannot follow it through Object.entries.
  return calls as Client<A>
}
