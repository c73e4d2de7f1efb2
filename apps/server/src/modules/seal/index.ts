/** 电子印章 seal: renders, seals and verifies documents. The face of the module; see README.md. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DocumentCard, isRefusal, type Refusal } from '@yizhan/contracts'
import type { FastifyInstance } from 'fastify'
import type { ServiceHandler } from '#modules/process'
import type { Actor } from '#platform/auth'
import type { Reader } from '#platform/db'
import type { Module, Platform } from '#platform/platform'
import { type AccessReader, cardsFor } from './cards.ts'
import { stopSeal } from './commands.ts'
import { Custody } from './custody.ts'
import { loadFonts } from './fonts.ts'
import { issueDocument, type RecordReader } from './issue.ts'
import { keyEncryptionKey } from './key-wrap.ts'
import { checkLedger, type LedgerCheck } from './ledger-check.ts'
import {
  type AnswersToPrint,
  type OpinionToPrint,
  type UnprintableAnswer,
  unprintableAnswers,
  unprintableOpinion,
} from './preflight.ts'
import { documentsOfCase, filesOfDocuments } from './queries.ts'
import { createRenderer } from './render.ts'
import { sealRoutes } from './routes.ts'
import { Pictures } from './seals-drawn.ts'
import { readSealsFile } from './seals-file.ts'
import type { SealTables } from './tables.ts'

export { examineAuthority, examineSeals } from './check-machine.ts'
export { checkDocument, type TemplateProblem } from './check-template.ts'
export { type DocumentSealed, type DocumentWithdrawn, documentSealed, documentWithdrawn } from './events.ts'
export { type SealVerifyAsk, type SealVerifyIo, sealVerify } from './verify-command.ts'

export type SealFaces = {
  readonly people: RecordReader & AccessReader
  readonly process: {
    readonly service: (name: string, handler: ServiceHandler) => void
    readonly checkOpinions: (check: (ask: OpinionToPrint) => ReturnType<typeof unprintableOpinion>) => void
  }
}

export type Seal = Module & {
  readonly routes: (app: FastifyInstance) => void
  /** Documents sealed for a case, newest first, as the reader may open them. */
  readonly documentsOf: (caseId: string, reader: Actor) => Promise<readonly DocumentCard[]>
  /** Characters of the answers that the service's document prints and no font has; empty without a document. */
  readonly unprintableAnswers: (reader: Reader, ask: AnswersToPrint) => Promise<readonly UnprintableAnswer[]>
  /** Walks the whole ledger. */
  readonly checkLedger: () => Promise<LedgerCheck>
  /**
   * Stops a seal and revokes its certificates: nothing is sealed with it any more, and verifiers with the list refuse
   * what has no place in our ledger. For the command line: whoever can run that has the keys anyway.
   */
  readonly stopSealUnchecked: (
    key: string,
    ask: { by: string; reason: string },
  ) => Promise<Refusal | { ok: true }>
  /** Writes the root certificate and the revocation list for offline verifiers; returns the folder. */
  readonly publish: () => Promise<string>
}

export async function createSeal(platform: Platform, faces: SealFaces): Promise<Seal> {
  const seals = readSealsFile(await readFile(join(platform.config.catalogue, 'seals.yaml'), 'utf8'))
  const [fonts, kek] = await Promise.all([loadFonts(), keyEncryptionKey(platform.config)])
  const custody = new Custody(platform, kek, seals)
  const renderer = createRenderer(fonts)
  const read = platform.read<SealTables>()
  const deps = {
    platform,
    people: faces.people,
    custody,
    renderer,
    pictures: new Pictures(fonts.seal),
    seals,
  }
  await custody.publish()
  faces.process.service('document.issue', (call) => issueDocument(deps, call))
  faces.process.checkOpinions((ask) => unprintableOpinion(read, fonts, ask))
  platform.checks.push(
    { name: 'fonts', check: async () => ({ ok: fonts.coverage.every((font) => font.has(0x7ae0)) }) },
    { name: 'ledger', check: async () => ({ ok: (await checkLedger(read, 200)).brokenAt === undefined }) },
    { name: 'signer', check: async () => ({ ok: await custody.selfTest() }) },
  )
  return {
    name: 'seal',
    // A list of revoked certificates is good for a month; a server runs for longer.
    jobs: [{ name: 'seal.publish', cron: '23 18 * * *', handle: () => custody.publish().then(() => {}) }],
    keeps: { bytes: (sha256s) => filesOfDocuments(read, sha256s) },
    routes: (app) => sealRoutes(app, deps),
    documentsOf: async (caseId, reader) =>
      cardsFor(deps, reader, await documentsOfCase(read, caseId)).reverse(),
    unprintableAnswers: (reader, ask) => unprintableAnswers(reader as Reader<SealTables>, fonts, ask),
    checkLedger: () => checkLedger(read),
    stopSealUnchecked: async (key, ask) => {
      const stopped = await platform.tx((tx) => stopSeal({ platform }, tx, key, ask))
      if (!isRefusal(stopped)) await custody.publish()
      return stopped
    },
    publish: () => custody.publish(),
  }
}
