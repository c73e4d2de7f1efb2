/** A throw-away certificate authority for tests, written with this package's own DER so that wrong certificates can be made too. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Signer } from '../cms.ts'
import { der, objectId, octets, sequence, smallInteger } from '../der.ts'
import { oid } from '../oids.ts'

export type Made = {
  readonly certificate: Uint8Array
  readonly key: KeyObject
  readonly name: string
  readonly serial: number
}

export type Wish = {
  readonly name: string
  readonly serial: number
  readonly authority?: boolean
  /** Bits of the first octet of keyUsage: 0x80 digitalSignature, 0x40 nonRepudiation, 0x06 keyCertSign + cRLSign. */
  readonly usage?: number
  readonly from?: string
  readonly until?: string
  readonly critical?: string
  /** Extended key usage. */
  readonly purposes?: readonly string[]
  /** Default: P-256. */
  readonly key?: { readonly rsa: number } | { readonly curve: string }
  /** How its issuer signs it. */
  readonly hash?: 'sha1' | 'sha256'
}

type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject }

function keyPair(wish: Wish['key']): KeyPair {
  if (wish && 'rsa' in wish) return generateKeyPairSync('rsa', { modulusLength: wish.rsa })
  return generateKeyPairSync('ec', { namedCurve: wish?.curve ?? 'P-256' })
}

const signatureKind = (hash: Wish['hash'], key: KeyObject) =>
  key.asymmetricKeyType === 'rsa'
    ? sequence(objectId(oid.rsaSha256), der(0x05))
    : sequence(objectId(hash === 'sha1' ? '1.2.840.10045.4.1' : oid.ecdsaSha256))

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

export const distinguishedName = (name: string) =>
  sequence(der(0x31, sequence(objectId(oid.commonName), der(0x0c, new TextEncoder().encode(name)))))

const utc = (at: string) => der(0x17, new TextEncoder().encode(`${at.replace(/\D/g, '').slice(2, 14)}Z`))
const yes = der(0x01, Uint8Array.of(0xff))
const extension = (id: string, value: Uint8Array) => sequence(objectId(id), yes, octets(value))
const bitString = (bytes: Uint8Array, unused = 0) => der(0x03, Uint8Array.of(unused), bytes)

/** Without an issuer: self-signed. */
export function makeCertificate(wish: Wish, issuer?: Made): Made {
  const { publicKey, privateKey } = keyPair(wish.key)
  const issuerKey = issuer?.key ?? privateKey
  const algorithm = signatureKind(wish.hash, issuerKey)
  const usage = wish.usage ?? (wish.authority ? 0x06 : 0xc0)
  const tbs = sequence(
    der(0xa0, smallInteger(2)),
    smallInteger(wish.serial),
    algorithm,
    distinguishedName(issuer?.name ?? wish.name),
    sequence(utc(wish.from ?? '2026-01-01T00:00:00'), utc(wish.until ?? '2036-01-01T00:00:00')),
    distinguishedName(wish.name),
    new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    der(
      0xa3,
      sequence(
        extension(oid.basicConstraints, wish.authority ? sequence(yes) : sequence()),
        extension(oid.keyUsage, bitString(Uint8Array.of(usage), usage & 0x02 ? 1 : 6)),
        ...(wish.purposes ? [extension(oid.extendedKeyUsage, sequence(...wish.purposes.map(objectId)))] : []),
        ...(wish.critical ? [extension(wish.critical, sequence())] : []),
      ),
    ),
  )
  const signature = new Uint8Array(sign(wish.hash ?? 'sha256', tbs, issuerKey))
  return {
    certificate: sequence(tbs, algorithm, bitString(signature)),
    key: privateKey,
    name: wish.name,
    serial: wish.serial,
  }
}

export function makeRevocationList(
  issuer: Made,
  revoked: readonly { readonly serial: number; readonly at: string }[],
  span: { readonly from: string; readonly until: string; readonly partial?: boolean },
): Uint8Array {
  const algorithm = signatureKind('sha256', issuer.key)
  const entries = revoked.map(({ serial, at }) => sequence(smallInteger(serial), utc(at)))
  const tbs = sequence(
    smallInteger(1),
    algorithm,
    distinguishedName(issuer.name),
    utc(span.from),
    utc(span.until),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    // A delta list (RFC 5280 §5.2.4) holds only what changed.
    ...(span.partial ? [der(0xa0, sequence(extension('2.5.29.27', smallInteger(1))))] : []),
  )
  return sequence(tbs, algorithm, bitString(new Uint8Array(sign('sha256', tbs, issuer.key))))
}

export function signerOf(own: Made, ...issuers: readonly Made[]): Signer {
  return {
    certificates: [own.certificate, ...issuers.map((issuer) => issuer.certificate)],
    algorithm: own.key.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'ecdsa-sha256',
    sign: async (bytes) => new Uint8Array(sign('sha256', bytes, own.key)),
  }
}
