/**
 * What came with the page: the answers to what every page asks first, and requests that the script in index.html has
 * already sent. Each is taken once, early, and by nobody after the first command.
 */
type First = {
  readonly answers: Record<string, { readonly status: number; readonly body: unknown }>
  readonly asked: Record<string, Promise<Response>>
}

declare global {
  var yizhanFirst: First | undefined
}

/** In milliseconds since the page was opened: later, what came with it may be old. */
const fresh = 30_000

export function forgetFirst(): void {
  globalThis.yizhanFirst = undefined
}

export function takeFirst(address: string): Promise<Response> | undefined {
  const first = globalThis.yizhanFirst
  if (first === undefined) return undefined
  if (performance.now() > fresh) {
    forgetFirst()
    return undefined
  }
  const { [address]: answer } = first.answers
  const { [address]: asked } = first.asked
  delete first.answers[address]
  delete first.asked[address]
  if (answer === undefined) return asked
  const headers = { 'content-type': 'application/json' }
  return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status, headers }))
}
