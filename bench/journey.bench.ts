/**
 * `npm run bench -- journey [--seconds 4] [--rounds 5]`: three-step approvals a second (apply, three approvals, end; each
 * command durable) beside pgbench writing the least rows, and beside bpmn-engine with its state in the same database.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bpmnEngine, type Peer } from './journey/bpmn-engine.ts'
import { ours } from './journey/ours.ts'
import { pgbench } from './journey/pgbench.ts'
import { loops } from './loops.ts'
import { asOwner, say, withServer } from './server.ts'
import { machine, type Sample, table } from './table.ts'

const concurrency = [1, 16]

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '5' } },
  })
  if (!existsSync(join(import.meta.dirname, 'peers/node_modules')))
    throw new Error('The peer is not installed: npm ci --prefix bench/peers')
  const seconds = Number(values.seconds)
  const results = new Map<string, number[]>()
  const note = (name: string, value: number) => {
    results.set(name, [...(results.get(name) ?? []), value])
    say(`${name}: ${value.toFixed(1)}`)
  }
  await withServer(async (server) => {
    await asOwner(server.ownerUrl, (client) =>
      client.query(readFileSync(join(import.meta.dirname, 'journey/raw.sql'), 'utf8')),
    )
    const peers: Record<string, Peer> = {
      ours: await ours(server),
      'bpmn-engine': await bpmnEngine(server, 16),
    }
    for (const peer of Object.values(peers)) await loops(16, 2, peer.journey)
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const clients of concurrency) {
        note(`pgbench, ${clients}`, await pgbench(server, 'rows', clients, seconds))
        for (const [name, { journey }] of Object.entries(peers))
          note(`${name}, ${clients}`, (await loops(clients, seconds, journey)).perSecond)
        note(`pgbench CTE, ${clients}`, await pgbench(server, 'cte', clients, seconds))
      }
    }
    for (const peer of Object.values(peers)) await peer.close()
  })
  report(results)
}

function report(results: ReadonlyMap<string, readonly number[]>): void {
  process.stdout.write(`Three-step approval journeys a second. ${machine()}\n`)
  for (const clients of concurrency) {
    const samples: Sample[] = ['ours', 'pgbench', 'pgbench CTE', 'bpmn-engine'].map((name) => ({
      name: `${name}, ${clients}`,
      unit: 'journeys/s',
      values: results.get(`${name}, ${clients}`) ?? [],
    }))
    process.stdout.write(
      `\n${clients} at once\n\n${table(samples, [`pgbench, ${clients}`, `bpmn-engine, ${clients}`])}\n`,
    )
  }
}
