/** Writes X.509 certificates and revocation lists (RFC 5280) signed with ECDSA and SHA-256. Keys and chance come from the caller. */
import { readCertificate } from './certificate.ts'
import type { Sha256 } from './cms.ts'
import { concat, der, objectId, octets, sequence } from './der.ts'
import { oid } from './oids.ts'

/** Parts of a distinguished name; empty ones are left out. */
export type Name = {
  readonly commonName: string
  readonly organizationalUnit?: string
  readonly organization?: string
}

export type CertificateWish = {
  readonly subject: Name
  /** Positive: 1 to 20 bytes, the first below 0x80 and not zero. */
  readonly serial: Uint8Array
  readonly notBefore: Temporal.Instant
  readonly notAfter: Temporal.Instant
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array
  /** An authority that signs certificates and lists, or the holder of a seal that signs documents. */
  readonly use: 'authority' | 'seal'
  readonly sha256: Sha256
}

/** Whose key signs; `sign` answers with an ECDSA signature in DER. */
export type Issuer = {
  /** Absent: the certificate signs itself. */
  readonly certificate?: Uint8Array
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>
}

const ecdsaSha256 = sequence(objectId(oid.ecdsaSha256))
const yes = der(0x01, Uint8Array.of(0xff))
const bitString = (bytes: Uint8Array, unused = 0) => der(0x03, Uint8Array.of(unused), bytes)
const integer = (bytes: Uint8Array) => der(0x02, bytes)

export async function writeCertificate(wish: CertificateWish, issuer: Issuer): Promise<Uint8Array> {
  const subject = nameOf(wish.subject)
  const above = issuer.certificate && readCertificate(issuer.certificate)
  const tbs = sequence(
    der(0xa0, integer(Uint8Array.of(2))),
    integer(wish.serial),
    ecdsaSha256,
    above?.subject ?? subject,
    sequence(timeOf(wish.notBefore), timeOf(wish.notAfter)),
    subject,
    wish.publicKeyInfo,
    der(0xa3, sequence(...extensionsOf(wish, above?.publicKeyInfo ?? wish.publicKeyInfo))),
  )
  return signed(tbs, issuer)
}

function extensionsOf(wish: CertificateWish, issuerKey: Uint8Array): Uint8Array[] {
  const authority = wish.use === 'authority'
  const identifier = (key: Uint8Array) => wish.sha256(key).subarray(0, 20)
  return [
    // An authority of this kind issues no authorities: path length 0.
    extension(oid.basicConstraints, authority ? sequence(yes, integer(Uint8Array.of(0))) : sequence(), true),
    // keyCertSign and cRLSign; or digitalSignature and nonRepudiation.
    extension(
      oid.keyUsage,
      authority ? bitString(Uint8Array.of(0x06), 1) : bitString(Uint8Array.of(0xc0), 6),
      true,
    ),
    extension(oid.subjectKeyIdentifier, octets(identifier(wish.publicKeyInfo))),
    extension(oid.authorityKeyIdentifier, sequence(der(0x80, identifier(issuerKey)))),
  ]
}

export type RevocationWish = {
  /** Serial numbers in hexadecimal. */
  readonly revoked: readonly { readonly serial: string; readonly at: Temporal.Instant }[]
  readonly thisUpdate: Temporal.Instant
  readonly nextUpdate: Temporal.Instant
  readonly sha256: Sha256
}

export async function writeRevocationList(
  wish: RevocationWish,
  issuer: Required<Issuer>,
): Promise<Uint8Array> {
  const { subject, publicKeyInfo } = readCertificate(issuer.certificate)
  const entries = wish.revoked.map(({ serial, at }) => sequence(integer(fromHex(serial)), timeOf(at)))
  const keyIdentifier = der(0x80, wish.sha256(publicKeyInfo).subarray(0, 20))
  // Numbers must grow (§5.2.3); seconds do.
  const number = integer(fromHex(Math.floor(wish.thisUpdate.epochMilliseconds / 1000).toString(16)))
  const tbs = sequence(
    integer(Uint8Array.of(1)),
    ecdsaSha256,
    subject,
    timeOf(wish.thisUpdate),
    timeOf(wish.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    der(
      0xa0,
      sequence(
        extension(oid.authorityKeyIdentifier, sequence(keyIdentifier)),
        extension(oid.crlNumber, number),
      ),
    ),
  )
  return signed(tbs, issuer)
}

async function signed(tbs: Uint8Array, issuer: Issuer): Promise<Uint8Array> {
  return sequence(tbs, ecdsaSha256, bitString(await issuer.sign(tbs)))
}

function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(objectId(id), ...(critical ? [yes] : []), octets(value))
}

function nameOf(name: Name): Uint8Array {
  const parts: [string, string | undefined][] = [
    [oid.organization, name.organization],
    [oid.organizationalUnit, name.organizationalUnit],
    [oid.commonName, name.commonName],
  ]
  return sequence(
    ...parts.flatMap(([type, text]) =>
      text ? [der(0x31, sequence(objectId(type), der(0x0c, utf8(text))))] : [],
    ),
  )
}

/** UTCTime until 2049, GeneralizedTime from 2050 (§4.1.2.5). */
function timeOf(at: Temporal.Instant): Uint8Array {
  const text = at.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString().replace(/\D/g, '')
  const late = text >= '2050'
  return der(late ? 0x18 : 0x17, utf8(`${late ? text : text.slice(2)}Z`))
}

/** With a leading zero byte where the number would read as negative. */
function fromHex(hex: string): Uint8Array {
  const even = hex.length % 2 === 1 ? `0${hex}` : hex
  const bytes = Uint8Array.from(even.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return (bytes[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes
}

function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text)
  return Uint8Array.from(escaped.match(/%..|[^%]/g) ?? [], (part) =>
    part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0),
  )
}
