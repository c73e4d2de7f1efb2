/** What the doctor looks at on this machine. A finding that is not ok carries an advice. */
import { statfs } from 'node:fs/promises'
import pg from 'pg'
import type { Config } from '../platform/config.ts'
import { applicationRole } from '../platform/migrate.ts'

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

/**
 * The application takes its role when it connects; whoever gets a statement of their own in may give the role back, and
 * then has what the login has. So the login itself may do no more than the role.
 */
export async function loginFinding(appUrl: string): Promise<Finding> {
  const client = new pg.Client({ connectionString: appUrl, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ name: string; member: boolean; more: boolean }>(
      `select session_user as name, coalesce(pg_has_role(session_user, to_regrole($1), 'member'), false) as member,
              bool_or(role.rolsuper or role.rolcreaterole or role.rolreplication
                or exists (select from pg_class where relowner = role.oid and relnamespace::regnamespace::text !~ '^pg_')) as more
         from pg_roles as role where pg_has_role(session_user, role.oid, 'member')`,
      [applicationRole],
    )
    const [login] = rows
    return {
      name: 'login',
      ok: login?.member === true && !login.more,
      detail: `${login?.name} ${login?.more ? `may do more than ${applicationRole}` : login?.member ? `may do no more than ${applicationRole}` : `may not act as ${applicationRole}`}`,
      advice: `建一个只有 ${applicationRole} 权限的账号，写进 DATABASE_APP_URL，见 docs/operations.md。 Make a login with the rights of ${applicationRole} alone and name it in DATABASE_APP_URL, see docs/operations.md.`,
    }
  } catch (error) {
    const advice = '核对 DATABASE_APP_URL 的地址和账号。 Check address and account of DATABASE_APP_URL.'
    return { name: 'login', ok: false, detail: reasonOf(error), advice }
  } finally {
    await client.end().catch(() => {})
  }
}
