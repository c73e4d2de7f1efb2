/**
 * The university's own certificate authority: P-256, one root, one certificate for each version of a seal.
 * It proves that nothing was changed; a licensed authority's certificates take its place where the law asks for them.
 */
import { createHash, createPrivateKey, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { readCertificate, writeCertificate, writeRevocationList } from '@yizhan/seal'

const authorityYears = 20
const sealYears = 5
const day = { hours: 24 } as const

/** DER: the certificate, and the private key as PKCS #8. */
export type KeyPair = { readonly certificate: Uint8Array; readonly privateKey: Uint8Array }

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
export const fingerprintOf = (certificate: Uint8Array) =>
  createHash('sha256').update(certificate).digest('hex')

/** Signs with ECDSA and SHA-256; the answer is in DER. */
export function signerFor(privateKey: Uint8Array): (bytes: Uint8Array) => Promise<Uint8Array> {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  return async (bytes) => new Uint8Array(sign('sha256', bytes, key))
}

export async function makeAuthority(institution: string, at: Temporal.Instant): Promise<KeyPair> {
  const { publicKeyInfo, privateKey } = await newKey()
  const certificate = await writeCertificate(
    {
      subject: { commonName: `${institution} 电子印章根证书`, organization: institution },
      serial: newSerial(),
      ...validity(at, authorityYears),
      publicKeyInfo,
      use: 'authority',
      sha256,
    },
    { sign: signerFor(privateKey) },
  )
  return { certificate, privateKey }
}

export async function makeSealCertificate(
  authority: KeyPair,
  names: { readonly seal: string; readonly unit: string; readonly institution: string },
  at: Temporal.Instant,
): Promise<KeyPair> {
  const { publicKeyInfo, privateKey } = await newKey()
  const ends = validity(at, sealYears)
  const last = readCertificate(authority.certificate).notAfter
  const certificate = await writeCertificate(
    {
      subject: {
        commonName: names.seal,
        organizationalUnit: names.unit,
        organization: names.institution,
      },
      serial: newSerial(),
      ...ends,
      // A certificate that outlives its issuer would be invalid with it anyway.
      notAfter: Temporal.Instant.compare(ends.notAfter, last) < 0 ? ends.notAfter : last,
      publicKeyInfo,
      use: 'seal',
      sha256,
    },
    { certificate: authority.certificate, sign: signerFor(authority.privateKey) },
  )
  return { certificate, privateKey }
}

export type Revoked = { readonly serial: string; readonly at: string }

/** DER. */
export async function makeRevocationList(
  authority: KeyPair,
  revoked: readonly Revoked[],
  at: Temporal.Instant,
  days: number,
): Promise<Uint8Array> {
  return writeRevocationList(
    {
      revoked: revoked.map((one) => ({ serial: one.serial, at: Temporal.Instant.from(one.at) })),
      thisUpdate: at,
      nextUpdate: at.add({ hours: day.hours * days }),
      sha256,
    },
    { certificate: authority.certificate, sign: signerFor(authority.privateKey) },
  )
}

async function newKey(): Promise<{ publicKeyInfo: Uint8Array; privateKey: Uint8Array }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  return { publicKeyInfo: derOf(publicKey, 'spki'), privateKey: derOf(privateKey, 'pkcs8') }
}

const derOf = (key: KeyObject, type: 'spki' | 'pkcs8') => new Uint8Array(key.export({ type, format: 'der' }))

/** Positive, 16 bytes, from chance (RFC 5280 §4.1.2.2). */
function newSerial(): Uint8Array {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return new Uint8Array(bytes)
}

function validity(at: Temporal.Instant, years: number) {
  return {
    // An hour back: the clock of whoever checks may be slow.
    notBefore: at.subtract({ hours: 1 }),
    notAfter: at.add({ hours: day.hours * 365 * years }),
  }
}
