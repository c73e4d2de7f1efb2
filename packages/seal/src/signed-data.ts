/** Checks a detached CMS SignedData (RFC 5652) against the bytes it should sign. */
import { type Certificate, readCertificate, serialOf } from './certificate.ts'
import { type Asn1, BadEncoding, canonical, childAt, concat, equalBytes, octetsOf, oidOf } from './der.ts'
import { type Finding, find } from './findings.ts'
import { oid } from './oids.ts'

export type Hash = 'sha256' | 'sha384' | 'sha512'

/** The cryptography, given by the caller: node:crypto, WebCrypto behind a cache, or a token. */
export type VerifyCrypto = {
  digest(hash: Hash, bytes: Uint8Array): Uint8Array
  /** False also for a key or signature that cannot be read. ECDSA signatures are in DER. */
  verify(request: {
    readonly kind: 'ecdsa' | 'rsa'
    readonly hash: Hash
    readonly publicKeyInfo: Uint8Array
    readonly signature: Uint8Array
    readonly data: Uint8Array
  }): boolean
}

export type CheckedCms = {
  readonly findings: readonly Finding[]
  readonly signer?: Certificate
  readonly certificates: readonly Certificate[]
}

/** Each may be tried as an issuer; nobody's chain is longer. */
const mostCertificates = 20

const hashes = new Map<string, Hash>([
  [oid.sha256, 'sha256'],
  [oid.sha384, 'sha384'],
  [oid.sha512, 'sha512'],
])

const signatureKinds = new Map<string, { kind: 'ecdsa' | 'rsa'; hash?: Hash }>([
  [oid.ecdsaSha256, { kind: 'ecdsa', hash: 'sha256' }],
  [oid.ecdsaSha384, { kind: 'ecdsa', hash: 'sha384' }],
  [oid.ecdsaSha512, { kind: 'ecdsa', hash: 'sha512' }],
  [oid.rsa, { kind: 'rsa' }],
  [oid.rsaSha256, { kind: 'rsa', hash: 'sha256' }],
  [oid.rsaSha384, { kind: 'rsa', hash: 'sha384' }],
  [oid.rsaSha512, { kind: 'rsa', hash: 'sha512' }],
])

/** The hash and kind of a signature algorithm, or undefined where it is not accepted (SHA-1, PSS, SM2 for now). */
export const kindOf = (algorithm: string) => signatureKinds.get(algorithm)

export function checkSignedData(
  cms: Asn1,
  signed: Uint8Array,
  crypto: VerifyCrypto,
  mustBindCertificate: boolean,
): CheckedCms {
  try {
    return check(cms, signed, crypto, mustBindCertificate)
  } catch (error) {
    if (!(error instanceof BadEncoding)) throw error
    return { findings: [find('cms-broken')], certificates: [] }
  }
}

function check(cms: Asn1, signed: Uint8Array, crypto: VerifyCrypto, mustBind: boolean): CheckedCms {
  if (cms.tag !== 0x30 || cms.children.length !== 2 || oidOf(childAt(cms, 0)) !== oid.signedData)
    throw new BadEncoding('not signed data')
  const signedData = childAt(childAt(cms, 1, 0xa0), 0, 0x30)
  const encapsulated = childAt(signedData, 2, 0x30)
  const certificates = (signedData.children.find((part) => part.tag === 0xa0)?.children ?? [])
    .filter((part) => part.tag === 0x30)
    .map((part) => readCertificate(canonical(part)))
  if (certificates.length > mostCertificates) throw new BadEncoding('too many certificates')
  if (encapsulated.children.length > 1) return { findings: [find('cms-own-content')], certificates }
  if (oidOf(childAt(encapsulated, 0)) !== oid.data)
    return { findings: [find('attribute-missing', { attribute: 'id-data' })], certificates }
  // RFC 5652 §5.1: version 1 is the one for plain data and signers named by serial number.
  if (!isOne(childAt(signedData, 0))) throw new BadEncoding('another version of signed data')
  const infos = signedData.children.at(-1)
  if (infos?.tag !== 0x31 || infos.children.length !== 1)
    return { findings: [find('cms-signers')], certificates }
  const info = childAt(infos, 0, 0x30)
  const signer = certificateOf(childAt(info, 1), certificates)
  if (signer === undefined) return { findings: [find('certificate-absent')], certificates }
  if (!isOne(childAt(info, 0))) throw new BadEncoding('another version of signer')
  const announced = childAt(signedData, 1, 0x31).children.map(algorithmOf)
  if (!announced.includes(algorithmOf(childAt(info, 2)))) throw new BadEncoding('a digest not announced')
  return { findings: checkSigner(info, signer, signed, crypto, mustBind), signer, certificates }
}

function algorithmOf(identifier: Asn1): string {
  if (identifier.tag !== 0x30) throw new BadEncoding('an algorithm was expected')
  return oidOf(childAt(identifier, 0))
}

const isOne = ({ tag, content }: Asn1) => tag === 0x02 && content.length === 1 && content[0] === 1

/** By issuer and serial number; the form by key identifier does not occur in what PAdES allows us to accept. */
function certificateOf(identifier: Asn1, certificates: readonly Certificate[]): Certificate | undefined {
  if (identifier.tag !== 0x30) return undefined
  const issuer = childAt(identifier, 0).raw
  const serial = serialOf(childAt(identifier, 1))
  return certificates.find((one) => one.serial === serial && equalBytes(one.issuer, issuer))
}

function checkSigner(
  info: Asn1,
  signer: Certificate,
  signed: Uint8Array,
  crypto: VerifyCrypto,
  mustBind: boolean,
): Finding[] {
  const digestAlgorithm = algorithmOf(childAt(info, 2))
  const hash = hashes.get(digestAlgorithm)
  const attributes = info.children[3]
  if (hash === undefined) return [find('algorithm-unknown', { algorithm: digestAlgorithm })]
  if (attributes?.tag !== 0xa0) return [find('attribute-missing', { attribute: 'signedAttrs' })]
  const signatureAlgorithm = algorithmOf(childAt(info, 4))
  const kind = signatureKinds.get(signatureAlgorithm)
  if (kind === undefined || (kind.hash !== undefined && kind.hash !== hash))
    return [find('algorithm-unknown', { algorithm: signatureAlgorithm })]
  const { values, findings } = attributesOf(attributes)
  findings.push(...checkAttributes(values, signer, crypto.digest(hash, signed), crypto, mustBind))
  // RFC 5652 §5.4: the implicit tag counts as SET OF when it is signed.
  const data = concat(Uint8Array.of(0x31), canonical(attributes).subarray(1))
  const signature = octetsOf(childAt(info, 5, 0x04))
  if (!crypto.verify({ kind: kind.kind, hash, publicKeyInfo: signer.publicKeyInfo, signature, data }))
    findings.push(find('signature-false'))
  return findings
}

function attributesOf(attributes: Asn1): { values: Map<string, Asn1>; findings: Finding[] } {
  const values = new Map<string, Asn1>()
  const findings: Finding[] = []
  for (const attribute of attributes.children) {
    const type = oidOf(childAt(attribute, 0))
    const set = childAt(attribute, 1, 0x31)
    if (values.has(type) || set.children.length !== 1)
      findings.push(find('attribute-repeats', { attribute: type }))
    values.set(type, childAt(set, 0))
  }
  return { values, findings }
}

function checkAttributes(
  values: ReadonlyMap<string, Asn1>,
  signer: Certificate,
  digest: Uint8Array,
  crypto: VerifyCrypto,
  mustBind: boolean,
): Finding[] {
  const findings: Finding[] = []
  const contentType = values.get(oid.contentType)
  const messageDigest = values.get(oid.messageDigest)
  const binding = values.get(oid.signingCertificateV2)
  if (contentType === undefined || oidOf(contentType) !== oid.data)
    findings.push(find('attribute-missing', { attribute: 'contentType' }))
  if (messageDigest === undefined) findings.push(find('attribute-missing', { attribute: 'messageDigest' }))
  else if (!equalBytes(octetsOf(messageDigest), digest)) findings.push(find('digest-differs'))
  if (binding !== undefined) {
    if (!bindsTo(binding, signer, crypto)) findings.push(find('certificate-swapped'))
  } else if (mustBind) findings.push(find('attribute-missing', { attribute: 'signingCertificateV2' }))
  if (values.has(oid.signingTime)) findings.push(find('signing-time-present'))
  return findings
}

/** RFC 5035: the first ESSCertIDv2 names the signer's certificate by its hash, SHA-256 unless it says otherwise. */
function bindsTo(binding: Asn1, signer: Certificate, crypto: VerifyCrypto): boolean {
  const identifier = childAt(childAt(binding, 0, 0x30), 0, 0x30)
  const [first, second] = identifier.children
  const named = first?.tag === 0x30 ? hashes.get(oidOf(childAt(first, 0))) : 'sha256'
  const value = first?.tag === 0x30 ? second : first
  if (named === undefined || value?.tag !== 0x04) return false
  return equalBytes(value.content, crypto.digest(named, signer.raw))
}
