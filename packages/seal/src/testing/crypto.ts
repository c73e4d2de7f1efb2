/** The verifier's cryptography by node:crypto, for tests. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { VerifyCrypto } from '../signed-data.ts'

export const nodeCrypto: VerifyCrypto = {
  digest: (hash, bytes) => new Uint8Array(createHash(hash).update(bytes).digest()),
  verify: ({ hash, publicKeyInfo, signature, data }) => {
    try {
      const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' })
      return verify(hash, data, key, signature)
    } catch {
      return false
    }
  },
}
