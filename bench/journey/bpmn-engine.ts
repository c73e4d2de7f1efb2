/**
 * The peer: bpmn-engine from npm, its state saved to the same database in each step's transaction, recovered for the
 * next. It is installed apart from the product: `npm ci --prefix bench/peers`.
 */
import { createRequire } from 'node:module'
import pg from 'pg'
import type { BenchServer } from '../server.ts'
import { forPeer, opinion } from './models.ts'

type Waiting = { id: string; type: string; signal(message?: unknown): void }
type Execution = { getPostponed(): Waiting[] }
type State = { state: string }
type Engine = {
  execute(): Promise<Execution>
  resume(): Promise<Execution>
  recover(state: unknown): Engine
  getState(): Promise<State>
}

export type Peer = { readonly journey: () => Promise<void>; readonly close: () => Promise<void> }

export async function bpmnEngine(server: BenchServer, clients: number): Promise<Peer> {
  const require = createRequire(new URL('../peers/package.json', import.meta.url))
  const { Engine } = require('bpmn-engine') as { Engine: new (options?: { source: string }) => Engine }
  const pool = new pg.Pool({ connectionString: server.ownerUrl, max: Math.min(clients, 10) })
  await pool.query(
    'create table if not exists raw.peer (id bigint generated always as identity primary key, state json not null)',
  )

  pool.on('error', () => {})

  const start = async () => {
    const engine = new Engine({ source: forPeer })
    await engine.execute()
    const state = JSON.stringify(await engine.getState())
    const { rows } = await pool.query<{ id: number }>(
      'insert into raw.peer (state) values ($1) returning id',
      [state],
    )
    return rows[0]?.id
  }
  const approve = async (id: number | undefined) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query<{ state: unknown }>(
        'select state from raw.peer where id = $1 for update',
        [id],
      )
      const engine = new Engine().recover(rows[0]?.state)
      const execution = await engine.resume()
      const task = execution.getPostponed().find(({ type }) => type === 'bpmn:UserTask')
      if (!task) throw new Error('no task is waiting')
      task.signal({ opinion })
      const state = await engine.getState()
      await client.query('update raw.peer set state = $2 where id = $1', [id, JSON.stringify(state)])
      await client.query('commit')
      return state.state
    } finally {
      client.release()
    }
  }
  return {
    journey: async () => {
      const id = await start()
      await approve(id)
      await approve(id)
      const last = await approve(id)
      if (last !== 'idle') throw new Error(`the peer's journey ended as ${last}`)
    },
    close: () => pool.end(),
  }
}
