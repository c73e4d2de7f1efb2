/**
 * `npm run bench -- journey [--seconds 4] [--rounds 5]`: three-step approvals a second (apply, three approvals, end; each
 * command durable) beside pgbench writing the least rows, and beside bpmn-engine with its state in the same database.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Cpu, spent } from './cpu.ts'
import { bpmnEngine, type Peer } from './journey/bpmn-engine.ts'
import { ours } from './journey/ours.ts'
import { pgbench } from './journey/pgbench.ts'
import { loops } from './loops.ts'
import { asOwner, say, withServer } from './server.ts'
import { machine, median, type Sample, table } from './table.ts'

const concurrency = [1, 16]

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '5' } },
  })
  if (!existsSync(join(import.meta.dirname, 'peers/node_modules')))
    throw new Error('The peer is not installed: npm ci --prefix bench/peers')
  const seconds = Number(values.seconds)
  const results: Results = new Map()
  const note = (name: string, perSecond: number, { client, postgres }: Cpu) => {
    const kept = results.get(name) ?? { perSecond: [], client: [], postgres: [] }
    const journeys = perSecond * seconds
    results.set(name, {
      perSecond: [...kept.perSecond, perSecond],
      client: [...kept.client, client / journeys],
      postgres: [...kept.postgres, postgres / journeys],
    })
    say(`${name}: ${perSecond.toFixed(1)}`)
  }
  await withServer(async (server) => {
    await asOwner(server.ownerUrl, (client) =>
      client.query(readFileSync(join(import.meta.dirname, 'journey/raw.sql'), 'utf8')),
    )
    const { shared, ownStart } = await ours(server)
    const peers: Record<string, Peer> = {
      ours: shared,
      'ours, own start': ownStart,
      'bpmn-engine': await bpmnEngine(server, 16),
    }
    for (const peer of Object.values(peers)) await loops(16, 2, peer.journey)
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const clients of concurrency) {
        const raw = async (name: string, script: 'rows' | 'cte') => {
          const { done, cpu } = await spent(server.postmaster, () =>
            pgbench(server, script, clients, seconds),
          )
          note(`${name}, ${clients}`, done, cpu)
        }
        await raw('pgbench', 'rows')
        for (const [name, { journey }] of Object.entries(peers)) {
          const { done, cpu } = await spent(server.postmaster, () => loops(clients, seconds, journey))
          note(`${name}, ${clients}`, done.perSecond, cpu)
        }
        await raw('pgbench CTE', 'cte')
      }
    }
    for (const peer of Object.values(peers)) await peer.close()
  })
  report(results)
}

type Results = Map<
  string,
  { readonly perSecond: number[]; readonly client: number[]; readonly postgres: number[] }
>

function report(results: Results): void {
  process.stdout.write(`Three-step approval journeys a second. ${machine()}\n`)
  for (const clients of concurrency) {
    const sides = ['ours', 'ours, own start', 'pgbench', 'pgbench CTE', 'bpmn-engine'].map(
      (name) => `${name}, ${clients}`,
    )
    const samples: Sample[] = sides.map((name) => ({
      name,
      unit: 'journeys/s',
      values: results.get(name)?.perSecond ?? [],
    }))
    process.stdout.write(
      `\n${clients} at once\n\n${table(samples, [`pgbench, ${clients}`, `bpmn-engine, ${clients}`])}\n\n`,
    )
    for (const name of sides) {
      const { client, postgres } = results.get(name) ?? { client: [], postgres: [] }
      process.stdout.write(
        `- ${name}: ${median(client).toFixed(2)} + ${median(postgres).toFixed(2)} ms of processor a journey (client + PostgreSQL)\n`,
      )
    }
  }
}
