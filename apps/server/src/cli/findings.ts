/** What the doctor looks at on this machine. A finding that is not ok carries an advice. */
import { statfs } from 'node:fs/promises'
import type { Config } from '../platform/config.ts'

export type Finding = {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string
  readonly advice?: string
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export function nodeFinding(version = process.versions.node): Finding {
  return {
    name: 'node',
    ok: Number(version.split('.')[0]) >= 26,
    detail: version,
    advice:
      '用 npm start 或 npx yizhan 启动，它们带 Node 26。 Start by npm start or npx yizhan, which bring Node 26.',
  }
}

const gigabytesNeeded = 2

export async function diskFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder).catch(() => statfs('.'))
  const free = (bavail * bsize) / 1e9
  return {
    name: 'disk',
    ok: free > gigabytesNeeded,
    detail: `${free.toFixed(1)} GB free`,
    advice: `给 ${folder} 腾出 ${gigabytesNeeded} GB 以上。 Free more than ${gigabytesNeeded} GB for ${folder}.`,
  }
}

/** Behind a proxy that is not named, every visitor has the proxy's address, and limits hit all of them together. */
export function proxyFinding({
  publicUrl,
  trustedProxies,
  host,
}: Pick<Config, 'publicUrl' | 'trustedProxies' | 'host'>): Finding {
  const behindProxy = publicUrl.startsWith('https:')
  return {
    name: 'proxy',
    ok: !behindProxy || trustedProxies > 0,
    detail: `${publicUrl} → ${host}, ${trustedProxies} trusted`,
    advice: '前面有代理时设 YIZHAN_PROXIES=1。 With a proxy in front set YIZHAN_PROXIES=1.',
  }
}

/** Deadlines use the database's clock as the common one; this node may not be more than two seconds off. */
export async function clockFinding(
  query: (sql: string) => Promise<{ rows: { ms?: unknown }[] }>,
): Promise<Finding> {
  const before = Temporal.Now.instant().epochMilliseconds
  const { rows } = await query('select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms')
  const after = Temporal.Now.instant().epochMilliseconds
  const off = Math.round(Number(rows[0]?.ms) - (before + after) / 2)
  return {
    name: 'clock',
    ok: Math.abs(off) < 2000,
    detail: `${off} ms from the database`,
    advice: '打开时间同步（chrony、systemd-timesyncd）。 Turn time synchronisation on.',
  }
}
