/**
 * LISTEN on a connection of its own. A hint only: what is heard may be missed while the connection is renewed or where a
 * pooler stands between, so whoever listens also looks by itself from time to time.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from './log.ts'

export type Listening = { readonly stop: () => Promise<void> }

/** @param channel a plain name; @param hear gets the payload of each notification */
export function listen(
  options: pg.PoolConfig,
  channel: string,
  hear: (payload: string) => void,
  log: Log,
): Listening {
  const ending = new AbortController()
  const listening = keepListening(options, channel, hear, log, ending.signal)
  return {
    stop: async () => {
      ending.abort()
      await listening
    },
  }
}

const longestWaitMs = 30_000

async function keepListening(
  options: pg.PoolConfig,
  channel: string,
  hear: (payload: string) => void,
  log: Log,
  ending: AbortSignal,
): Promise<void> {
  for (let wait = 500; !ending.aborted; wait = Math.min(wait * 2, longestWaitMs)) {
    try {
      await untilBroken(options, channel, hear, ending, () => {
        wait = 250
      })
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'cannot listen for hints')
    }
    if (!ending.aborted) await delay(wait, undefined, { signal: ending }).catch(() => undefined)
  }
}

async function untilBroken(
  options: pg.PoolConfig,
  channel: string,
  hear: (payload: string) => void,
  ending: AbortSignal,
  heard: () => void,
): Promise<void> {
  const client = new pg.Client(options)
  const broken = new Promise<void>((resolve) => {
    client.on('end', resolve)
    client.on('error', () => resolve())
    ending.addEventListener('abort', () => resolve(), { once: true })
  })
  client.on('notification', ({ payload }) => hear(payload ?? ''))
  try {
    await client.connect()
    await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    heard()
    await broken
  } finally {
    await client.end().catch(() => undefined)
  }
}
