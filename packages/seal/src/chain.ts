/** Is the signer's certificate good: path to a pinned root, validity, key usage, revocation (after RFC 5280 §6). */
import type { Certificate, RevocationList } from './certificate.ts'
import { equalBytes } from './der.ts'
import { type Finding, find } from './findings.ts'
import { oid } from './oids.ts'
import { weaknessOf } from './public-key.ts'
import { kindOf, type VerifyCrypto } from './signed-data.ts'

export type Trust = {
  /** The only roots that count; a root inside the signature counts for nothing. */
  readonly roots: readonly Certificate[]
  readonly revocationLists: readonly RevocationList[]
  readonly at: Temporal.Instant
  /** When the verifier knows from its own record that the file existed; never the signature's own claim. */
  readonly knownSince?: Temporal.Instant
}

const longest = 6

export function checkChain(
  signer: Certificate,
  others: readonly Certificate[],
  trust: Trust,
  crypto: VerifyCrypto,
): Finding[] {
  const findings: Finding[] = []
  if (!maySign(signer)) findings.push(find('usage-wrong'))
  const weak = weaknessOf(signer.publicKeyInfo)
  if (weak !== undefined) findings.push(find('key-weak', { key: weak }))
  const path = pathOf(signer, others, trust.roots, crypto)
  if (!Array.isArray(path)) return [...findings, path]
  for (const [depth, certificate] of path.entries()) {
    const when = trust.knownSince ?? trust.at
    if (
      Temporal.Instant.compare(when, certificate.notBefore) < 0 ||
      Temporal.Instant.compare(when, certificate.notAfter) > 0
    )
      findings.push(find('chain-time', { name: certificate.commonName }))
    if (certificate.unknownCritical.length > 0) findings.push(find('chain-critical'))
    if (depth > 0 && !mayIssue(certificate, depth)) findings.push(find('chain-authority'))
  }
  for (let i = 0; i + 1 < path.length; i++) {
    const [certificate, issuer] = [path[i], path[i + 1]]
    if (certificate && issuer) findings.push(...checkRevocation(certificate, issuer, trust, crypto))
  }
  return findings
}

const documentPurposes: ReadonlySet<string> = new Set([
  oid.anyExtendedKeyUsage,
  oid.emailProtection,
  oid.documentSigning,
  oid.documentSigningMicrosoft,
  oid.documentSigningAdobe,
])

/** A certificate of a web server or of a time-stamp service proves something else than who sealed a document. */
function maySign({ isAuthority, keyUsage, purposes }: Certificate): boolean {
  const signs = keyUsage === undefined || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')
  const forDocuments = purposes === undefined || purposes.some((purpose) => documentPurposes.has(purpose))
  return !isAuthority && signs && forDocuments
}

/** `depth` is how many certificates stand below it; path length counts the authorities among them. */
function mayIssue(certificate: Certificate, depth: number): boolean {
  return (
    certificate.isAuthority &&
    (certificate.keyUsage?.has('keyCertSign') ?? true) &&
    (certificate.pathLength === undefined || certificate.pathLength >= depth - 1)
  )
}

/** Signer first, root last; names may repeat (look-alikes), so every candidate's signature is tried. */
function pathOf(
  signer: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  crypto: VerifyCrypto,
): Certificate[] | Finding {
  const path = [signer]
  let sawName = false
  for (let current = signer; path.length <= longest; ) {
    if (roots.some((root) => equalBytes(root.raw, current.raw))) return path
    const named = [...roots, ...others].filter((one) => equalBytes(one.subject, current.issuer))
    sawName ||= named.some((one) => roots.includes(one))
    const issuer = named.find((one) => !path.includes(one) && issued(one, current, crypto))
    if (issuer === undefined) return brokenAt(current, named, sawName)
    path.push(issuer)
    current = issuer
  }
  return find('chain-untrusted')
}

/** Why nobody of that name counts as the issuer. */
function brokenAt(current: Certificate, named: readonly Certificate[], sawName: boolean): Finding {
  const algorithm = current.signatureAlgorithm
  if (named.length > 0 && kindOf(algorithm)?.hash === undefined)
    return find('algorithm-unknown', { algorithm })
  const weak = named.map((one) => weaknessOf(one.publicKeyInfo)).find((key) => key !== undefined)
  if (weak !== undefined) return find('key-weak', { key: weak })
  return find(sawName ? 'chain-false' : 'chain-untrusted')
}

type Signed = Pick<Certificate, 'signatureAlgorithm' | 'signature' | 'toBeSigned'>

function issued(issuer: Certificate, signed: Signed, crypto: VerifyCrypto): boolean {
  const kind = kindOf(signed.signatureAlgorithm)
  if (kind?.hash === undefined || weaknessOf(issuer.publicKeyInfo) !== undefined) return false
  return crypto.verify({
    kind: kind.kind,
    hash: kind.hash,
    publicKeyInfo: issuer.publicKeyInfo,
    signature: signed.signature,
    data: signed.toBeSigned,
  })
}

function checkRevocation(
  certificate: Certificate,
  issuer: Certificate,
  trust: Trust,
  crypto: VerifyCrypto,
): Finding[] {
  const lists = trust.revocationLists.filter(
    (list) =>
      equalBytes(list.issuer, issuer.subject) &&
      (issuer.keyUsage?.has('cRLSign') ?? true) &&
      issued(issuer, list, crypto),
  )
  const findings: Finding[] = []
  const whole = lists.filter(({ partial }) => !partial)
  if (whole.length === 0) findings.push(find('revocation-unknown'))
  else if (whole.every((list) => list.nextUpdate && Temporal.Instant.compare(list.nextUpdate, trust.at) < 0))
    findings.push(find('revocation-stale'))
  // Lists of different days may name different times; the earliest is the careful one.
  const [revokedAt] = lists
    .flatMap((list) => list.revoked.get(certificate.serial) ?? [])
    .sort(Temporal.Instant.compare)
  if (revokedAt !== undefined) {
    // Without a time that we know ourselves, a revoked certificate may have signed after its revocation and lied.
    const before = trust.knownSince && Temporal.Instant.compare(trust.knownSince, revokedAt) < 0
    findings.push(find(before ? 'revoked-later' : 'revoked', { at: revokedAt.toString() }))
  }
  return findings
}
