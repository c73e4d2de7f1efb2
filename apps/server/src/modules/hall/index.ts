/** 办事大厅 hall: the face of the module; see README.md. */
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import type { Module, Platform } from '#platform/platform'
import { describeCase, mayReadMaterials } from './case-detail.ts'
import { loadCatalogue } from './catalogue-loader.ts'
import { deployedVersions, deployService, withdrawMissing } from './deploy.ts'
import type { HallDeps, PeopleFace, ProcessFace, SealFace } from './faces.ts'
import { runningCount } from './queries.ts'
import { casesOfFile, filesInUse } from './queries-files.ts'
import { hallRoutes } from './routes.ts'
import { shelve } from './shelf.ts'
import type { HallTables } from './tables.ts'
import { officialCalendar } from './work-calendar.ts'

export {
  type CatalogueCheck,
  type CatalogueProblem,
  type CatalogueRules,
  checkCatalogue,
  loadCatalogue,
  standardRules,
} from './catalogue-loader.ts'
export type { HallTables } from './tables.ts'

export type Hall = Module & {
  readonly routes: (app: FastifyInstance) => void
  readonly runningCasesOf: (memberId: string) => Promise<number>
  /** A material may be read by the applicant, by whoever has or had the task, and under a right over all categories. */
  readonly mayReadFile: (actor: Actor, file: { readonly id: string }) => Promise<boolean>
}

type Faces = { readonly people: PeopleFace; readonly process: ProcessFace; readonly seal: SealFace }

/** Deploys the catalogue's new versions, then opens. */
export async function createHall(platform: Platform, faces: Faces): Promise<Hall> {
  const { catalogue, problems } = await loadCatalogue(platform.config.catalogue)
  for (const { file, where, severity, en } of problems)
    platform.log[severity === 'error' ? 'error' : 'warn'](
      { file, where, problem: en },
      'the catalogue has a fault',
    )
  const versions = new Map<string, number>()
  const deployed = await deployedVersions(platform.read<HallTables>())
  for (const [id, loaded] of catalogue.services) {
    const current = deployed.get(`${id} ${loaded.hash}`)
    const { version, fresh } =
      current === undefined
        ? await platform.tx((tx) => deployService(tx, loaded, platform.clock().toString()))
        : { version: current, fresh: false }
    versions.set(id, version)
    await faces.process.keepPlan(loaded.plan)
    if (fresh) platform.log.info({ service: id, version }, 'a new version of a service')
  }
  await platform.tx((tx) => withdrawMissing(tx, [...versions.keys()]))
  const deps: HallDeps = {
    platform,
    ...faces,
    shelf: shelve(catalogue, versions),
    calendar: officialCalendar(),
  }
  faces.process.describeTasks((ask) => describeCase(deps, ask))
  const db = platform.read<HallTables>()
  return {
    name: 'hall',
    keeps: { uploads: (uploads) => filesInUse(db, uploads) },
    routes: (app) => hallRoutes(app, deps),
    runningCasesOf: (memberId) => runningCount(db, memberId),
    mayReadFile: async (actor, file) => {
      for (const caseId of await casesOfFile(db, file.id))
        if (await mayReadMaterials(deps, actor, caseId)) return true
      return false
    },
  }
}
