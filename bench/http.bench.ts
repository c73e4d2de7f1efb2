/**
 * `npm run bench -- http [--requests 2000] [--rounds 5]`: the task list, the hall's home and one approval at 32 connections
 * through the whole product, beside a bare Fastify route that runs the very statements which the product ran (session and
 * idempotency included). For approvals the bare route runs, on a copy of the database from before them, what the product ran
 * for as many others one after another: approvals that arrive together share statements, and nobody's alone could be told.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { createDatabase } from '../apps/server/src/platform/postgres/roles.ts'
import { type Load, load } from './http/load.ts'
import type { Ready } from './http/server.ts'
import { asOwner, say, withServer } from './server.ts'
import { machine, median, percentile, type Sample, table } from './table.ts'

const connections = 32
const server = join(import.meta.dirname, 'http/server.ts')
const flags = ['--disable-warning=ExperimentalWarning']

type Side = 'ours' | 'bare'
type Measured = Load & { readonly cpu: number }
type Results = Map<string, { perSecond: number[]; millis: number[]; cpu: number[] }>
type Loader = (port: number, next: () => string | undefined) => Promise<Measured>

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { requests: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '5' } },
  })
  const [requests, rounds] = [Number(values.requests), Number(values.rounds)]
  const results: Results = new Map()
  await withServer(async ({ appUrl, adminUrl, data }) => {
    const tasks = 1000 + 2 * requests * (rounds + 1)
    say(`making a university with ${tasks} open tasks`)
    await promisify(execFile)(process.execPath, [...flags, server, 'prepare', appUrl, data, String(tasks)])
    const bareUrl = new URL(appUrl)
    bareUrl.pathname = '/bare'
    await asOwner(adminUrl, (client) => createDatabase(client, 'bare', new URL(appUrl).pathname.slice(1)))
    const child = fork(server, ['serve', appUrl, bareUrl.href, data], { execArgv: flags })
    try {
      const [ready] = (await once(child, 'message')) as [Ready]
      await measure(ready, loader(child), requests, rounds, results)
    } finally {
      await ended(child)
    }
  })
  report(results)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = once(child, 'exit')
  child.disconnect()
  await exit
}

/** Loads a port and takes the server process's own time, in milliseconds a request; it holds on a busy machine too. */
function loader(child: ChildProcess): Loader {
  const spent = async () => {
    const answer = once(child, 'message')
    child.send('cpu')
    return Number((await answer)[0])
  }
  return async (port, next) => {
    const before = await spent()
    const done = await load(port, connections, next)
    return { ...done, cpu: ((await spent()) - before) / done.millis.length }
  }
}

async function measure(
  ready: Ready,
  loaded: Loader,
  requests: number,
  rounds: number,
  results: Results,
): Promise<void> {
  let used = 0
  for (let round = 0; round <= rounds; round += 1) {
    const tasks = ready.tasks.slice(used, used + requests)
    const alone = ready.tasks.slice(used + requests, used + 2 * requests)
    used += 2 * requests
    for (const [name, path] of [
      ['task list', '/api/tasks'],
      ['hall home', '/api/hall/home'],
    ] as const) {
      // The first of them is written down for the bare route.
      await load(
        ready.port,
        1,
        counted(1, () => get(ready, path, name)),
      )
      const key = encodeURIComponent(name)
      const ours = await loaded(
        ready.port,
        counted(requests, () => get(ready, path)),
      )
      const bare = await loaded(
        ready.barePort,
        counted(requests, () => get(ready, `/${key}`)),
      )
      note(results, round, name, { ours, bare })
    }
    const ours = await loaded(
      ready.port,
      each(tasks, (id) => approve(ready, `/api/tasks/${id}/decision`)),
    )
    await load(
      ready.port,
      1,
      each(alone, (id) => approve(ready, `/api/tasks/${id}/decision`, id)),
    )
    const bare = await loaded(
      ready.barePort,
      each(alone, (id) => approve(ready, `/${id}`)),
    )
    note(results, round, 'approval', { ours, bare })
  }
}

/** The first round warms both sides and is not kept. */
function note(results: Results, round: number, name: string, sides: Readonly<Record<Side, Measured>>): void {
  say(
    `${round} ${name}: ${sides.ours.perSecond.toFixed(0)} beside ${sides.bare.perSecond.toFixed(0)} a second`,
  )
  if (round === 0) return
  for (const [side, { perSecond, millis, cpu }] of Object.entries(sides)) {
    const kept = results.get(`${name}, ${side}`) ?? { perSecond: [], millis: [], cpu: [] }
    results.set(`${name}, ${side}`, {
      perSecond: [...kept.perSecond, perSecond],
      millis: kept.millis.concat(millis),
      cpu: [...kept.cpu, cpu],
    })
  }
}

function counted(most: number, make: () => string): () => string | undefined {
  let left = most
  return () => (left-- > 0 ? make() : undefined)
}

function each<T>(items: readonly T[], make: (item: T) => string): () => string | undefined {
  let at = 0
  return () => {
    const item = items[at++]
    return item === undefined ? undefined : make(item)
  }
}

function get({ cookie }: Ready, path: string, record?: string): string {
  const header = record === undefined ? '' : `x-bench: ${encodeURIComponent(record)}\r\n`
  return `GET ${path} HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\n${header}\r\n`
}

function approve({ cookie, csrf }: Ready, path: string, record?: string): string {
  const body = JSON.stringify({ outcome: 'approve', opinion: '同意，注意安全', version: 1 })
  const header = record === undefined ? '' : `x-bench: ${record}\r\n`
  return `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\nx-csrf: ${csrf}\r\nidempotency-key: ${randomUUID()}\r\n${header}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

function report(results: Results): void {
  process.stdout.write(`HTTP at ${connections} connections. ${machine()}\n`)
  for (const name of ['task list', 'hall home', 'approval']) {
    const sides = ['ours', 'bare'].map((side) => `${name}, ${side}`)
    const samples: Sample[] = sides.map((side) => ({
      name: side,
      unit: 'requests/s',
      values: results.get(side)?.perSecond ?? [],
    }))
    process.stdout.write(`\n${table(samples, [`${name}, bare`])}\n`)
    for (const side of sides) {
      const { millis, cpu } = results.get(side) ?? { millis: [], cpu: [] }
      const [half, most] = [percentile(millis, 0.5), percentile(millis, 0.99)]
      process.stdout.write(
        `\n${side}: p50 ${half.toFixed(1)} ms, p99 ${most.toFixed(1)} ms, ${median(cpu).toFixed(2)} ms of the server’s own time a request\n`,
      )
    }
  }
}
