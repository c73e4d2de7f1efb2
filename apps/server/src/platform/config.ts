/**
 * Configuration is read once, here, into one frozen object; nothing else looks at the environment.
 * Every value remembers where it came from, for `yizhan doctor`.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

function isZone(name: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name) !== undefined
  } catch {
    return false
  }
}

const Settings = z.object({
  /** Folder of the embedded database, keys, secrets and files. */
  data: z.string().default('./data'),
  port: z.coerce.number().int().min(0).max(65_535).default(3000),
  host: z.string().default('127.0.0.1'),
  /** Address that people and QR codes use, without a slash at the end. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Any PostgreSQL >= 15, as the owner of the database; absent: the embedded server in the data folder. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** The same database by a login that may do no more than the application; absent: the owner's, which takes its role. */
  databaseAppUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Base64 of 32 bytes that wrap the seal keys; absent: a generated file, mode 0600. */
  key: z.string().optional(),
  /** The campus's time zone, by its IANA name. */
  zone: z.string().refine(isZone, 'Not a time zone; write it like Asia/Shanghai').default('Asia/Shanghai'),
  catalogue: z.string().default('./catalogue'),
  demo: z.enum(['load', 'none']).default('load'),
  demoMembers: z.coerce.number().int().min(200).max(381_000).default(2000),
  logLevel: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  /** Proxies in front that may set X-Forwarded-*: number of hops. */
  trustedProxies: z.coerce.number().int().min(0).max(8).default(0),
  poolSize: z.coerce.number().int().min(2).max(50).default(10),
  jobConcurrency: z.coerce.number().int().min(1).max(20).default(4),
  sessionIdleMinutes: z.coerce.number().int().min(5).max(1440).default(30),
  sessionHours: z.coerce.number().int().min(1).max(168).default(8),
  /** An attachment, or a PDF to compare. */
  uploadMegabytes: z.coerce.number().int().min(1).max(500).default(20),
  /** A file of people to import, by who may: 381,000 members are some 75 MB. */
  importMegabytes: z.coerce.number().int().min(1).max(4000).default(500),
  passwordProfile: z.enum(['nist', 'gbt22239']).default('nist'),
  /** First password of imported members; absent: each must be given one by an administrator. */
  initialPassword: z.string().min(8).optional(),
  /** The mail server, e.g. smtps://login:password@mail.example.edu:465; absent: nothing is mailed. */
  mailUrl: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Who mails come from, e.g. `一站 <yizhan@example.edu>`; absent: yizhan@ the host of the public address. */
  mailFrom: z.string().min(3).max(200).optional(),
  /** Takes messages for the university's chat; absent: none are sent. */
  chatUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Signs what is sent there. */
  chatSecret: z.string().min(16).optional(),
  /** Shape of the JSON that the gateway reads. */
  chatStyle: z.enum(['plain', 'wecom', 'dingtalk']).default('plain'),
})
type Settings = z.infer<typeof Settings>
export type SettingName = keyof Settings

const environment: Record<SettingName, string> = {
  data: 'YIZHAN_DATA',
  port: 'PORT',
  host: 'HOST',
  publicUrl: 'YIZHAN_URL',
  databaseUrl: 'DATABASE_URL',
  databaseAppUrl: 'DATABASE_APP_URL',
  key: 'YIZHAN_KEY',
  zone: 'YIZHAN_ZONE',
  catalogue: 'YIZHAN_CATALOGUE',
  demo: 'YIZHAN_DEMO',
  demoMembers: 'YIZHAN_DEMO_MEMBERS',
  logLevel: 'YIZHAN_LOG',
  trustedProxies: 'YIZHAN_PROXIES',
  poolSize: 'YIZHAN_POOL',
  jobConcurrency: 'YIZHAN_JOBS',
  sessionIdleMinutes: 'YIZHAN_SESSION_IDLE_MINUTES',
  sessionHours: 'YIZHAN_SESSION_HOURS',
  uploadMegabytes: 'YIZHAN_UPLOAD_MB',
  importMegabytes: 'YIZHAN_IMPORT_MB',
  passwordProfile: 'YIZHAN_PASSWORD_PROFILE',
  initialPassword: 'YIZHAN_INITIAL_PASSWORD',
  mailUrl: 'YIZHAN_MAIL',
  mailFrom: 'YIZHAN_MAIL_FROM',
  chatUrl: 'YIZHAN_CHAT',
  chatSecret: 'YIZHAN_CHAT_SECRET',
  chatStyle: 'YIZHAN_CHAT_STYLE',
}
const secrets: ReadonlySet<SettingName> = new Set([
  'databaseUrl',
  'databaseAppUrl',
  'key',
  'initialPassword',
  'mailUrl',
  'chatUrl',
  'chatSecret',
])

export type Origin = 'default' | 'environment' | 'argument'
export type Config = Readonly<Settings> & {
  readonly publicUrl: string
  readonly root: string
  readonly version: string
}
export type ShownSetting = { name: SettingName; variable: string; value: string; origin: Origin }

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Root of the checkout: folder of package.json. */
export const root = resolve(import.meta.dirname, '../../../..')

export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  args: Partial<Record<SettingName, string>> = {},
): { config: Config; shown: ShownSetting[] } {
  const raw: Record<string, string> = {}
  const origins: Partial<Record<SettingName, Origin>> = {}
  for (const [name, variable] of Object.entries(environment) as [SettingName, string][]) {
    const fromArgs = args[name]
    const fromEnv = env[variable]
    const value = fromArgs ?? (fromEnv === '' ? undefined : fromEnv)
    if (value !== undefined) raw[name] = value
    origins[name] = fromArgs !== undefined ? 'argument' : value !== undefined ? 'environment' : 'default'
  }
  const parsed = Settings.safeParse(raw)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]) as SettingName
      return `${environment[name]}=${secrets.has(name) ? '***' : (raw[name] ?? '')}: ${issue.message}`
    })
    throw new ConfigError(`配置有误 Configuration is wrong:\n  ${lines.join('\n  ')}`)
  }
  const settings = parsed.data
  if (settings.chatUrl !== undefined && settings.chatSecret === undefined)
    throw new ConfigError(
      '配置有误 Configuration is wrong:\n  YIZHAN_CHAT_SECRET: needed with YIZHAN_CHAT, at least 16 characters',
    )
  const version = (JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string })
    .version
  const config: Config = Object.freeze({
    ...settings,
    data: resolve(root, settings.data),
    catalogue: resolve(root, settings.catalogue),
    publicUrl: (settings.publicUrl ?? `http://localhost:${settings.port}`).replace(/\/$/, ''),
    root,
    version,
  })
  const shown = (Object.keys(environment) as SettingName[]).map((name) => ({
    name,
    variable: environment[name],
    value: secrets.has(name) && config[name] !== undefined ? '***' : String(config[name] ?? ''),
    origin: origins[name] ?? 'default',
  }))
  return { config, shown }
}
