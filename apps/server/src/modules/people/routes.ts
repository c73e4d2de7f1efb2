/** Contract to command or query; no logic. */
import { isRefusal, peopleApi, type Refusal, refuse } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import { RateLimiter } from '#platform/http/rate-limit'
import { serve } from '#platform/http/serve'
import { readersOf, readingsFor } from './access-list.ts'
import type { PeopleDeps } from './commands.ts'
import { reportWrong, settleCorrection } from './commands.ts'
import { giveGrant, grantOf, revokeGrant } from './commands-grants.ts'
import { keepUpload, mayImport, startImport } from './commands-import.ts'
import { grantsFor } from './grant-list.ts'
import { pickMembers, pickUnits, unitTree } from './queries.ts'
import { importList, importView } from './queries-imports.ts'
import { correctionsFor, memberDetail, membersFor } from './sight.ts'
import type { PeopleTables } from './tables.ts'
import { unitHistory } from './unit-history.ts'

export function peopleRoutes(app: FastifyInstance, deps: PeopleDeps): void {
  const { platform } = deps
  const db = platform.read<PeopleTables>()
  const searches = new RateLimiter({ burst: 60, perMinute: 60 })
  /** Typing a name asks a few times; going through everybody asks thousands of times. */
  const tooMany = (actor: Actor): Refusal | undefined => {
    const seconds = searches.take(actor.memberId, platform.clock().epochMilliseconds)
    return seconds > 0 ? refuse('platform.too-many', { seconds }) : undefined
  }
  serve(peopleApi)(app, platform, {
    units: async () => ({ rows: await unitTree(db) }),
    members: async ({ query, actor }) => tooMany(actor) ?? membersFor(deps, actor, query),
    member: ({ params, actor, locale }) => memberDetail(deps, actor, params.id, locale),
    myRecord: ({ actor, locale }) => memberDetail(deps, actor, actor.memberId, locale),
    pickMembers: async ({ query, actor }) =>
      tooMany(actor) ?? { rows: await pickMembers(db, query.q, query.kind) },
    pickUnits: async ({ query }) => ({ rows: await pickUnits(db, query.q) }),
    startImport: async ({ query, actor, upload, command }) => {
      const allowed = await mayImport(deps, actor)
      if (isRefusal(allowed)) return allowed
      const file = await upload(platform.config.importMegabytes)
      if (isRefusal(file)) return file
      const kept = await keepUpload(deps, file)
      if (isRefusal(kept)) return kept
      return command((tx) =>
        startImport(deps, tx, actor, allowed.by, query, { name: file.name, sha256: kept.sha256 }),
      )
    },
    imports: async ({ query, actor }) => {
      const allowed = await mayImport(deps, actor)
      return isRefusal(allowed) ? allowed : importList(db, query.after, query.limit)
    },
    import: async ({ params, actor }) => {
      const allowed = await mayImport(deps, actor)
      if (isRefusal(allowed)) return allowed
      return (await importView(db, params.id)) ?? refuse('platform.not-found')
    },
    reportWrong: ({ body, actor, command }) =>
      command((tx) => reportWrong(deps, tx, actor, body.element, body.note)),
    corrections: ({ query, actor }) => correctionsFor(deps, actor, query.after, query.limit),
    settleCorrection: ({ params, body, actor, command }) =>
      command((tx) => settleCorrection(deps, tx, actor, params.id, body)),
    unitHistory: ({ params }) => unitHistory(db, params.id),
    grants: ({ query, actor }) => grantsFor(deps, actor, query),
    giveGrant: async ({ body, actor, command }) => {
      const wanted = grantOf(deps, body)
      return isRefusal(wanted) ? wanted : command((tx) => giveGrant(deps, tx, actor, wanted))
    },
    revokeGrant: ({ params, body, actor, command }) =>
      command((tx) => revokeGrant(deps, tx, actor, params.id, body.reason.normalize('NFC'))),
    myReaders: ({ query, actor }) => readersOf(deps, actor, query),
    readings: ({ query, actor }) => readingsFor(deps, actor, query),
  })
}
