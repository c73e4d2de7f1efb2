/** For tests only: answers fetch by method and path, and remembers what was asked. */
import { vi } from 'vitest'

export type Asked = {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: unknown
}
type Answer = { status?: number; body?: unknown } | 'offline'
type Routes = Record<string, Answer | ((asked: Asked) => Answer)>

const problem = (status: number, code: string, title: string, more: object = {}) => ({
  status,
  body: { type: 'about:blank', status, code, title, ...more },
})
export const problems = { of: problem, signIn: problem(401, 'platform.sign-in', '先登录再看') }

export function fakeServer(routes: Routes): { asked: Asked[]; to: (path: string) => Asked[] } {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, 'http://localhost')
    const method = init.method ?? 'GET'
    const one: Asked = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body,
    }
    asked.push(one)
    const route = routes[`${method} ${url.pathname}`]
    const answer =
      typeof route === 'function' ? route(one) : (route ?? problem(404, 'platform.not-found', '没有找到'))
    if (answer === 'offline') throw new TypeError('Failed to fetch')
    const status = answer.status ?? (answer.body === undefined ? 204 : 200)
    return new Response(status === 204 ? null : JSON.stringify(answer.body), {
      status,
      headers: { 'content-type': 'application/json' },
    })
  })
  return { asked, to: (path) => asked.filter((one) => one.path === path) }
}
