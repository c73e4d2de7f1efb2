/** Contract to command or query; no logic. */
import { hallApi, Instant, isRefusal, type Refusal, refuse } from '@yizhan/contracts'
import { validatorModule } from '@yizhan/forms'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth'
import { Download, serve } from '#platform/http/serve'
import { caseDetail, languageOf } from './case-detail.ts'
import * as commands from './commands.ts'
import type { HallDeps } from './faces.ts'
import { caseForm, formView } from './form-view.ts'
import { guideOf } from './guide.ts'
import { home, popularity } from './home.ts'
import {
  formByHash,
  isUuid,
  loadCase,
  type Member,
  memberOf,
  ownCases,
  ratingsOf,
  versionOf,
} from './queries.ts'
import { serviceFigures } from './queries-figures.ts'
import { serviceVersions } from './queries-versions.ts'
import { search } from './search.ts'
import { cardsOf } from './shelf.ts'
import { recordFor } from './submission.ts'
import type { HallTables } from './tables.ts'

/** The actor as audience rules see them. */
export async function memberFor(deps: HallDeps, actor: Actor): Promise<Member> {
  const member = await memberOf(deps.platform.read<HallTables>(), actor.memberId, commands.todayOf(deps))
  if (!member) throw new Error(`no member ${actor.memberId}`)
  return member
}

async function senderFor(
  deps: HallDeps,
  actor: Actor,
  serviceId: string,
): Promise<commands.Sender | Refusal> {
  const found = deps.shelf.services.get(serviceId)
  if (!found) return refuse('hall.service-unknown')
  return { member: await memberFor(deps, actor), record: await recordFor(deps, actor.memberId, found.form) }
}

async function resenderFor(deps: HallDeps, actor: Actor, caseId: string): Promise<commands.Sender | Refusal> {
  const db = deps.platform.read<HallTables>()
  const row = await loadCase(db, caseId)
  if (!row) return refuse('hall.case-unknown')
  const kept = await versionOf(db, row.service_id, row.version)
  if (!kept) return refuse('hall.service-unknown')
  return { member: await memberFor(deps, actor), record: await recordFor(deps, actor.memberId, kept.form) }
}

const compiled = new Map<string, string>()

async function validator(deps: HallDeps, file: string): Promise<Download | Refusal> {
  const hash = file.replace(/\.js$/, '')
  let code = compiled.get(hash)
  if (code === undefined) {
    const form = await formByHash(deps.platform.read<HallTables>(), hash)
    if (!form) return refuse('platform.not-found')
    code = validatorModule(form)
    compiled.set(hash, code)
  }
  return new Download({ body: code, type: 'text/javascript; charset=utf-8', cacheSeconds: 86_400 })
}

function cursor(after: string | undefined): { at: string; id: string } | undefined {
  const [at = '', id = ''] = after?.split(' ') ?? []
  // One that somebody made up reads as the first page.
  return Instant.safeParse(at).success && at >= '1900' && isUuid(id) ? { at, id } : undefined
}

async function casesPage(
  deps: HallDeps,
  actor: Actor,
  language: 'zh' | 'en',
  query: { state: 'running' | 'ended' | 'all'; after?: string | undefined; limit: number },
) {
  const { state, limit } = query
  const db = deps.platform.read<HallTables>()
  const rows = await ownCases(
    db,
    actor.memberId,
    { state, limit: limit + 1, after: cursor(query.after) },
    language,
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, ...(rows.length > limit && last ? { next: `${last.appliedAt} ${last.id}` } : {}) }
}

/** Finding and reading services. */
function shelfHandlers(deps: HallDeps) {
  const { shelf, platform } = deps
  const popular = popularity(deps)
  const cards = async (actor: Actor, ids: readonly string[]) =>
    cardsOf(shelf, ids, (await memberFor(deps, actor)).facts, commands.todayOf(deps))
  return {
    home: async ({ actor, locale }: { actor: Actor; locale: 'zh-CN' | 'en' }) =>
      home(deps, await memberFor(deps, actor), await popular(), locale),
    search: async ({ actor, query }: { actor: Actor; query: { q: string } }) => ({
      rows: await cards(actor, search(query.q, shelf.entries, 20)),
    }),
    services: async ({ actor, query }: { actor: Actor; query: { category?: string | undefined } }) => {
      const ids = [...shelf.services.values()]
        .filter(({ service }) => query.category === undefined || service.category === query.category)
        .map(({ service }) => service.id)
      const category = shelf.categories.find(({ id }) => id === query.category)
      return { ...(category ? { category } : {}), rows: await cards(actor, ids) }
    },
    guide: async ({ actor, params }: { actor: Actor; params: { id: string } }) => {
      const found = shelf.services.get(params.id)
      if (!found) return refuse('hall.service-unknown')
      const rating = await ratingsOf(platform.read<HallTables>(), params.id)
      return guideOf(found.service, (await memberFor(deps, actor)).facts, commands.todayOf(deps), rating)
    },
  }
}

export function hallRoutes(app: FastifyInstance, deps: HallDeps): void {
  const { platform } = deps
  serve(hallApi)(app, platform, {
    ...shelfHandlers(deps),
    form: async ({ actor, params, locale }) =>
      formView(deps, await memberFor(deps, actor), params.id, locale),
    validator: ({ params }) => validator(deps, params.hash),
    saveDraft: async ({ actor, params, body, command }) => {
      const member = await memberFor(deps, actor)
      return command((tx) => commands.keepDraft(deps, tx, member, { serviceId: params.id, ...body }))
    },
    dropDraft: ({ actor, params, command }) =>
      command((tx) => commands.forgetDraft(tx, actor.memberId, params.id)),
    apply: async ({ actor, params, body, command }) => {
      const sender = await senderFor(deps, actor, params.id)
      if (isRefusal(sender)) return sender
      return command((tx) => commands.apply(deps, tx, sender, { serviceId: params.id, ...body }))
    },
    cases: ({ actor, query, locale }) => casesPage(deps, actor, languageOf(locale), query),
    case: ({ actor, params, locale }) => caseDetail(deps, actor, params.id, locale),
    caseForm: async ({ actor, params, locale }) =>
      caseForm(deps, actor, await memberFor(deps, actor), params.id, locale),
    withdraw: ({ actor, params, body, command }) =>
      command((tx) => commands.withdraw(deps, tx, actor.memberId, { caseId: params.id, ...body })),
    resubmit: async ({ actor, params, body, command }) => {
      const sender = await resenderFor(deps, actor, params.id)
      if (isRefusal(sender)) return sender
      return command((tx) => commands.resubmit(deps, tx, sender, { caseId: params.id, ...body }))
    },
    supplement: ({ actor, params, body, command }) =>
      command((tx) => commands.supplement(deps, tx, actor.memberId, { caseId: params.id, ...body })),
    rate: ({ actor, params, body, command }) =>
      commands.ratedOnce(() =>
        command((tx) => commands.rate(deps, tx, actor.memberId, { caseId: params.id, ...body })),
      ),
    serviceVersions: async ({ actor }) => {
      const root = `${(await memberFor(deps, actor)).unitPath.split('.')[0]}.`
      if (!deps.people.permit(actor, 'hall.service.manage', { unit: root }).allowed)
        return refuse('platform.forbidden')
      return { rows: await serviceVersions(platform.read<HallTables>()) }
    },
    serviceFigures: async ({ actor }) => {
      const root = `${(await memberFor(deps, actor)).unitPath.split('.')[0]}.`
      if (!deps.people.permit(actor, 'hall.service.manage', { unit: root }).allowed)
        return refuse('platform.forbidden')
      const period = { to: commands.todayOf(deps), days: 28, zone: platform.config.zone }
      return serviceFigures(platform.read<HallTables>(), period)
    },
  })
}
