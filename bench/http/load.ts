/** A keep-alive HTTP/1.1 load on bare sockets, so that the client takes little of the cores that it shares with the server. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Load = { readonly perSecond: number; readonly millis: readonly number[] }

/**
 * @param next the bytes of the next request, or nothing when all are sent
 * @throws when an answer is not 2xx
 */
export async function load(port: number, connections: number, next: () => string | undefined): Promise<Load> {
  const millis: number[] = []
  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, () => one(port, next, millis)))
  return { perSecond: (millis.length / (performance.now() - began)) * 1000, millis }
}

async function one(port: number, next: () => string | undefined, millis: number[]): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  const answers = reader(socket)
  for (let request = next(); request !== undefined; request = next()) {
    const start = performance.now()
    socket.write(request)
    const answer = await answers()
    millis.push(performance.now() - start)
    if (!/^HTTP\/1\.1 2/.test(answer)) throw new Error(answer.slice(0, 2000))
  }
  socket.destroy()
}

/** Gives whole answers; all of them name their content-length. */
function reader(socket: Socket): () => Promise<string> {
  let waiting: ((answer: string) => void) | undefined
  let got: Buffer = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    got = got.length === 0 ? bytes : Buffer.concat([got, bytes])
    const headers = got.indexOf('\r\n\r\n')
    if (headers < 0) return
    const head = got.toString('latin1', 0, headers)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (got.length < headers + 4 + length) return
    const whole = head.startsWith('HTTP/1.1 2') ? head : got.toString('utf8')
    got = got.subarray(headers + 4 + length)
    waiting?.(whole)
  })
  return () =>
    new Promise((resolve) => {
      waiting = resolve
    })
}
