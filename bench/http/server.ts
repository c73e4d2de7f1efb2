/**
 * The process under load: the whole product on one port, a bare Fastify with the same statements on another. Both use
 * pools of the same size, the same role and named statements.
 */
import './record.ts'
import type { AddressInfo } from 'node:net'
import { isRefusal } from '@yizhan/contracts'
import { readBpmn } from '@yizhan/process'
import Fastify from 'fastify'
import type pg from 'pg'
import { type Running, start } from '../../apps/server/src/main.ts'
import { readConfig } from '../../apps/server/src/platform/config.ts'
import { createPool } from '../../apps/server/src/platform/db.ts'
import { createLog } from '../../apps/server/src/platform/log.ts'
import { applicationRole } from '../../apps/server/src/platform/migrate.ts'
import { loadDemo } from '../../demo/index.ts'
import { demoPassword } from '../../demo/personas.ts'
import { answers, forUs } from '../journey/models.ts'
import { current, type Recording } from './record.ts'

/** 周敏, who decides; 林知夏, who applies. */
const counsellor = '0004410'
const student = '2023310215'

export type Ready = {
  readonly kind: 'ready'
  readonly port: number
  readonly barePort: number
  readonly cookie: string
  readonly csrf: string
  readonly tasks: readonly string[]
}

const began = Temporal.Now.instant().epochMilliseconds
/** Time passes 600 times as fast, so that the limit of 240 commands a minute for one person does not end the load. */
const clock = () =>
  Temporal.Instant.fromEpochMilliseconds(began + (Temporal.Now.instant().epochMilliseconds - began) * 600)

async function open(url: string, data: string, fast: boolean): Promise<Running> {
  const settings = {
    data,
    catalogue: new URL('../../catalogue', import.meta.url).pathname,
    logLevel: 'error',
    sessionHours: '168',
    sessionIdleMinutes: '1440',
  }
  const { config } = readConfig({}, settings)
  return start({ config, log: createLog('error'), appUrl: url, ...(fast ? { clock } : {}) })
}

/** A demo university whose counsellor has `open` tasks, each the first of three. */
export async function prepare(url: string, data: string, tasks: number): Promise<void> {
  const running = await open(url, data, false)
  await loadDemo(running, 2000)
  const applicant = await running.modules.people.memberByNumber(student)
  const { plan } = await readBpmn(forUs)
  if (!applicant || !plan) throw new Error('the demo or the model has a fault')
  const { platform, modules } = running
  let left = tasks
  const work = async () => {
    for (; left > 0; ) {
      left -= 1
      const number = `YZ-20261124-${String(left).padStart(4, '0')}`
      const started = await platform.tx((tx) =>
        modules.process.startInstance(tx, {
          caseId: platform.newId(),
          caseNumber: number,
          service: { id: 'student-leave', version: 1, name: { zh: '学生请假', en: 'Student leave' } },
          plan,
          applicantId: applicant.id,
          facts: answers,
          summary: '事假 4 天，11月25日至28日',
          flags: 0,
        }),
      )
      if (isRefusal(started)) throw new Error(started.code)
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
  await running.stop()
}

export async function serveBoth(url: string, bareUrl: string, data: string): Promise<Ready> {
  const running = await open(url, data, true)
  const recordings = new Map<string, Recording>()
  // Before Fastify sees the request, so that looking up the session is written down too.
  running.app.server.prependListener('request', (request) => {
    const key = request.headers['x-bench']
    const recording = typeof key === 'string' ? { statements: [], answer: undefined } : undefined
    if (typeof key === 'string' && recording) recordings.set(decodeURIComponent(key), recording)
    current.enterWith(recording)
  })
  running.app.addHook('onSend', async (_request, _reply, payload) => {
    const recording = current.getStore()
    if (recording && typeof payload === 'string') recording.answer = JSON.parse(payload)
  })
  await running.app.listen({ port: 0, host: '127.0.0.1' })
  const signedIn = await running.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { account: counsellor, password: demoPassword },
  })
  const { rows } = await running.platform.pool.query<{ id: string }>(
    'select id from process.task where closed_at is null order by id',
  )
  const bare = await bareServer(bareUrl, running.platform.config.poolSize, recordings)
  return {
    kind: 'ready',
    port: (running.app.server.address() as AddressInfo).port,
    barePort: bare,
    cookie: `yz=${signedIn.cookies.find(({ name }) => name === 'yz')?.value}`,
    csrf: signedIn.json<{ csrf: string }>().csrf,
    tasks: rows.map(({ id }) => id),
  }
}

async function bareServer(
  url: string,
  size: number,
  recordings: ReadonlyMap<string, Recording>,
): Promise<number> {
  const pool = createPool({ url, size, role: applicationRole })
  const app = Fastify()
  const replay = async ({ params }: { params: unknown }) => {
    const { key } = params as { key: string }
    const recording = recordings.get(key)
    if (!recording) throw new Error(`nothing was written down for ${key}`)
    const client = await pool.connect()
    try {
      for (const { text, values, name } of recording.statements) await run(client, { text, values, name })
    } finally {
      client.release()
    }
    return recording.answer
  }
  app.get('/:key', replay)
  app.post('/:key', replay)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

async function run(
  client: pg.PoolClient,
  { text, values, name }: { text: string; values: readonly unknown[]; name?: string | undefined },
) {
  if (values.length === 0) return client.query(text)
  return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })
}

const [task, ...args] = process.argv.slice(2)
if (task === 'prepare') {
  const [url = '', data = '', tasks = '0'] = args
  await prepare(url, data, Number(tasks))
} else if (task === 'serve') {
  const [url = '', bareUrl = '', data = ''] = args
  process.send?.(await serveBoth(url, bareUrl, data))
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.((user + system) / 1000)
  })
  process.once('disconnect', () => process.exit(0))
}
