/**
 * Private keys at rest: AES-256-GCM under a key-encryption key, bound by the additional data to the seal, its version
 * and its certificate, so that a wrapped key moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Config, ConfigError } from '#platform/config'

const ivLength = 12
const tagLength = 16

/** What a wrapped key belongs to; written out as `seal|version|certificate fingerprint`. */
export type Binding = { readonly seal: string; readonly version: number; readonly fingerprint: string }

const bound = ({ seal, version, fingerprint }: Binding) => Buffer.from(`${seal}|${version}|${fingerprint}`)

export function wrap(key: Uint8Array, kek: Uint8Array, binding: Binding): Uint8Array {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', kek, iv)
  cipher.setAAD(bound(binding))
  const sealed = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** @throws ConfigError when the key-encryption key is another one or the row was tampered with. */
export function unwrap(wrapped: Uint8Array, kek: Uint8Array, binding: Binding): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, ivLength))
  decipher.setAAD(bound(binding))
  decipher.setAuthTag(wrapped.subarray(ivLength, ivLength + tagLength))
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(ivLength + tagLength)), decipher.final()])
  } catch (cause) {
    throw new ConfigError(
      `印章密钥「${binding.seal}」打不开：YIZHAN_KEY 或 DATA/keys/seal.key 不是当时的那一把 ` +
        `The key of seal “${binding.seal}” does not open: YIZHAN_KEY or DATA/keys/seal.key is not the one it was wrapped with`,
      { cause },
    )
  }
}

/** From `YIZHAN_KEY`, or from a file in the data folder that is made, with mode 0600, when first needed. */
export async function keyEncryptionKey(config: Pick<Config, 'key' | 'data'>): Promise<Uint8Array> {
  if (config.key !== undefined) return checked(config.key, 'YIZHAN_KEY')
  const file = keyFile(config)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  if (!(await exists(file))) {
    const own = `${file}.${randomBytes(6).toString('hex')}`
    const handle = await open(own, 'wx', 0o600)
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`)
    await handle.sync()
    await handle.close()
    // A link appears whole or not at all: of two nodes that start at once, the second finds the first one's file.
    await link(own, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await rm(own)
  }
  return checked(await readFile(file, 'utf8'), file)
}

/** The key as it is, for whoever only looks: nothing is made. @throws ConfigError when there is none, or none that fits */
export async function presentKey(config: Pick<Config, 'key' | 'data'>): Promise<Uint8Array> {
  if (config.key !== undefined || (await exists(keyFile(config)))) return keyEncryptionKey(config)
  throw new ConfigError(
    `没有 ${keyFile(config)}，也没有 YIZHAN_KEY There is neither that file nor YIZHAN_KEY`,
  )
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

export const keyFile = (config: Pick<Config, 'data'>) => join(config.data, 'keys', 'seal.key')

function checked(text: string, from: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== 32) throw new ConfigError(`${from} 不是 32 字节的 base64 must hold 32 bytes in base64`)
  return key
}
