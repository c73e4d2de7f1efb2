/** `yizhan seal verify`: checks a PDF offline, with no database: file, roots and lists are all that it reads. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BadEncoding, type PdfVerdict, readCertificate, readRevocationList, verifyPdf } from '@yizhan/seal'
import { nodeCrypto } from './node-crypto.ts'

export type SealVerifyIo = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
}

export type SealVerifyAsk = {
  readonly file: string
  /** PEM (one or more) or DER. None: the root that this installation has written into its data folder. */
  readonly trust: readonly string[]
  /** PEM or DER. */
  readonly crl: readonly string[]
  readonly json: boolean
  readonly at: Temporal.Instant
  readonly data: string
}

/** 0: every signature is valid. 1: it is not. 2: something named cannot be read. */
export async function sealVerify(ask: SealVerifyAsk, io: SealVerifyIo): Promise<0 | 1 | 2> {
  const read = await inputs(ask)
  if ('unreadable' in read) {
    io.err(read.unreadable)
    return 2
  }
  const verdict = verifyPdf(read.pdf, { trust: read.trust, crls: read.crls, at: ask.at, crypto: nodeCrypto })
  io.out(ask.json ? JSON.stringify({ file: ask.file, ...verdict }, null, 2) : spoken(ask.file, verdict))
  return verdict.valid ? 0 : 1
}

type Inputs = { pdf: Uint8Array; trust: Uint8Array[]; crls: Uint8Array[] }

async function inputs(ask: SealVerifyAsk): Promise<Inputs | { unreadable: string }> {
  try {
    const pdf = await bytesOf(ask.file)
    const roots = ask.trust.length > 0 ? ask.trust : [join(ask.data, 'seal', 'authority.pem')]
    const trust = (await Promise.all(roots.map((path) => partsOf(path, 'CERTIFICATE')))).flat()
    const crls = (await Promise.all(ask.crl.map((path) => partsOf(path, 'X509 CRL')))).flat()
    for (const certificate of trust) readCertificate(certificate)
    for (const list of crls) readRevocationList(list)
    return { pdf, trust, crls }
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message }
    if (error instanceof BadEncoding)
      return {
        unreadable: `根证书或吊销列表读不懂 A root or a revocation list cannot be read: ${error.message}`,
      }
    throw error
  }
}

class Unreadable extends Error {}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Unreadable(`${path}: ${code === 'ENOENT' ? '没有这个文件 no such file' : message}`)
  }
}

async function partsOf(path: string, label: string): Promise<Uint8Array[]> {
  const bytes = await bytesOf(path)
  const text = Buffer.from(bytes).toString('latin1')
  if (!text.includes('-----BEGIN')) return [bytes]
  const blocks = text.matchAll(
    new RegExp(`-----BEGIN ${label}-----([\\sA-Za-z0-9+/=]+)-----END ${label}-----`, 'g'),
  )
  const parts = [...blocks].map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')))
  if (parts.length === 0) throw new Unreadable(`${path}: 里面没有 ${label} nothing of that kind inside`)
  return parts
}

function spoken(file: string, { valid, signatures, findings }: PdfVerdict): string {
  const lines = [`${valid ? '✓ 有效 valid' : '✗ 无效 not valid'}  ${file}`]
  const say = (indent: string, list: PdfVerdict['findings']) => {
    for (const { grade, zh, en } of list) lines.push(`${indent}${grade === 'bad' ? '✗' : '·'} ${zh} ${en}`)
  }
  say('  ', findings)
  for (const one of signatures) {
    lines.push(
      `  ${one.valid ? '✓' : '✗'} ${one.field || '—'}  ${one.signer || '—'}  ${claimed(one.claimedAt)}`.trimEnd(),
    )
    if (one.fingerprint) lines.push(`    SHA-256 ${one.fingerprint}`)
    say('    ', one.findings)
  }
  lines.push(
    '',
    '自建根证书只证明内容未改，不等于依法设立的电子认证服务机构的证书。',
    'A self-made root proves integrity; it is not a licensed authority’s certificate.',
  )
  return lines.join('\n')
}

/** `D:20261124080000Z` -> 2026-11-24 08:00:00Z; the signer's own claim. */
function claimed(text: string | undefined): string {
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(.*)$/.exec(text ?? '')
  if (!match) return ''
  const [, y, mo, d, h, mi, s, zone] = match
  return `${y}-${mo}-${d} ${h}:${mi}:${s}${zone}`
}
