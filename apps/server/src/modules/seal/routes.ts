import { type DocumentCard, isRefusal, type Refusal, refuse, sealApi } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth'
import { network } from '#platform/http/rate-limit'
import { Download, serve } from '#platform/http/serve'
import { compileToSql } from '#platform/permit/sql'
import { cardsFor, type SealDeps } from './cards.ts'
import { withdrawDocument } from './commands.ts'
import { mayOpen, scopesNow } from './policy.ts'
import { documentById, documentList, sealList } from './queries.ts'
import type { SealTables } from './tables.ts'
import { comparison, verification } from './verification.ts'

export function sealRoutes(app: FastifyInstance, deps: SealDeps): void {
  serve(sealApi)(app, deps.platform, {
    documentFile: ({ params, actor }) => documentFile(deps, actor, params.id),
    withdrawDocument: ({ params, body, actor, command }) =>
      command((tx) => withdrawDocument(deps, tx, actor, { id: params.id, reason: body.reason })),
    documents: ({ query, actor }) => documentsFor(deps, actor, query),
    seals: ({ actor }) => sealsFor(deps, actor),
    verify: ({ params, locale }) => verification(deps, params.id, locale),
    compare: async ({ params, upload, request }) => {
      const file = await upload()
      return isRefusal(file) ? file : comparison(deps, params.id, file, network(request.ip))
    },
  })
}

async function documentFile(
  { platform, people }: SealDeps,
  actor: Actor,
  id: string,
): Promise<Download | Refusal> {
  const row = await documentById(platform.read<SealTables>(), id)
  if (row === undefined) return refuse('seal.document-unknown')
  const allowed = mayOpen(actor, row, platform.clock(), people.mayReadElement)
  if (isRefusal(allowed)) return allowed
  await people.noteReading({
    reader: actor.memberId,
    memberId: row.applicant_id,
    elements: row.elements ?? [],
    why: `document ${row.number}`,
    grant: allowed.by,
  })
  return new Download({
    body: platform.files.stream(row.sha256),
    type: 'application/pdf',
    name: `${row.title_zh}-${row.number}.pdf`,
  })
}

async function documentsFor(
  deps: SealDeps,
  actor: Actor,
  query: { q?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ rows: DocumentCard[]; next?: string }> {
  const { platform } = deps
  const allowed = compileToSql(scopesNow(actor, platform.clock()), actor.memberId, 'seal.read', {
    unit: sql.ref('document.owner_path'),
  })
  const { rows, next } = await documentList(platform.read<SealTables>(), { ...query, allowed })
  return { rows: cardsFor(deps, actor, rows), ...(next === undefined ? {} : { next }) }
}

async function sealsFor({ platform }: SealDeps, actor: Actor) {
  const allowed = compileToSql(scopesNow(actor, platform.clock()), actor.memberId, 'seal.read', {
    unit: sql.ref('seal.owner_path'),
  })
  const rows = await sealList(platform.read<SealTables>(), allowed)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      name: { zh: row.name_zh, en: row.name_en },
      owner: { zh: row.owner_zh, en: row.owner_en },
      code: row.code,
      state: row.state,
      stamps: Number(row.stamps ?? 0),
      certificateUntil: row.certificate_until ?? platform.clock().toString(),
    })),
  }
}
