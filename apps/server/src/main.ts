/** The only composition: configuration -> platform -> modules -> server. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  accountApi,
  hallApi,
  noticeApi,
  peopleApi,
  platformApi,
  processApi,
  sealApi,
} from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import { createAccount } from '#modules/account'
import { createHall } from '#modules/hall'
import { createNotice } from '#modules/notice'
import { createPeople } from '#modules/people'
import { createProcess } from '#modules/process'
import { createSeal } from '#modules/seal'
import type { Config } from './platform/config.ts'
import { createPool } from './platform/db.ts'
import { forgetFiles } from './platform/forget-files.ts'
import { forgetOldKeys } from './platform/http/idempotency.ts'
import type { ApiGroup } from './platform/http/openapi.ts'
import { createServer } from './platform/http/server.ts'
import { systemRoutes } from './platform/http/system.ts'
import { webRoutes } from './platform/http/web.ts'
import { type JobRunner, startJobs } from './platform/jobs.ts'
import type { Log } from './platform/log.ts'
import { applicationRole, isMigrated } from './platform/migrate.ts'
import { createPlatform, type Module, type Platform } from './platform/platform.ts'

export const apiGroups: readonly ApiGroup[] = [
  { name: 'account', title: '账号 Accounts and sessions', api: accountApi },
  { name: 'hall', title: '办事大厅 Hall: services and cases', api: hallApi },
  { name: 'process', title: '流程 Tasks and running cases', api: processApi },
  { name: 'seal', title: '电子印章 Documents and verification', api: sealApi },
  { name: 'people', title: '人员与单位 People', api: peopleApi },
  { name: 'notice', title: '通知 Notices', api: noticeApi },
  { name: 'platform', title: '平台 Files and health', api: platformApi },
]

export type Modules = Awaited<ReturnType<typeof createModules>>

/** Makes the modules and joins them; each gets the faces that it may call. */
export async function createModules(platform: Platform) {
  const people = createPeople(platform)
  const process = createProcess(platform, { people })
  const seal = await createSeal(platform, { people, process })
  const hall = await createHall(platform, { people, process, seal })
  const account = createAccount(platform, { people, process, hall })
  const notice = createNotice(platform, { people, process, account })
  return { people, process, seal, hall, account, notice }
}

export type Running = {
  readonly app: FastifyInstance
  readonly platform: Platform
  readonly modules: Modules
  /** Drains requests, then jobs, then connections. */
  readonly stop: () => Promise<void>
}

export type StartOptions = { config: Config; log: Log; appUrl: string; clock?: () => Temporal.Instant }

/** Everything but listening: what `yizhan serve` and the API tests share. */
export async function start({ config, log, appUrl, clock }: StartOptions): Promise<Running> {
  const platform = await createPlatform({ config, log, databaseUrl: appUrl, ...(clock ? { clock } : {}) })
  const modules = await createModules(platform)
  const jobPool = createPool({
    url: appUrl,
    size: config.jobConcurrency + 3,
    role: applicationRole,
    statementTimeoutMs: 120_000,
    named: false,
  })
  const jobs = await startJobs(jobPool, jobsOf(platform, modules), config.jobConcurrency, log)
  addChecks(platform, jobs)
  const app = await createServer(platform, modules.account.sessionOf)
  systemRoutes(app, platform, apiGroups, [modules.hall.mayReadFile])
  for (const module of Object.values(modules)) module.routes(app)
  const dist = join(config.root, 'apps/web/dist')
  if (existsSync(join(dist, 'index.html'))) await webRoutes(app, dist)
  return {
    app,
    platform,
    modules,
    stop: async () => {
      await app.close()
      await jobs.stop()
      await jobPool.end()
      await platform.close()
    },
  }
}

function jobsOf(platform: Platform, modules: Modules) {
  const keepers = Object.values(modules).flatMap((module: Module) => module.keeps ?? [])
  const own = [
    { name: 'platform.forget-keys', cron: '17 19 * * *', handle: () => forgetOldKeys(platform) },
    { name: 'platform.forget-files', cron: '37 19 * * *', handle: () => forgetFiles(platform, keepers) },
  ]
  const delivered = platform.events.subscriptions.map(({ name, handle }) => ({
    name,
    handle: (payload: unknown) => handle(payload as never),
  }))
  return [...own, ...delivered, ...Object.values(modules).flatMap((module) => module.jobs ?? [])]
}

function addChecks(platform: Platform, jobs: JobRunner): void {
  platform.checks.push(
    { name: 'database', check: async () => ({ ok: (await platform.pool.query('select 1')).rowCount === 1 }) },
    {
      name: 'migrations',
      check: async () => ({ ok: await isMigrated(async (sql) => (await platform.pool.query(sql)).rows) }),
    },
    { name: 'jobs', check: async () => ({ ok: jobs.running() }) },
  )
}
