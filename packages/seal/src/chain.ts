/** Is the signer's certificate good: path to a pinned root, validity, key usage, revocation (after RFC 5280 §6). */
import type { Certificate, RevocationList } from './certificate.ts'
import { equalBytes } from './der.ts'
import { type Finding, find } from './findings.ts'
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
  if (
    signer.isAuthority ||
    (signer.keyUsage && !signer.keyUsage.has('digitalSignature') && !signer.keyUsage.has('nonRepudiation'))
  )
    findings.push(find('usage-wrong'))
  const path = pathOf(signer, others, trust.roots, crypto)
  if (typeof path === 'string') return [...findings, find(path)]
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
): Certificate[] | 'chain-untrusted' | 'chain-false' {
  const path = [signer]
  let sawName = false
  for (let current = signer; path.length <= longest; ) {
    if (roots.some((root) => equalBytes(root.raw, current.raw))) return path
    const named = [...roots, ...others].filter((one) => equalBytes(one.subject, current.issuer))
    sawName ||= named.some((one) => roots.includes(one))
    const issuer = named.find((one) => !path.includes(one) && issued(one, current, crypto))
    if (issuer === undefined) return sawName ? 'chain-false' : 'chain-untrusted'
    path.push(issuer)
    current = issuer
  }
  return 'chain-untrusted'
}

type Signed = Pick<Certificate, 'signatureAlgorithm' | 'signature' | 'toBeSigned'>

function issued(issuer: Certificate, signed: Signed, crypto: VerifyCrypto): boolean {
  const kind = kindOf(signed.signatureAlgorithm)
  if (kind?.hash === undefined) return false
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
  if (lists.length === 0) return [find('revocation-unknown')]
  const findings: Finding[] = []
  if (lists.every((list) => list.nextUpdate && Temporal.Instant.compare(list.nextUpdate, trust.at) < 0))
    findings.push(find('revocation-stale'))
  for (const list of lists) {
    const revokedAt = list.revoked.get(certificate.serial)
    if (revokedAt === undefined) continue
    const at = revokedAt.toString()
    // Without a time that we know ourselves, a revoked certificate may have signed after its revocation and lied.
    const before = trust.knownSince && Temporal.Instant.compare(trust.knownSince, revokedAt) < 0
    findings.push(find(before ? 'revoked-later' : 'revoked', { at }))
    break
  }
  return findings
}
