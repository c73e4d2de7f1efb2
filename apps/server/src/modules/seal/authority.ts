/**
 * The university's own certificate authority: P-256, one root, one certificate for each version of a seal.
 * It proves that nothing was changed; a licensed authority's certificates take its place where the law asks for them.
 */
import { createHash, randomBytes } from 'node:crypto'
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const authorityYears = 20
const sealYears = 5

export type KeyPair = { readonly certificate: Uint8Array; readonly privateKey: Uint8Array }

export const fingerprintOf = (certificate: Uint8Array) =>
  createHash('sha256').update(certificate).digest('hex')

export async function makeAuthority(institution: string, at: Temporal.Instant): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: nameOf({ CN: `${institution} 电子印章根证书`, O: institution }),
    ...validity(at, authorityYears),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: new Uint8Array(certificate.rawData), privateKey: await exported(keys.privateKey) }
}

export async function makeSealCertificate(
  authority: KeyPair,
  names: { readonly seal: string; readonly unit: string; readonly institution: string },
  at: Temporal.Instant,
): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { subjectName, notAfter } = opened(authority)
  const ends = validity(at, sealYears)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: nameOf({ CN: names.seal, OU: names.unit, O: names.institution }),
    issuer: subjectName,
    ...ends,
    // A certificate that outlives its issuer would be invalid with it anyway.
    notAfter: new Date(Math.min(ends.notAfter.getTime(), notAfter.getTime())),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await imported(authority.privateKey),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: new Uint8Array(certificate.rawData), privateKey: await exported(keys.privateKey) }
}

export type Revoked = { readonly serial: string; readonly at: string }

/** DER. */
export async function makeRevocationList(
  authority: KeyPair,
  revoked: readonly Revoked[],
  at: Temporal.Instant,
  days: number,
): Promise<Uint8Array> {
  const { subjectName } = opened(authority)
  const list = await X509CrlGenerator.create({
    issuer: subjectName,
    thisUpdate: new Date(at.epochMilliseconds),
    nextUpdate: new Date(at.add({ hours: 24 * days }).epochMilliseconds),
    signingAlgorithm: algorithm,
    signingKey: await imported(authority.privateKey),
    entries: revoked.map((one) => ({
      serialNumber: one.serial,
      revocationDate: new Date(Temporal.Instant.from(one.at).epochMilliseconds),
      reason: X509CrlReason.unspecified,
    })),
  })
  return new Uint8Array(list.rawData)
}

function opened({ certificate }: KeyPair) {
  return new X509Certificate(Buffer.from(certificate))
}

/** Positive, 16 bytes, from chance (RFC 5280 §4.1.2.2). */
function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

/** Names as parts, so that a comma in a unit's name stays in it. */
const nameOf = (parts: Readonly<Record<string, string>>) =>
  Object.entries(parts).map(([type, value]) => ({ [type]: [value] }))

function validity(at: Temporal.Instant, years: number) {
  return {
    // An hour back: the clock of whoever checks may be slow.
    notBefore: new Date(at.epochMilliseconds - 3_600_000),
    notAfter: new Date(at.epochMilliseconds + years * 365 * 86_400_000),
  }
}

const exported = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.exportKey('pkcs8', key))
const imported = (key: Uint8Array) =>
  crypto.subtle.importKey('pkcs8', Buffer.from(key), algorithm, false, ['sign'])
