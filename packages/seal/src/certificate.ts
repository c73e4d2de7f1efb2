/** What a verifier must know of an X.509 certificate and of a CRL (RFC 5280), read from DER. */
import { type Asn1, BadEncoding, canonical, childAt, oidOf, readElement, toHex } from './der.ts'
import { oid } from './oids.ts'

export type Certificate = {
  readonly raw: Uint8Array
  readonly toBeSigned: Uint8Array
  readonly signatureAlgorithm: string
  readonly signature: Uint8Array
  readonly serial: string
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly commonName: string
  readonly organization: string
  readonly notBefore: Temporal.Instant
  readonly notAfter: Temporal.Instant
  readonly publicKeyInfo: Uint8Array
  readonly isAuthority: boolean
  readonly pathLength: number | undefined
  /** Undefined where the certificate sets no bounds. */
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined
  /** Purposes that it is bound to; undefined where it is bound to none. */
  readonly purposes: readonly string[] | undefined
  /** Critical extensions that this reader does not understand. */
  readonly unknownCritical: readonly string[]
}

export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign' | 'other'

export type RevocationList = {
  readonly toBeSigned: Uint8Array
  readonly signatureAlgorithm: string
  readonly signature: Uint8Array
  readonly issuer: Uint8Array
  readonly thisUpdate: Temporal.Instant
  readonly nextUpdate: Temporal.Instant | undefined
  readonly revoked: ReadonlyMap<string, Temporal.Instant>
  /** It covers only some certificates or only changes (RFC 5280 §5.2): who does not stand on it may still be revoked. */
  readonly partial: boolean
}

const usageBits: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'other',
  'other',
  'other',
  'keyCertSign',
  'cRLSign',
]

/** Extensions whose meaning is honoured here, or that do not bound a document signature. */
const understood = new Set<string>([
  oid.keyUsage,
  oid.basicConstraints,
  oid.subjectKeyIdentifier,
  oid.authorityKeyIdentifier,
  oid.subjectAltName,
  oid.certificatePolicies,
  oid.extendedKeyUsage,
])

/** @throws BadEncoding */
export function readCertificate(bytes: Uint8Array): Certificate {
  const outer = readElement(bytes)
  const tbs = childAt(outer, 0, 0x30)
  const parts = tbs.children[0]?.tag === 0xa0 ? tbs.children.slice(1) : tbs.children
  const [serial, , issuer, validity, subject, publicKey] = parts
  if (!serial || !issuer || !validity || !subject || !publicKey) throw new BadEncoding('not a certificate')
  return {
    raw: outer.raw,
    toBeSigned: canonical(tbs),
    signatureAlgorithm: oidOf(childAt(childAt(outer, 1, 0x30), 0)),
    signature: bits(childAt(outer, 2, 0x03)),
    serial: serialOf(serial),
    issuer: issuer.raw,
    subject: subject.raw,
    commonName: nameOf(subject, oid.commonName),
    organization: nameOf(subject, oid.organization),
    notBefore: timeOf(childAt(validity, 0)),
    notAfter: timeOf(childAt(validity, 1)),
    publicKeyInfo: publicKey.raw,
    ...extensionsOf(parts.find((part) => part.tag === 0xa3)),
  }
}

type Extensions = Pick<
  Certificate,
  'isAuthority' | 'pathLength' | 'keyUsage' | 'purposes' | 'unknownCritical'
>

function extensionsOf(wrapper: Asn1 | undefined): Extensions {
  let isAuthority = false
  let pathLength: number | undefined
  let keyUsage: Set<KeyUsage> | undefined
  let purposes: string[] | undefined
  const unknownCritical: string[] = []
  for (const extension of wrapper?.children[0]?.children ?? []) {
    const id = oidOf(childAt(extension, 0))
    const critical = isCritical(extension)
    const value = readElement(childAt(extension, extension.children.length - 1, 0x04).content)
    if (id === oid.basicConstraints) {
      isAuthority = value.children[0]?.tag === 0x01 && value.children[0].content[0] !== 0
      const bound = value.children.find((part) => part.tag === 0x02)
      pathLength = bound?.content[0]
    } else if (id === oid.extendedKeyUsage) purposes = value.children.map(oidOf)
    else if (id === oid.keyUsage) {
      const flags = bits(value)
      keyUsage = new Set(usageBits.filter((_, bit) => ((flags[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0))
    }
    if (critical && !understood.has(id)) unknownCritical.push(id)
  }
  return { isAuthority, pathLength, keyUsage, purposes, unknownCritical }
}

const isCritical = ({ children: [, flag] }: Asn1) => flag?.tag === 0x01 && flag.content[0] !== 0

/** @throws BadEncoding */
export function readRevocationList(bytes: Uint8Array): RevocationList {
  const outer = readElement(bytes)
  const tbs = childAt(outer, 0, 0x30)
  const parts = tbs.children[0]?.tag === 0x02 ? tbs.children.slice(1) : tbs.children
  const [, issuer, thisUpdate, ...rest] = parts
  if (!issuer || !thisUpdate) throw new BadEncoding('not a revocation list')
  const next = rest[0] && isTime(rest[0]) ? rest[0] : undefined
  const list = rest.find((part) => part.tag === 0x30)
  const extensions = rest.find((part) => part.tag === 0xa0)?.children[0]?.children ?? []
  return {
    toBeSigned: canonical(tbs),
    signatureAlgorithm: oidOf(childAt(childAt(outer, 1, 0x30), 0)),
    signature: bits(childAt(outer, 2, 0x03)),
    issuer: issuer.raw,
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: next && timeOf(next),
    revoked: new Map(
      (list?.children ?? []).map((entry) => [serialOf(childAt(entry, 0)), timeOf(childAt(entry, 1))]),
    ),
    partial: extensions.some(isCritical),
  }
}

export function serialOf(element: Asn1): string {
  if (element.tag !== 0x02) throw new BadEncoding('a serial number was expected')
  return toHex(element.content).replace(/^(00)+(?=..)/, '')
}

function bits(element: Asn1): Uint8Array {
  if (element.tag !== 0x03 || element.content.length === 0) throw new BadEncoding('a bit string was expected')
  return element.content.subarray(1)
}

const isTime = (element: Asn1) => element.tag === 0x17 || element.tag === 0x18

/** UTCTime and GeneralizedTime in the form that RFC 5280 §4.1.2.5 demands: to the second, in UTC. */
function timeOf(element: Asn1): Temporal.Instant {
  const text = String.fromCharCode(...element.content)
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text)
  if (!isTime(element) || match === null) throw new BadEncoding(`a time was expected: ${text}`)
  const [, y = '', mo, d, h, mi, s] = match
  const year = y.length === 4 ? y : (Number(y) >= 50 ? '19' : '20') + y
  try {
    return Temporal.Instant.from(`${year}-${mo}-${d}T${h}:${mi}:${s}Z`)
  } catch {
    throw new BadEncoding(`there is no such time: ${text}`)
  }
}

function nameOf(name: Asn1, attribute: string): string {
  for (const set of name.children)
    for (const pair of set.children) {
      const value = pair.children[1]
      if (value !== undefined && oidOf(pair.children[0]) === attribute) return textOf(value)
    }
  return ''
}

function textOf(value: Asn1): string {
  if (value.tag === 0x0c) return utf8(value.content)
  if (value.tag === 0x1e)
    return Array.from({ length: value.content.length >> 1 }, (_, i) =>
      String.fromCharCode(((value.content[2 * i] ?? 0) << 8) | (value.content[2 * i + 1] ?? 0)),
    ).join('')
  return String.fromCharCode(...value.content)
}

/** Pure packages have no TextDecoder type; percent-decoding is the language's own UTF-8 reader. */
function utf8(bytes: Uint8Array): string {
  try {
    return decodeURIComponent(toHex(bytes).replace(/../g, '%$&'))
  } catch {
    throw new BadEncoding('text that is not UTF-8')
  }
}
