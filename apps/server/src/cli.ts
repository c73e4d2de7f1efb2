/** The `yizhan` command: finds the verb, prints help, turns misuse into exit code 2. */
import { type Exit, type Io, Misuse, type Verb } from './cli/verb.ts'
import { ConfigError } from './platform/config.ts'
import { MigrationError } from './platform/migrate.ts'
import { CannotStart } from './platform/postgres/embedded.ts'

type Entry = { readonly name: string; readonly summary: string; readonly load: () => Promise<Verb> }

/** Loaded when asked for: checking a file needs no renderer and no database. */
export const verbs: readonly Entry[] = [
  {
    name: 'serve',
    summary: 'run the server (npm start does this) 启动服务',
    load: async () => (await import('./cli/serve.ts')).serveVerb,
  },
  {
    name: 'migrate',
    summary: 'bring the database to the present schema 升级数据库结构',
    load: async () => (await import('./cli/migrate.ts')).migrateVerb,
  },
  {
    name: 'demo load',
    summary: 'load a made-up university into an empty database 载入演示大学',
    load: async () => (await import('./cli/demo.ts')).demoLoad,
  },
  {
    name: 'doctor',
    summary: 'check machine, fonts, database, disk, clock and keys, and say what to do 体检',
    load: async () => (await import('./cli/doctor.ts')).doctor,
  },
  {
    name: 'people import',
    summary: 'import units, staff, students, positions or relations from CSV or XLSX 导入人员',
    load: async () => (await import('./cli/people.ts')).peopleImport,
  },
  {
    name: 'people grant',
    summary: 'give a role over a unit, for everything or some data, until a day 授权',
    load: async () => (await import('./cli/people-grants.ts')).peopleGrant,
  },
  {
    name: 'people revoke',
    summary: 'end a grant and everything passed on from it 撤销授权',
    load: async () => (await import('./cli/people-grants.ts')).peopleRevoke,
  },
  {
    name: 'account password',
    summary: 'print a one-time password for a member 给一次性密码',
    load: async () => (await import('./cli/account.ts')).accountPassword,
  },
  {
    name: 'process check',
    summary: 'check a BPMN 2.0 file: supported elements and soundness 检查流程文件',
    load: async () => (await import('./cli/process.ts')).processCheck,
  },
  {
    name: 'process conformance',
    summary: 'run a folder of a public suite: betsy, miwg, tck 跑公开的测试集',
    load: async () => (await import('./cli/process-conformance.ts')).processConformance,
  },
  {
    name: 'catalogue check',
    summary: 'check every service folder: texts, form, process, document 检查服务目录',
    load: async () => (await import('./cli/catalogue.ts')).catalogueCheck,
  },
  {
    name: 'seal verify',
    summary: 'verify every signature of a PDF, offline 离线验章',
    load: async () => (await import('./cli/seal.ts')).sealVerify,
  },
  {
    name: 'seal ledger',
    summary: 'follow the chain of every stamp ever made 核对用印台账',
    load: async () => (await import('./cli/seal.ts')).sealLedger,
  },
  {
    name: 'seal stop',
    summary: 'stop a seal and revoke its certificates 停用印章',
    load: async () => (await import('./cli/seal.ts')).sealStop,
  },
  {
    name: 'backup',
    summary: 'copy database, files and keys into a new folder, also while the server runs 备份',
    load: async () => (await import('./cli/backup.ts')).backupVerb,
  },
  {
    name: 'restore',
    summary: 'put a backup into an empty data folder 恢复',
    load: async () => (await import('./cli/backup.ts')).restoreVerb,
  },
  {
    name: 'openapi',
    summary: 'print the OpenAPI 3.1 description of the HTTP API 输出接口说明',
    load: async () => (await import('./cli/openapi.ts')).openApiVerb,
  },
]

function help(): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length))
  const lines = verbs.map((verb) => `  ${verb.name.padEnd(width)}  ${verb.summary}`)
  return `yizhan 一站\n\n${lines.join('\n')}\n\nyizhan <verb> --help says more. Exit codes: 0 ok, 1 what was checked is bad, 2 misuse.`
}

export async function main(argv: readonly string[], io: Io): Promise<Exit> {
  const entry = verbs.find(({ name }) => argv.slice(0, name.split(' ').length).join(' ') === name)
  if (!entry) {
    const asked = argv[0]
    const wantsHelp = asked === undefined || asked === '--help' || asked === '-h' || asked === 'help'
    ;(wantsHelp ? io.out : io.err)(
      wantsHelp ? help() : `没有这个命令 no such verb: ${argv.join(' ')}\n\n${help()}`,
    )
    return wantsHelp && asked !== undefined ? 0 : 2
  }
  const rest = argv.slice(entry.name.split(' ').length)
  const verb = await entry.load()
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`yizhan ${entry.name}: ${entry.summary}\n\n${verb.usage}`)
    return 0
  }
  try {
    return await verb.run(rest, io)
  } catch (error) {
    if (error instanceof Misuse) {
      io.err(`${error.message}\n\nyizhan ${entry.name}: ${entry.summary}\n\n${verb.usage}`)
      return 2
    }
    if (error instanceof CannotStart || error instanceof ConfigError || error instanceof MigrationError) {
      io.err(error.message)
      return error instanceof ConfigError ? 2 : 1
    }
    const reason = outOfReach(error)
    if (reason === undefined) throw error
    io.err(
      `连不上数据库，看看 DATABASE_URL：${reason}\nThe database is out of reach, see DATABASE_URL: ${reason}`,
    )
    return 1
  }
}

/** Of the network, and PostgreSQL's own: wrong password, no such role or database, still starting, a login that may not act as the application. */
const unreachable = /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|28P01|28000|3D000|57P03)/

function outOfReach(error: unknown): string | undefined {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  const known =
    code !== undefined && (unreachable.test(code) || (code === '42501' && /set role/.test(message ?? '')))
  return known ? message || code : undefined
}

if (process.argv[1] === import.meta.filename) {
  // A reader that has seen enough (`| head`) is no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const io: Io = {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    env: process.env,
  }
  process.exitCode = await main(process.argv.slice(2), io)
}
