/**
 * Serves the built pages. With the one HTML page goes what every page asks first, and what this address needs next is
 * named, so that nothing waits for the scripts to find it out.
 */
import { readFile } from 'node:fs/promises'
import { refuse } from '@yizhan/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendRefusal } from './serve.ts'

/** Written by the build beside index.html: an address of the web app, its scripts, and what it asks; `$id` is a part that varies. */
type PageNeeds = {
  readonly path: string
  readonly scripts: readonly string[]
  readonly answers: readonly string[]
}
type WebFiles = { readonly english?: string; readonly pages: readonly PageNeeds[] }
type Answered = { readonly status: number; readonly body: unknown }

/** Longer than this a page does not wait for the answers that go with it: it then asks for them itself. */
const patience = 500

/** Every address that is neither a file nor an API's answers with the one HTML page, with this answer's nonce. */
export async function webRoutes(app: FastifyInstance, dist: string): Promise<void> {
  const { default: files } = await import('@fastify/static')
  await app.register(files, {
    root: dist,
    index: false,
    maxAge: '365d',
    immutable: true,
    preCompressed: true,
  })
  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    const [html, { english, pages }, answers] = await Promise.all([
      readFile(`${dist}/index.html`, 'utf8'),
      filesOf(dist),
      everyPageAsks(app, request),
    ])
    const text = html.replace('<!--first-->', () => firstOf(pageOf(pages, request.url), answers, english))
    return reply.type('text/html; charset=utf-8').send(text.replaceAll('__CSP_NONCE__', reply.nonce))
  }
  for (const path of ['/', '/index.html']) app.get(path, page)
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && !/^\/(api|assets)\//.test(request.url)
    return isPage ? page(request, reply) : sendRefusal(request, reply, refuse('platform.not-found'))
  })
}

/** The elements for the head. A script of type application/json is data: it is not run, so it needs no nonce. */
function firstOf(
  needs: PageNeeds | undefined,
  answers: Readonly<Record<string, Answered>>,
  english: string | undefined,
): string {
  const session = answers['/api/session']?.status
  // Nobody signed in, or a password to change first: another page will come, which asks for other things.
  const ask = session === 200 ? (needs?.answers ?? []) : []
  const json = JSON.stringify({ answers, ask, english }).replaceAll('<', '\\u003c')
  return [
    ...(needs?.scripts ?? []).map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`),
    `<script type="application/json" id="first">${json}</script>`,
  ].join('\n')
}

/** The site and the session as their own addresses answer them: no more than a page would be told when it asks. */
async function everyPageAsks(
  app: FastifyInstance,
  request: FastifyRequest,
): Promise<Record<string, Answered>> {
  const names = ['cookie', 'accept-language', 'user-agent', 'host', 'x-forwarded-for', 'x-forwarded-proto']
  const headers = Object.fromEntries(
    names.flatMap((name) => {
      const value = request.headers[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const remoteAddress = request.socket.remoteAddress
  const ask = async (url: string) => {
    const answer = await app.inject({ url, headers, ...(remoteAddress ? { remoteAddress } : {}) })
    // No session is an answer too; anything else the page should hear for itself.
    const told = answer.statusCode === 200 || answer.statusCode === 401
    return told ? [[url, { status: answer.statusCode, body: answer.json() }] as const] : []
  }
  const late = Promise.withResolvers<[]>()
  const timer = setTimeout(() => late.resolve([]), patience)
  const both = Promise.all(['/api/site', '/api/session'].map(ask)).catch(() => [])
  const found = await Promise.race([both, late.promise])
  clearTimeout(timer)
  return Object.fromEntries(found.flat())
}

/** The build wrote it, and the server trusts it as it trusts the scripts beside it. */
async function filesOf(dist: string): Promise<WebFiles> {
  const text = await readFile(`${dist}/pages.json`, 'utf8').catch(() => '{"pages":[]}')
  return JSON.parse(text) as WebFiles
}

/** The page of an address, with what varies put into what it asks. */
export function pageOf(pages: readonly PageNeeds[], url: string): PageNeeds | undefined {
  const [path = '', query] = url.split('?')
  const parts = path.split('/')
  for (const page of pages) {
    const wanted = page.path.split('/')
    const fits =
      wanted.length === parts.length &&
      wanted.every((part, at) => part === parts[at] || (part === '$id' && /^[\w-]+$/.test(parts[at] ?? '')))
    if (!fits) continue
    const id = parts[wanted.indexOf('$id')] ?? ''
    // With a query the page asks for something else, or for more.
    const answers = query === undefined ? page.answers.map((answer) => answer.replace('$id', id)) : []
    return { ...page, answers }
  }
  return undefined
}
