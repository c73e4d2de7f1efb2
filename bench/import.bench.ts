/**
 * `npm run bench -- import [--members 381000] [--runs 3]`: members per second of the real import (judged, merged, indexed,
 * whole or nothing) beside a raw COPY of the same bytes into a table of text columns without any index.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createPeople, type ImportOutcome } from '../apps/server/src/modules/people/index.ts'
import { readConfig } from '../apps/server/src/platform/config.ts'
import { copyFrom } from '../apps/server/src/platform/copy.ts'
import { createLog } from '../apps/server/src/platform/log.ts'
import { createPlatform } from '../apps/server/src/platform/platform.ts'
import { fileBytes, fileKinds } from '../demo/files.ts'
import { demoSeed } from '../demo/index.ts'
import { Plan } from '../demo/plan.ts'
import { type Cpu, spent } from './cpu.ts'
import { asOwner, say, withServer } from './server.ts'
import { machine, median, type Sample, table } from './table.ts'

type Files = Readonly<Record<(typeof fileKinds)[number], string>>

type Measured = { readonly perSecond: number; readonly cpu: Cpu }
type Note = (name: string, measured: Measured) => void
type Results = Map<string, { readonly perSecond: readonly number[]; readonly cpu: readonly Cpu[] }>

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { members: { type: 'string', default: '381000' }, runs: { type: 'string', default: '3' } },
  })
  const members = Number(values.members)
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-import-'))
  try {
    const files = await writeFiles(folder, members)
    const results: Results = new Map()
    const note: Note = (name, { perSecond, cpu }) => {
      const kept = results.get(name) ?? { perSecond: [], cpu: [] }
      results.set(name, { perSecond: [...kept.perSecond, perSecond], cpu: [...kept.cpu, cpu] })
    }
    for (let run = 1; run <= Number(values.runs); run++) {
      say(`run ${run}`)
      await measure(files, note)
    }
    const bytes = (await stat(files.staff)).size + (await stat(files.students)).size
    const rss = process.resourceUsage().maxRSS / 1024
    process.stdout.write(`${report(results, { members, bytes, rss })}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeFiles(folder: string, members: number): Promise<Files> {
  const plan = new Plan({ members, seed: demoSeed })
  const files: Record<string, string> = {}
  for (const kind of fileKinds) {
    const file = join(folder, `${kind}.csv`)
    await pipeline(Readable.from(fileBytes(plan, kind)), createWriteStream(file))
    files[kind] = file
  }
  return files as Files
}

/** One fresh database: raw COPY and the import of the same bytes, the second import, positions and relations. */
async function measure(files: Files, note: Note): Promise<void> {
  await withServer(async ({ data, appUrl, ownerUrl, postmaster }) => {
    const rate = (work: () => Promise<number>) => rateOf(postmaster, work)
    const { config } = readConfig({}, { data, logLevel: 'silent' })
    const platform = await createPlatform({ config, log: createLog('silent'), databaseUrl: appUrl })
    const people = createPeople(platform)
    const take = async (kind: (typeof fileKinds)[number]): Promise<ImportOutcome> => {
      const file = files[kind]
      const outcome = await people.importWithoutPermit({
        kind,
        source: { name: file, open: () => createReadStream(file) },
      })
      if ('code' in outcome || outcome.errorCount > 0) throw new Error(JSON.stringify(outcome).slice(0, 500))
      return outcome
    }
    const both = async () => (await take('staff')).linesRead + (await take('students')).linesRead
    try {
      await take('units')
      note('raw COPY of the same bytes', await rate(() => rawCopy(ownerUrl, files)))
      note('import', await rate(both))
      note('the same files again', await rate(both))
      await take('positions')
      note('relations (lines)', await rate(async () => (await take('relations')).linesRead))
    } finally {
      await platform.close()
    }
  })
}

async function rateOf(postmaster: number, work: () => Promise<number>): Promise<Measured> {
  const began = performance.now()
  const { done: count, cpu } = await spent(postmaster, work)
  const seconds = (performance.now() - began) / 1000
  say(`  ${count} in ${seconds.toFixed(1)} s`)
  return { perSecond: count / seconds, cpu }
}

/** A table of 25 text columns without an index: the least that PostgreSQL must do to keep these bytes. */
async function rawCopy(ownerUrl: string, files: Files): Promise<number> {
  return asOwner(ownerUrl, async (client) => {
    const columns = Array.from({ length: 25 }, (_, index) => `c${index} text`).join(', ')
    await client.query(`create table raw (${columns})`)
    let rows = 0
    for (const kind of ['staff', 'students'] as const) {
      rows += await copyFrom(
        client,
        `raw (${columns.replaceAll(' text', '')})`,
        createReadStream(files[kind]),
        'format csv, header',
      )
    }
    await client.query('drop table raw')
    return rows
  })
}

type Facts = { readonly members: number; readonly bytes: number; readonly rss: number }

function report(results: Results, { members, bytes, rss }: Facts): string {
  const samples: Sample[] = [...results].map(([name, { perSecond }]) => ({
    name,
    unit: 'lines/s',
    values: perSecond,
  }))
  const times = results.get('import')?.perSecond ?? []
  const seconds = (side: keyof Cpu, cpu: readonly Cpu[]) =>
    (median(cpu.map((one) => one[side])) / 1000).toFixed(1)
  return [
    `\`npm run bench -- import --members ${members}\` on ${machine()}`,
    '',
    table(samples, ['raw COPY of the same bytes']),
    '',
    ...[...results].map(
      ([name, { cpu }]) =>
        `- ${name}: ${seconds('client', cpu)} + ${seconds('postgres', cpu)} s of processor (our process + PostgreSQL)`,
    ),
    '',
    `${(bytes / 1e6).toFixed(0)} MB of staff and students. Slowest import of all members: ${(members / Math.min(...times)).toFixed(1)} s. Peak memory of the process: ${rss.toFixed(0)} MB.`,
  ].join('\n')
}
