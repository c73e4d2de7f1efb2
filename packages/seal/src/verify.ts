/**
 * Verifies every signature of a PDF. The verdict is the worst of all: a file with one bad signature is bad, because a
 * second signer is the classic way to make a first one look as if it covered something else.
 */
import { type Certificate, readCertificate, readRevocationList } from './certificate.ts'
import { checkChain, type Trust } from './chain.ts'
import { coverageOf, type FoundSignature, findSignatures } from './coverage.ts'
import { toHex } from './der.ts'
import { type Finding, find, shown } from './findings.ts'
import { latin1 } from './seal-pdf.ts'
import { checkSignedData, type VerifyCrypto } from './signed-data.ts'

export type VerifyOptions = {
  /** Pinned roots, DER. */
  readonly trust: readonly Uint8Array[]
  /** DER; those that no root's chain signed are ignored. */
  readonly crls?: readonly Uint8Array[]
  readonly at: Temporal.Instant
  /** A time at which the verifier itself had the file on record. */
  readonly knownSince?: Temporal.Instant
  readonly crypto: VerifyCrypto
}

export type SignatureVerdict = {
  readonly field: string
  readonly valid: boolean
  /** Common name of the certificate, or empty when there is none to read. */
  readonly signer: string
  readonly organization: string
  readonly serial: string
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string
  /** `/M` as it stands in the file: the signer's claim. */
  readonly claimedAt?: string
  readonly findings: readonly Finding[]
}

export type PdfVerdict = {
  readonly valid: boolean
  readonly signatures: readonly SignatureVerdict[]
  /** About the file as a whole. */
  readonly findings: readonly Finding[]
}

/** Never throws on account of the file. @throws BadEncoding when a root or a list of the caller cannot be read. */
export function verifyPdf(bytes: Uint8Array, options: VerifyOptions): PdfVerdict {
  const trust: Trust = {
    roots: options.trust.map(readCertificate),
    revocationLists: (options.crls ?? []).map(readRevocationList),
    at: options.at,
    ...(options.knownSince ? { knownSince: options.knownSince } : {}),
  }
  if (bytes.length > largest) return { valid: false, signatures: [], findings: [find('too-large')] }
  const { signatures: found, findings } = findSignatures(latin1(bytes))
  const signatures = found.map((signature) => verifyOne(bytes, signature, trust, options.crypto))
  return {
    valid: signatures.length > 0 && findings.every(isNote) && signatures.every(({ valid }) => valid),
    signatures,
    findings,
  }
}

/** Bytes. The whole file is held as text while it is checked, and text has its own limit. */
const largest = 256 * 1024 * 1024

const isNote = (finding: Finding) => finding.grade === 'note'

function verifyOne(
  bytes: Uint8Array,
  { field, dictionary }: FoundSignature,
  trust: Trust,
  crypto: VerifyCrypto,
): SignatureVerdict {
  const covered = coverageOf(bytes, dictionary)
  const findings = [...covered.findings]
  let signer: Certificate | undefined
  if (covered.signed && covered.cms) {
    const mustBind = covered.subFilter === 'ETSI.CAdES.detached'
    const checked = checkSignedData(covered.cms, covered.signed, crypto, mustBind)
    findings.push(...checked.findings)
    signer = checked.signer
    if (signer) findings.push(...checkChain(signer, checked.certificates, trust, crypto))
  }
  return {
    field: shown(field),
    valid: findings.every(isNote),
    signer: shown(signer?.commonName ?? ''),
    organization: shown(signer?.organization ?? ''),
    serial: signer?.serial ?? '',
    fingerprint: signer ? toHex(crypto.digest('sha256', signer.raw)) : '',
    ...(covered.claimedAt ? { claimedAt: shown(covered.claimedAt) } : {}),
    findings,
  }
}
