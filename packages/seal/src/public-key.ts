/** Whether a public key is strong enough to believe, judged on its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
import { type Asn1, BadEncoding, childAt, oidOf, readElement } from './der.ts'
import { oid } from './oids.ts'

const curves = new Set<string>([
  oid.prime256v1,
  oid.secp384r1,
  oid.secp521r1,
  oid.brainpoolP256r1,
  oid.brainpoolP384r1,
  oid.brainpoolP512r1,
])
/** Bits. The upper bound, and the one of the exponent, keep a hostile file from buying time of the verifier. */
const rsaBits = { least: 2048, most: 8192, exponent: 32 }

/** Names a key that is not accepted: `RSA 1024`, or the identifier of its kind or curve; undefined when it is good. */
export function weaknessOf(publicKeyInfo: Uint8Array): string | undefined {
  try {
    const info = readElement(publicKeyInfo)
    const kind = oidOf(childAt(childAt(info, 0, 0x30), 0))
    if (kind === oid.ecPublicKey) {
      const curve = childAt(childAt(info, 0), 1)
      // Parameters that are written out instead of named may describe any curve, a broken one too.
      const name = curve.tag === 0x06 ? oidOf(curve) : 'EC'
      return curves.has(name) ? undefined : name
    }
    return kind === oid.rsa ? rsaWeakness(readElement(childAt(info, 1, 0x03).content.subarray(1))) : kind
  } catch (error) {
    if (!(error instanceof BadEncoding)) throw error
    return '?'
  }
}

function rsaWeakness(key: Asn1): string | undefined {
  const bits = bitsOf(childAt(key, 0, 0x02))
  const good =
    bits >= rsaBits.least && bits <= rsaBits.most && bitsOf(childAt(key, 1, 0x02)) <= rsaBits.exponent
  return good ? undefined : `RSA ${bits}`
}

function bitsOf({ content }: Asn1): number {
  const from = content.findIndex((byte) => byte !== 0)
  return from < 0 ? 0 : (content.length - from) * 8 - Math.clz32((content[from] ?? 0) << 24)
}
