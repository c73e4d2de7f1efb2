/** 电子印章 seal: renders, seals and verifies documents. The face of the module; see README.md. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentCard } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { ServiceHandler } from '#modules/process'
import type { Module, Platform } from '#platform/platform'
import { Custody } from './custody.ts'
import { loadFonts } from './fonts.ts'
import { issueDocument, type RecordReader } from './issue.ts'
import { keyEncryptionKey } from './key-wrap.ts'
import { firstBreak, genesis } from './ledger.ts'
import { documentsOfCase, ledgerAfter, ledgerHead, toCard } from './queries.ts'
import { createRenderer } from './render.ts'
import { sealRoutes } from './routes.ts'
import { readSealsFile } from './seals-file.ts'
import type { SealTables } from './tables.ts'

export { checkDocument, type TemplateProblem } from './check-template.ts'
export { type DocumentSealed, type DocumentWithdrawn, documentSealed, documentWithdrawn } from './events.ts'
export { type SealVerifyAsk, type SealVerifyIo, sealVerify } from './verify-command.ts'

export type SealFaces = {
  readonly people: RecordReader
  readonly process: { readonly service: (name: string, handler: ServiceHandler) => void }
}

export type Seal = Module & {
  readonly routes: (app: FastifyInstance) => void
  /** Documents sealed for a case, newest first. */
  readonly documentsOf: (caseId: string) => Promise<readonly DocumentCard[]>
  /** Walks the whole ledger; the number of the first row that does not chain, if any. */
  readonly checkLedger: () => Promise<{ readonly rows: number; readonly brokenAt?: number }>
  /** Writes the root certificate and the revocation list for offline verifiers; returns the folder. */
  readonly publish: () => Promise<string>
}

export async function createSeal(platform: Platform, faces: SealFaces): Promise<Seal> {
  const seals = readSealsFile(await readFile(join(platform.config.catalogue, 'seals.yaml'), 'utf8'))
  const [fonts, kek] = await Promise.all([loadFonts(), keyEncryptionKey(platform.config)])
  const custody = new Custody(platform, kek, seals)
  const renderer = createRenderer(fonts)
  const read = platform.read<SealTables>()
  const deps = { platform, people: faces.people, custody, renderer, fonts, seals }
  await custody.publish()
  faces.process.service('document.issue', (call) => issueDocument(deps, call))
  platform.checks.push(
    { name: 'fonts', check: async () => ({ ok: fonts.coverage.every((font) => font.has(0x7ae0)) }) },
    { name: 'signer', check: async () => ({ ok: (await custody.authority()).certificate.length > 0 }) },
  )
  return {
    name: 'seal',
    routes: (app) => sealRoutes(app, deps),
    documentsOf: async (caseId) => {
      const today = platform.clock().toZonedDateTimeISO(platform.config.zone).toPlainDate().toString()
      return (await documentsOfCase(read, caseId)).map((row) => toCard(row, today)).reverse()
    },
    checkLedger: () => checkLedger(platform),
    publish: () => custody.publish(),
  }
}

const batch = 1000

async function checkLedger(platform: Platform): Promise<{ rows: number; brokenAt?: number }> {
  const read = platform.read<SealTables>()
  const head = await ledgerHead(read)
  let last = { seq: 0, hash: genesis }
  for (;;) {
    const rows = await ledgerAfter(read, last.seq, batch)
    const brokenAt = firstBreak(rows, last)
    if (brokenAt !== undefined) return { rows: last.seq, brokenAt }
    const end = rows.at(-1)
    if (end === undefined) break
    last = { seq: end.seq, hash: end.hash }
  }
  // Rows cut off at the end leave a whole chain, but not the one that the head names.
  const whole = last.seq >= head.seq && (last.seq > head.seq || last.hash === head.hash)
  return whole ? { rows: last.seq } : { rows: last.seq, brokenAt: last.seq + 1 }
}
