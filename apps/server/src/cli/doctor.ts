import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { checkCatalogue, standardRules } from '#modules/hall'
import { examineAuthority, examineSeals } from '#modules/seal'
import { reachDatabase } from '../database.ts'
import { type Config, ConfigError, readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { isMigrated } from '../platform/migrate.ts'
import {
  clockFinding,
  diskFinding,
  type Finding,
  loginFinding,
  nodeFinding,
  proxyFinding,
  reasonOf,
} from './findings.ts'
import { parse, type Verb } from './verb.ts'

export const doctor: Verb = {
  usage:
    '  yizhan doctor [--json]\n\nShows every setting with its origin (secrets hidden) and changes nothing. Exit code 1 when something is wrong.',
  async run(args, { out, env }) {
    const { values } = parse(args, { json: { type: 'boolean', default: false } })
    const { config, shown } = readConfig(env)
    const findings: Finding[] = [
      nodeFinding(),
      await diskFinding(config.data),
      proxyFinding(config),
      ...(await examineSeals(config)),
      await catalogueFinding(config),
      ...(await databaseFindings(config)),
    ]
    const ok = findings.every((finding) => finding.ok)
    if (values.json) out(JSON.stringify({ ok, findings, settings: shown }, null, 2))
    else {
      for (const { name, ok: fine, detail, advice } of findings) {
        out(
          `${fine ? '✓' : '✗'} ${name}${detail ? `: ${detail}` : ''}${fine || !advice ? '' : `\n    → ${advice}`}`,
        )
      }
      out('\n设置 settings')
      for (const s of shown) out(`  ${s.variable.padEnd(30)} ${s.value.padEnd(28)} ${s.origin}`)
    }
    return ok ? 0 : 1
  },
}

async function catalogueFinding(config: Config): Promise<Finding> {
  const advice = '运行 yizhan catalogue check，按提示改。 Run yizhan catalogue check and mend what it names.'
  try {
    const { ok, services, problems } = await checkCatalogue(config.catalogue, standardRules)
    return { name: 'catalogue', ok, detail: `${services} services, ${problems.length} remarks`, advice }
  } catch (error) {
    return { name: 'catalogue', ok: false, detail: reasonOf(error), advice }
  }
}

/** Looks at the database that is there; one that is not made yet is npm start's business. */
async function databaseFindings(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === undefined && !existsSync(join(config.data, 'postgres'))) {
    return [{ name: 'database', ok: true, detail: '还没有，npm start 会建 none yet; npm start makes it' }]
  }
  const advice =
    config.databaseUrl === undefined
      ? `看 ${join(config.data, 'postgres.log')} 的最后几行。 Read the last lines of that log.`
      : '核对 DATABASE_URL 的地址、账号和防火墙。 Check address, account and firewall of DATABASE_URL.'
  try {
    const database = await reachDatabase(config, createLog('silent'))
    try {
      return [...(await examineDatabase(database.ownerUrl, config)), await loginFinding(database.appUrl)]
    } finally {
      await database.stop()
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    return [{ name: 'database', ok: false, detail: reasonOf(error), advice }]
  }
}

async function examineDatabase(url: string, config: Config): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  await client.connect()
  try {
    const version = Number((await client.query('show server_version_num')).rows[0]?.server_version_num)
    const migrated = await isMigrated(async (sql) => (await client.query(sql)).rows).catch(() => false)
    const signer = migrated
      ? [await examineAuthority(config, async (sql) => (await client.query(sql)).rows)]
      : []
    const gaveUp = migrated
      ? Number(
          (
            await client.query(
              'select count(*)::int as n from graphile_worker.jobs where attempts >= max_attempts',
            )
          ).rows[0]?.n,
        )
      : 0
    return [
      {
        name: 'database',
        ok: version >= 150_000,
        detail: `PostgreSQL ${Math.floor(version / 10_000)}.${version % 100}`,
        advice: '换 PostgreSQL 15 或更新。 Use PostgreSQL 15 or later.',
      },
      {
        name: 'migrations',
        ok: migrated,
        detail: migrated ? 'up to date' : 'behind',
        advice: '运行 yizhan migrate，或重新启动。 Run yizhan migrate, or start again.',
      },
      {
        name: 'jobs',
        ok: gaveUp === 0,
        detail: `${gaveUp} gave up`,
        advice: '在“服务管理”里看没办成的步骤。 See the steps that failed in the service administration.',
      },
      ...signer,
      await clockFinding((sql) => client.query(sql)),
    ]
  } finally {
    await client.end()
  }
}
