/**
 * The signature value of PAdES B-B: a detached CMS SignedData (RFC 5652) with the signed attributes that
 * EN 319 142-1 asks for: content type, message digest, signing-certificate-v2, and no signing time.
 */
import { readCertificate } from './certificate.ts'
import {
  childAt,
  concat,
  der,
  nullValue,
  objectId,
  octets,
  readElement,
  sequence,
  setOf,
  smallInteger,
} from './der.ts'
import { oid } from './oids.ts'

export type SignatureAlgorithm = 'ecdsa-sha256' | 'rsa-sha256'

/** Who signs. The key stays behind it: a wrapped key, a token, a service. */
export type Signer = {
  /** DER, the signer's own first, then its issuers; the root may be left out. */
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]]
  readonly algorithm: SignatureAlgorithm
  /** Signs the bytes (hashing is the signer's business); ECDSA answers in DER, not as r‖s. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export type Sha256 = (bytes: Uint8Array) => Uint8Array

const algorithmId = (algorithm: SignatureAlgorithm) =>
  algorithm === 'ecdsa-sha256'
    ? sequence(objectId(oid.ecdsaSha256))
    : sequence(objectId(oid.rsa), nullValue())

/** The most bytes that a signature by this signer can take; the hole in the file is cut to it. */
export function signatureRoom(signer: Signer): number {
  const own = readCertificate(signer.certificates[0])
  const certificates = signer.certificates.reduce((sum, certificate) => sum + certificate.length, 0)
  // 640: fixed parts and attributes; 520: an RSA-4096 signature with its header.
  return certificates + own.issuer.length * 2 + 640 + 520
}

/** A whole ContentInfo over bytes whose SHA-256 is `digest`. */
export async function signDetached(digest: Uint8Array, signer: Signer, sha256: Sha256): Promise<Uint8Array> {
  const [own] = signer.certificates
  const serial = serialElement(own)
  const { issuer } = readCertificate(own)
  const attributes = [
    attribute(oid.contentType, objectId(oid.data)),
    attribute(oid.messageDigest, octets(digest)),
    attribute(oid.signingCertificateV2, signingCertificate(sha256(own), issuer, serial)),
  ]
  // Signed as a SET OF (RFC 5652 §5.4), stored under an implicit tag.
  const signed = setOf(...attributes)
  const signature = await signer.sign(signed)
  const implicit = concat(Uint8Array.of(0xa0), signed.subarray(1))
  const signerInfo = sequence(
    smallInteger(1),
    sequence(issuer, serial),
    sequence(objectId(oid.sha256)),
    implicit,
    algorithmId(signer.algorithm),
    octets(signature),
  )
  const signedData = sequence(
    smallInteger(1),
    der(0x31, sequence(objectId(oid.sha256))),
    sequence(objectId(oid.data)),
    der(0xa0, ...signer.certificates),
    der(0x31, signerInfo),
  )
  return sequence(objectId(oid.signedData), der(0xa0, signedData))
}

const attribute = (type: string, value: Uint8Array) => sequence(objectId(type), der(0x31, value))

/** RFC 5035: SHA-256 is the default and is left out. */
function signingCertificate(hash: Uint8Array, issuer: Uint8Array, serial: Uint8Array): Uint8Array {
  const issuerSerial = sequence(sequence(der(0xa4, issuer)), serial)
  return sequence(sequence(sequence(octets(hash), issuerSerial)))
}

function serialElement(certificate: Uint8Array): Uint8Array {
  const tbs = childAt(readElement(certificate), 0)
  return childAt(tbs, tbs.children[0]?.tag === 0xa0 ? 1 : 0, 0x02).raw
}
