/** For the tests of people's routes: the small university behind the real HTTP edge. */
import { randomUUID } from 'node:crypto'
import { createServer } from '#platform/http/server'
import { type TestOptions, type TestPlatform, withTestPlatform } from '#platform/testing'
import { insertGrantUnchecked } from './commands-grants.ts'
import type { People } from './index.ts'
import { actorOf, idOf, smallUniversity } from './testing.ts'

export type Json = Record<string, unknown> & { rows?: Record<string, unknown>[] }
export type Reply = { status: number; body: Json }
type Ask = (number: string, method: 'GET' | 'POST', url: string, body?: object | string) => Promise<Reply>
export type Edge = {
  platform: TestPlatform
  people: People
  ask: Ask
  id: (number: string) => Promise<string>
}

/** The small university behind the real edge: 何予安 administers people, 沈静宜 reads identity numbers of 031. */
export async function withEdge(
  work: (edge: Edge) => Promise<void>,
  settings: TestOptions['settings'] = {},
): Promise<void> {
  await withTestPlatform(
    async (platform) => {
      const { people } = await smallUniversity(platform)
      const unit = async (code: string) =>
        (await people.unitTree()).find((one) => one.code === code)?.id ?? ''
      const grant = { from: platform.clock(), reason: 'test' }
      const [root, school] = [await unit('000'), await unit('031')]
      const [he, shen] = [await idOf(people, '0001001'), await idOf(people, '0005021')]
      await platform.tx(async (tx) => {
        const deps = { platform, dictionary: new Map() }
        await insertGrantUnchecked(
          deps,
          tx,
          { ...grant, subject: he, role: 'people-admin', unitId: root },
          undefined,
        )
        await insertGrantUnchecked(
          deps,
          tx,
          { ...grant, subject: shen, role: 'clerk', unitId: school, categories: ['identity', 'id-number'] },
          undefined,
        )
      })
      const app = await createServer(platform, async (request) => {
        const number = request.headers.cookie
        return number
          ? { actor: await actorOf(people, number), csrf: 'token', mustChangePassword: false }
          : undefined
      })
      people.routes(app)
      try {
        await work({
          platform,
          people,
          id: (number) => idOf(people, number),
          ask: (number, method, url, body) => send(number, method, url, body),
        })
      } finally {
        await app.close()
      }
      async function send(
        number: string,
        method: 'GET' | 'POST',
        url: string,
        body?: object | string,
      ): Promise<Reply> {
        const file = typeof body === 'string'
        const reply = await app.inject({
          method,
          url,
          headers: {
            ...(number === '' ? {} : { cookie: number }),
            'x-csrf': 'token',
            'idempotency-key': randomUUID(),
            ...(file ? { 'content-type': 'multipart/form-data; boundary=cut' } : {}),
          },
          ...(body === undefined ? {} : { payload: file ? multipart(body) : body }),
        })
        return { status: reply.statusCode, body: reply.body === '' ? {} : (reply.json() as Json) }
      }
    },
    { settings },
  )
}

const multipart = (file: string) =>
  `--cut\r\ncontent-disposition: form-data; name="file"; filename="学生.csv"\r\ncontent-type: text/csv\r\n\r\n${file}\r\n--cut--\r\n`

export const numbers = ({ body }: Reply) => (body.rows ?? []).map((row) => row.number)
export const [admin, head, registrar, student] = ['0001001', '0002101', '0005021', '2023310215']
