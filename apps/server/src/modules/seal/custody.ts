/**
 * Who holds the keys: the authority and the seals, made when first needed, and the signer of a seal.
 * Keys are in the clear only inside these functions; making and using them happens outside transactions.
 */
import { verify, X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCertificate, type Signer } from '@yizhan/seal'
import { violated } from '#platform/db'
import type { Platform } from '#platform/platform'
import {
  fingerprintOf,
  type KeyPair,
  makeAuthority,
  makeRevocationList,
  makeSealCertificate,
  signerFor,
} from './authority.ts'
import { unwrap, wrap } from './key-wrap.ts'
import { authorityRow, newestKey, revokedKeys, sealByKey } from './queries.ts'
import type { SealSpec, SealsFile } from './seals-file.ts'
import { insertAuthority, insertKey, insertSeal } from './store.ts'
import type { KeyTable, SealTable, SealTables } from './tables.ts'

export type Held = { readonly seal: StoredSeal; readonly key: StoredKey }
export type StoredSeal = Omit<SealTable, 'at'> & { readonly at: string }
export type StoredKey = Omit<KeyTable, 'at' | 'not_after'> & {
  readonly at: string
  readonly not_after: string
}

/** Days that a revocation list is good for; it is written anew at every start and asking. */
const listDays = 30
/** A certificate is renewed this long before its end. */
const renewDays = 90
export const authorityBinding = { seal: 'authority', version: 1 }

export class Custody {
  readonly #platform: Platform
  readonly #kek: Uint8Array
  readonly #institution: string
  #authority: KeyPair | undefined

  constructor(platform: Platform, kek: Uint8Array, file: SealsFile) {
    this.#platform = platform
    this.#kek = kek
    this.#institution = file.institution.name.zh
  }

  /** The root, made at the first start of the first node. @throws when the key-encryption key is another one. */
  async authority(): Promise<KeyPair> {
    this.#authority ??= (await this.#stored()) ?? (await this.#makeAuthority())
    return this.#authority
  }

  async #stored(): Promise<KeyPair | undefined> {
    const row = await authorityRow(this.#platform.read<SealTables>())
    if (row === undefined) return undefined
    const binding = { ...authorityBinding, fingerprint: row.fingerprint }
    return { certificate: row.certificate, privateKey: unwrap(row.wrapped_key, this.#kek, binding) }
  }

  async #makeAuthority(): Promise<KeyPair> {
    const at = this.#platform.clock()
    const made = await makeAuthority(this.#institution, at)
    const fingerprint = fingerprintOf(made.certificate)
    const row = {
      id: 1,
      certificate: made.certificate,
      fingerprint,
      wrapped_key: wrap(made.privateKey, this.#kek, { ...authorityBinding, fingerprint }),
      at: at.toString(),
    }
    return this.#first(
      async () => {
        await this.#platform.tx((tx) => insertAuthority(tx, row))
        return made
      },
      () => this.#stored(),
    )
  }

  /** The seal with the key that signs now; seal and key are made when nobody needed them before. */
  async held(spec: SealSpec): Promise<Held> {
    const held = (await this.#heldNow(spec.key)) ?? (await this.#makeSeal(spec))
    return this.#endsSoon(held.key) ? this.#renew(held) : held
  }

  #endsSoon(key: StoredKey): boolean {
    const renewFrom = Temporal.Instant.from(key.not_after).subtract({ hours: 24 * renewDays })
    return Temporal.Instant.compare(this.#platform.clock(), renewFrom) >= 0
  }

  /** The next version of the seal's key; the old one stays, for the documents that it sealed. */
  async #renew({ seal, key }: Held): Promise<Held> {
    const next = await this.#makeKey(seal, key.version + 1)
    return this.#first(
      async () => {
        await this.#platform.tx((tx) => insertKey(tx, next))
        return { seal, key: next }
      },
      () => this.#heldNow(seal.key),
    )
  }

  async #heldNow(key: string): Promise<Held | undefined> {
    const read = this.#platform.read<SealTables>()
    const seal = await sealByKey(read, key)
    const newest = seal && (await newestKey(read, seal.id))
    return seal && newest && { seal, key: newest }
  }

  async #makeSeal(spec: SealSpec): Promise<Held> {
    const seal: StoredSeal = {
      id: this.#platform.newId(),
      key: spec.key,
      name_zh: spec.name.zh,
      name_en: spec.name.en,
      owner_zh: spec.owner.zh,
      owner_en: spec.owner.en,
      owner_path: spec.ownerPath,
      signatory_zh: spec.signatory.zh,
      signatory_en: spec.signatory.en,
      ring: spec.ring,
      bottom: spec.bottom,
      code: spec.code,
      state: 'active',
      at: this.#platform.clock().toString(),
    }
    const key = await this.#makeKey(seal, 1)
    return this.#first(
      async () => {
        await this.#platform.tx((tx) => insertSeal(tx, seal, key))
        return { seal, key }
      },
      () => this.#heldNow(spec.key),
    )
  }

  async #makeKey(seal: StoredSeal, version: number): Promise<StoredKey> {
    const at = this.#platform.clock()
    const names = {
      seal: seal.signatory_zh + seal.bottom,
      unit: seal.owner_zh,
      institution: this.#institution,
    }
    const made = await makeSealCertificate(await this.authority(), names, at)
    const { serial, notAfter } = readCertificate(made.certificate)
    const fingerprint = fingerprintOf(made.certificate)
    return {
      id: this.#platform.newId(),
      seal_id: seal.id,
      version,
      certificate: made.certificate,
      fingerprint,
      serial,
      not_after: notAfter.toString(),
      wrapped_key: wrap(made.privateKey, this.#kek, { seal: seal.key, version, fingerprint }),
      at: at.toString(),
    }
  }

  /** Of two nodes that make the same thing at once, the database takes one; the other uses that. */
  async #first<T>(make: () => Promise<T>, other: () => Promise<T | undefined>): Promise<T> {
    try {
      return await make()
    } catch (error) {
      const theirs = violated(error) === undefined ? undefined : await other()
      if (theirs === undefined) throw error
      return theirs
    }
  }

  async signer({ seal, key }: Held): Promise<Signer> {
    const { certificate } = await this.authority()
    const binding = { seal: seal.key, version: key.version, fingerprint: key.fingerprint }
    return {
      certificates: [key.certificate, certificate],
      algorithm: 'ecdsa-sha256',
      sign: signerFor(unwrap(key.wrapped_key, this.#kek, binding)),
    }
  }

  /** Signs and verifies, so that readiness means a key that opens. */
  async selfTest(): Promise<boolean> {
    const { certificate, privateKey } = await this.authority()
    const message = Buffer.from(this.#platform.newId())
    const signature = await signerFor(privateKey)(message)
    return verify('sha256', message, new X509Certificate(certificate).publicKey, signature)
  }

  /** The present list of revoked seal certificates, DER. */
  async revocationList(): Promise<Uint8Array> {
    const revoked = await revokedKeys(this.#platform.read<SealTables>())
    return makeRevocationList(await this.authority(), revoked, this.#platform.clock(), listDays)
  }

  /** Writes what an offline verifier needs into the data folder; returns the folder. */
  async publish(): Promise<string> {
    const folder = join(this.#platform.config.data, 'seal')
    const { certificate } = await this.authority()
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'authority.pem'), new X509Certificate(certificate).toString())
    await writeFile(join(folder, 'revoked.crl'), await this.revocationList())
    return folder
  }
}
