/** What anybody with a code, or with a file, may learn. */

import type { Readable } from 'node:stream'
import {
  type Comparison,
  isRefusal,
  type Locale,
  type Refusal,
  refuse,
  type Verification,
  type Words,
} from '@yizhan/contracts'
import { type PdfVerdict, verifyPdf } from '@yizhan/seal'
import type { Upload } from '#platform/http/serve'
import type { Platform } from '#platform/platform'
import { sha256 } from './authority.ts'
import type { Custody } from './custody.ts'
import { nodeCrypto } from './node-crypto.ts'
import { type DocumentRow, documentByCode, stateOn } from './queries.ts'
import type { SealsFile } from './seals-file.ts'
import type { SealTables } from './tables.ts'
import { grouped, normalized } from './verification-code.ts'

export type VerificationDeps = {
  readonly platform: Platform
  readonly custody: Custody
  readonly seals: SealsFile
}

const covered: Words = {
  zh: '为保护本人，只显示一部分。请与你手里的文件核对',
  en: 'Partly covered to protect the person; compare with the paper in your hand',
}

async function found({ platform }: VerificationDeps, typed: string): Promise<DocumentRow | Refusal> {
  const code = normalized(typed)
  const row = code && (await documentByCode(platform.read<SealTables>(), code))
  return row || refuse('seal.document-unknown')
}

export async function verification(
  deps: VerificationDeps,
  typed: string,
  locale: Locale,
): Promise<Verification | Refusal> {
  const row = await found(deps, typed)
  if (isRefusal(row)) return row
  const now = deps.platform.clock()
  const state = stateOn(row, now.toZonedDateTimeISO(deps.platform.config.zone).toPlainDate().toString())
  const language = locale === 'en' ? 'en' : 'zh'
  return {
    verifyId: grouped(row.verify_id),
    state,
    title: { zh: row.title_zh, en: row.title_en },
    number: row.number,
    university: deps.seals.institution.name,
    fields: row.shown.map((field) => ({
      label: field.label,
      text: field.text[language],
      ...(field.covered ? { note: covered } : {}),
    })),
    seal: {
      name: { zh: row.seal_zh, en: row.seal_en },
      owner: { zh: row.owner_zh, en: row.owner_en },
      active: row.seal_state === 'active',
    },
    sealedAt: row.sealed_at,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    ...(row.state === 'withdrawn' && row.state_at !== null ? { withdrawnAt: row.state_at } : {}),
    ...(row.reason === null ? {} : { reason: row.reason }),
    sha256: row.sha256,
    checkedAt: now.toString(),
    selfMadeAuthority: true,
  }
}

/** Files are held in memory while they are checked, so only a few at a time, and no network may hold all the places. */
const mostAtOnce = 4
const mostOfNetwork = 2
/** Milliseconds that a file may take to arrive. */
const patience = 15_000
const underWay = new Map<string, number>()

/**
 * Compares bytes and checks signatures; the file is not kept.
 * @param from network that the file comes from
 * @param within milliseconds after which a file that is still coming is given up
 */
export async function comparison(
  deps: VerificationDeps,
  typed: string,
  upload: Upload,
  from: string,
  within = patience,
): Promise<Comparison | Refusal> {
  const row = await found(deps, typed)
  if (isRefusal(row) || !begin(from)) {
    upload.stream.resume()
    return isRefusal(row) ? row : refuse('platform.busy')
  }
  try {
    const bytes = await arrived(upload.stream, within)
    return bytes
      ? await compared(deps, row, bytes)
      : refuse('platform.upload-slow', { seconds: within / 1000 })
  } finally {
    end(from)
  }
}

function begin(from: string): boolean {
  const all = [...underWay.values()].reduce((sum, one) => sum + one, 0)
  const own = underWay.get(from) ?? 0
  if (all >= mostAtOnce || own >= mostOfNetwork) return false
  underWay.set(from, own + 1)
  return true
}

function end(from: string): void {
  const left = (underWay.get(from) ?? 1) - 1
  if (left > 0) underWay.set(from, left)
  else underWay.delete(from)
}

/** @returns undefined when it was not all there in time; what still comes is thrown away */
function arrived(stream: Readable, within: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    const keep = (chunk: Uint8Array) => chunks.push(chunk)
    const late = setTimeout(() => settle(() => resolve(undefined)), within)
    const settle = (how: () => void) => {
      clearTimeout(late)
      stream.off('data', keep)
      chunks.length = 0
      stream.resume()
      how()
    }
    stream.on('data', keep)
    stream.once('end', () => {
      const bytes = new Uint8Array(Buffer.concat(chunks))
      settle(() => resolve(bytes))
    })
    stream.once('error', (error) => settle(() => reject(error)))
    stream.once('close', () => settle(() => resolve(undefined)))
  })
}

async function compared(
  { platform, custody }: VerificationDeps,
  row: DocumentRow,
  bytes: Uint8Array,
): Promise<Comparison | Refusal> {
  const limit = platform.config.uploadMegabytes
  if (bytes.length > limit * 1024 * 1024) return refuse('platform.upload-too-large', { limit })
  if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-') return refuse('seal.not-pdf')
  const same = Buffer.from(sha256(bytes)).toString('hex') === row.sha256
  const { certificate } = await custody.authority()
  const verdict = verifyPdf(bytes, {
    trust: [certificate],
    crls: [await custody.revocationList()],
    at: platform.clock(),
    // The very file that our own ledger holds existed when the ledger says so.
    ...(same ? { knownSince: Temporal.Instant.from(row.sealed_at) } : {}),
    crypto: nodeCrypto,
  })
  return { same, valid: verdict.valid, signatures: reportsOf(verdict), reasons: reasonsOf(verdict, same) }
}

function reportsOf(verdict: PdfVerdict): Comparison['signatures'] {
  return verdict.signatures.map(({ valid, signer, findings }) => ({
    valid,
    signer,
    reasons: findings.map(({ zh, en }) => ({ zh, en })),
  }))
}

function reasonsOf(verdict: PdfVerdict, same: boolean): Words[] {
  const reasons = verdict.findings.map(({ zh, en }) => ({ zh, en }))
  if (same) return reasons
  const other = verdict.valid
    ? {
        zh: '章是真的，但这不是查验码对应的那份文件',
        en: 'The seal is genuine, but this is not the document of this code',
      }
    : { zh: '和盖章的文件不一样', en: 'This is not the file that was sealed' }
  return [other, ...reasons]
}
