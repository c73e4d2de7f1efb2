import { statfs } from 'node:fs/promises'
import { openDatabase } from '../database.ts'
import { start } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { readiness } from '../platform/http/system.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { parse, type Verb } from './verb.ts'

type Finding = { name: string; ok: boolean; detail?: string; advice?: string }

export const doctor: Verb = {
  usage:
    '  yizhan doctor [--json]\n\nShows every setting with its origin (secrets hidden). Exit code 1 when something is wrong.',
  async run(args, { out, env }) {
    const { values } = parse(args, { json: { type: 'boolean', default: false } })
    const { config, shown } = readConfig(env)
    const findings: Finding[] = [nodeVersion(), await disk(config.data)]
    const log = createLog('silent')
    try {
      const database = await openDatabase(config, log)
      try {
        await migrate(database.ownerUrl)
        const running = await start({ config, log, appUrl: database.appUrl })
        findings.push(...(await readiness(running.platform)), await clock(running.platform.pool))
        await running.stop()
      } finally {
        await database.stop()
      }
    } catch (error) {
      findings.push({
        name: 'database',
        ok: false,
        detail: error instanceof Error ? error.message : String(error),
      })
    }
    const ok = findings.every((finding) => finding.ok)
    if (values.json) out(JSON.stringify({ ok, findings, settings: shown }, null, 2))
    else {
      for (const f of findings)
        out(
          `${f.ok ? '✓' : '✗'} ${f.name}${f.detail ? `: ${f.detail}` : ''}${f.ok || !f.advice ? '' : `\n    → ${f.advice}`}`,
        )
      out('\n设置 settings')
      for (const s of shown) out(`  ${s.variable.padEnd(30)} ${s.value.padEnd(28)} ${s.origin}`)
    }
    return ok ? 0 : 1
  },
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  return {
    name: 'node',
    ok: major >= 26,
    detail: process.version,
    advice:
      '用 npm start 或 npx yizhan 启动，它们带 Node 26。 Start by npm start or npx yizhan, which bring Node 26.',
  }
}

async function disk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder).catch(() => statfs('.'))
  const gigabytes = (bavail * bsize) / 1e9
  return {
    name: 'disk',
    ok: gigabytes > 2,
    detail: `${gigabytes.toFixed(1)} GB free`,
    advice: `给 ${folder} 腾出 2 GB 以上。 Free more than 2 GB for ${folder}.`,
  }
}

/** Deadlines use the database's clock as the common one; this node may not be more than two seconds off. */
async function clock(pool: {
  query: (sql: string) => Promise<{ rows: { ms: number }[] }>
}): Promise<Finding> {
  const before = Temporal.Now.instant().epochMilliseconds
  const { rows } = await pool.query('select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms')
  const after = Temporal.Now.instant().epochMilliseconds
  const off = Math.round((rows[0]?.ms ?? 0) - (before + after) / 2)
  return {
    name: 'clock',
    ok: Math.abs(off) < 2000,
    detail: `${off} ms from the database`,
    advice: '打开时间同步（chrony、systemd-timesyncd）。 Turn time synchronisation on.',
  }
}
