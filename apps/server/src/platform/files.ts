/**
 * Content-addressed files: bytes are written once under their SHA-256, before the transaction that names them.
 * Type and size are judged from the bytes, never from the name.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Refusal, refuse } from '@yizhan/contracts'
import { fileTypeFromBuffer } from 'file-type'

export type StoredBytes = {
  readonly ok: true
  readonly sha256: string
  readonly bytes: number
  readonly type: string
}

/** What people may attach. Office files are recognised by what is in their zip. */
export const attachmentTypes: ReadonlyMap<string, string> = new Map([
  ['application/pdf', 'PDF'],
  ['image/png', 'PNG'],
  ['image/jpeg', 'JPEG'],
  ['image/webp', 'WebP'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'DOCX'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'XLSX'],
])
export const tableTypes: ReadonlyMap<string, string> = new Map([
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'XLSX'],
  ['text/plain', 'CSV'],
])

export type FileStore = {
  /** Streams bytes to disk; refuses what is too large or of a type not allowed, leaving nothing behind. */
  readonly put: (
    source: Readable,
    limits: { bytes: number; types: ReadonlyMap<string, string> },
  ) => Promise<StoredBytes | Refusal>
  readonly putBytes: (bytes: Uint8Array) => Promise<string>
  readonly read: (sha256: string) => Promise<Uint8Array>
  readonly stream: (sha256: string) => Readable
  readonly path: (sha256: string) => string
  /** Removes bytes last written before an instant that `named` does not find. @returns how many files */
  readonly sweep: (
    before: Temporal.Instant,
    named: (sha256s: readonly string[]) => Promise<ReadonlySet<string>>,
  ) => Promise<number>
}

const megabyte = 1024 * 1024

export async function createFileStore(folder: string): Promise<FileStore> {
  await mkdir(join(folder, 'incoming'), { recursive: true, mode: 0o700 })
  const path = (sha256: string) => join(folder, sha256.slice(0, 2), sha256)

  async function keep(temporary: string, sha256: string): Promise<void> {
    await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true, mode: 0o700 })
    await rename(temporary, path(sha256))
  }

  return {
    path,
    stream: (sha256) => createReadStream(path(sha256)),
    read: (sha256) => readFile(path(sha256)),
    sweep: (before, named) => sweep(folder, before.epochMilliseconds, named),
    async putBytes(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (await exists(path(sha256))) {
        // Young again: a row that names it is about to be written.
        const now = Temporal.Now.instant().epochMilliseconds / 1000
        await utimes(path(sha256), now, now)
        return sha256
      }
      const temporary = join(folder, 'incoming', randomUUID())
      const handle = await open(temporary, 'wx', 0o600)
      await handle.writeFile(bytes)
      await handle.sync()
      await handle.close()
      await keep(temporary, sha256)
      return sha256
    },
    async put(source, limits) {
      const temporary = join(folder, 'incoming', randomUUID())
      const meter = new Meter(limits.bytes)
      try {
        await pipeline(source, meter, createWriteStream(temporary, { mode: 0o600, flush: true }))
        const type =
          (await fileTypeFromBuffer(meter.head))?.mime ??
          (looksLikeText(meter.head) ? 'text/plain' : 'application/octet-stream')
        if (!limits.types.has(type)) {
          await rm(temporary, { force: true })
          return refuse('platform.upload-type', {
            found: type,
            allowed: [...limits.types.values()].join('、'),
          })
        }
        const sha256 = meter.digest()
        await keep(temporary, sha256)
        return { ok: true, sha256, bytes: meter.bytes, type }
      } catch (error) {
        await rm(temporary, { force: true })
        if (error instanceof TooLarge)
          return refuse('platform.upload-too-large', { limit: Math.floor(limits.bytes / megabyte) })
        throw error
      }
    },
  }
}

/** Folder by folder; what a broken upload left in `incoming` nobody names either. */
async function sweep(
  folder: string,
  before: number,
  named: (sha256s: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<number> {
  let removed = 0
  for (const part of await readdir(folder)) {
    const old: string[] = []
    const isOld = async (name: string) => (await stat(join(folder, part, name))).mtimeMs < before
    for (const name of await readdir(join(folder, part))) if (await isOld(name)) old.push(name)
    if (old.length === 0) continue
    const needed = part === 'incoming' ? new Set<string>() : await named(old)
    for (const name of old) {
      // Once more: the same bytes may have come again meanwhile.
      if (needed.has(name) || !(await isOld(name))) continue
      await rm(join(folder, part, name), { force: true })
      removed++
    }
  }
  return removed
}

class TooLarge extends Error {}

/** Counts, hashes and keeps the first bytes of what flows through; stops the flow at the limit. */
class Meter extends Transform {
  bytes = 0
  head: Buffer = Buffer.alloc(0)
  readonly #limit: number
  readonly #hash = createHash('sha256')

  constructor(limit: number) {
    super()
    this.#limit = limit
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (error?: Error | null, data?: Buffer) => void,
  ): void {
    this.bytes += chunk.length
    if (this.bytes > this.#limit) {
      done(new TooLarge())
      return
    }
    if (this.head.length < 8192) this.head = Buffer.concat([this.head, chunk]).subarray(0, 8192)
    this.#hash.update(chunk)
    done(null, chunk)
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

function looksLikeText(head: Buffer): boolean {
  return head.length > 0 && !head.includes(0)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A file name that is safe in a header and on any disk; the extension stays. */
export function safeName(name: string): string {
  const flat = basename(name.normalize('NFC').replaceAll('\\', '/')).replaceAll(/[\p{Cc}\p{Cf}"<>:|?*]/gu, '')
  return [...flat].slice(-120).join('') || 'file'
}
