/** The verifier's cryptography by node:crypto. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { VerifyCrypto } from '@yizhan/seal'

export const nodeCrypto: VerifyCrypto = {
  digest: (hash, bytes) => new Uint8Array(createHash(hash).update(bytes).digest()),
  verify: ({ kind, hash, publicKeyInfo, signature, data }) => {
    try {
      const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' })
      const fits = kind === 'ecdsa' ? key.asymmetricKeyType === 'ec' : key.asymmetricKeyType === 'rsa'
      return fits && verify(hash, data, key, signature)
    } catch {
      // A key or a signature that cannot be read verifies nothing.
      return false
    }
  },
}
