/** What `yizhan doctor` looks at of fonts, keys and seals. Reads only. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '#platform/config'
import { authorityBinding } from './custody.ts'
import { loadFonts } from './fonts.ts'
import { keyFile, presentKey, unwrap } from './key-wrap.ts'
import { readSealsFile } from './seals-file.ts'

export type SealFinding = {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly advice: string
}

/** A common character, and rare ones that names carry. */
const probes = '章䶮𬭎㛃'

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))

export async function examineSeals(
  config: Pick<Config, 'catalogue' | 'data' | 'key'>,
): Promise<SealFinding[]> {
  return Promise.all([fonts(), keys(config), seals(config)])
}

async function fonts(): Promise<SealFinding> {
  const advice = '重新安装依赖：npm ci。 Install the packages again: npm ci.'
  try {
    const { coverage } = await loadFonts()
    const missing = [...probes].filter(
      (character) => !coverage.some((font) => font.has(character.codePointAt(0) ?? 0)),
    )
    return {
      name: 'fonts',
      ok: missing.length === 0,
      detail: missing.length === 0 ? 'Noto Serif SC, Noto Sans SC' : `- ${missing.join(' ')}`,
      advice,
    }
  } catch (error) {
    return { name: 'fonts', ok: false, detail: reason(error), advice }
  }
}

async function keys(config: Pick<Config, 'data' | 'key'>): Promise<SealFinding> {
  const advice =
    'YIZHAN_KEY 要 32 个字节的 base64；密钥文件权限要 600。 YIZHAN_KEY is base64 of 32 bytes; the key file has mode 600.'
  const right = (text: string) => Buffer.from(text.trim(), 'base64').length === 32
  if (config.key !== undefined) return { name: 'keys', ok: right(config.key), detail: 'YIZHAN_KEY', advice }
  const file = keyFile(config)
  const found = await stat(file).catch(() => undefined)
  if (!found)
    return {
      name: 'keys',
      ok: true,
      detail: '还没有，第一次启动时生成 none yet; made at the first start',
      advice,
    }
  const mode = (found.mode & 0o777).toString(8)
  return {
    name: 'keys',
    ok: mode === '600' && right(await readFile(file, 'utf8')),
    detail: `${file}, mode ${mode}`,
    advice,
  }
}

type Query = (sql: string) => Promise<readonly unknown[]>
type Wrapped = { readonly fingerprint: string; readonly wrapped_key: Uint8Array }

/** Whether the key of this machine opens the keys of this database: a wrong one stops the start, a lost one every seal. */
export async function examineAuthority(
  config: Pick<Config, 'data' | 'key'>,
  query: Query,
): Promise<SealFinding> {
  const advice =
    '放回备份里的 keys/seal.key，或设回当时的 YIZHAN_KEY；没有它，旧密钥谁也打不开。 ' +
    'Put keys/seal.key of the backup back, or set the YIZHAN_KEY of that time; without it nobody opens the old keys.'
  const [row] = (await query('select fingerprint, wrapped_key from seal.authority')) as Wrapped[]
  if (row === undefined)
    return { name: 'signer', ok: true, detail: '还没有 none yet; made at the first start', advice }
  try {
    unwrap(row.wrapped_key, await presentKey(config), { ...authorityBinding, fingerprint: row.fingerprint })
    return { name: 'signer', ok: true, detail: `SHA-256 ${row.fingerprint}`, advice }
  } catch (error) {
    return { name: 'signer', ok: false, detail: reason(error), advice }
  }
}

async function seals(config: Pick<Config, 'catalogue'>): Promise<SealFinding> {
  const advice = '改好 catalogue/seals.yaml。 Mend catalogue/seals.yaml.'
  try {
    const file = readSealsFile(await readFile(join(config.catalogue, 'seals.yaml'), 'utf8'))
    return { name: 'seals', ok: true, detail: `${file.institution.name.zh}, ${file.seals.length}`, advice }
  } catch (error) {
    return { name: 'seals', ok: false, detail: reason(error), advice }
  }
}
