import { demoAccounts, loadDemo } from '../../../../demo/index.ts'
import { type Database, openDatabase } from '../database.ts'
import { type Running, start } from '../main.ts'
import { type Config, readConfig, type SettingName } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { type Io, parse, type Verb } from './verb.ts'

export const serveVerb: Verb = {
  usage: `  yizhan serve [--port N] [--host ADDRESS] [--data FOLDER] [--demo load|none] [--members N] [--json]

Creates what is missing: database, keys, demo university (only in an empty database). Ctrl-C ends it cleanly.
--json: one line of JSON on the output once it is ready, for scripts.
环境变量 environment: PORT, YIZHAN_DATA, DATABASE_URL, YIZHAN_URL and more; yizhan doctor lists them all.`,
  async run(args, io) {
    const { values } = parse(args, {
      port: { type: 'string' },
      host: { type: 'string' },
      data: { type: 'string' },
      demo: { type: 'string' },
      members: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const given: Partial<Record<SettingName, string>> = {}
    for (const name of ['port', 'host', 'data', 'demo'] as const)
      if (values[name] !== undefined) given[name] = values[name]
    if (values.members !== undefined) given.demoMembers = values.members
    const { config } = readConfig(io.env, given)
    return serve(config, values.json === true, io)
  },
}

async function serve(config: Config, json: boolean, io: Io): Promise<0 | 1> {
  // On the output there is one line of JSON then, and nothing else.
  const tell = json ? io.err : io.out
  const log = createLog(config.logLevel === 'info' && process.stderr.isTTY ? 'warn' : config.logLevel)
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const database = await openDatabase(config, log)
  let running: Running | undefined
  try {
    await migrate(database.ownerUrl)
    running = await start({ config, log, appUrl: database.appUrl })
    if (config.demo === 'load' && (await running.modules.people.isEmpty())) {
      tell(`正在生成演示大学（${config.demoMembers} 人） making the demo university…`)
      await loadDemo(running, config.demoMembers)
    }
    if (!(await listen(running, config, io))) return 1
    const ready = await readyWith(running, config, database)
    io.out(json ? JSON.stringify(ready) : banner(ready))
    await asked
    tell('正在停下，先把手头的请求和任务做完 stopping')
    return 0
  } finally {
    await running?.stop()
    await database.stop()
  }
}

async function listen(running: Running, config: Config, io: Io): Promise<boolean> {
  try {
    await running.app.listen({ port: config.port, host: config.host })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    io.err(
      `端口 ${config.port} 已被占用，换一个：PORT=${config.port + 1} npm start\nPort ${config.port} is taken; choose another: PORT=${config.port + 1} npm start`,
    )
    return false
  }
}

type Ready = {
  readonly version: string
  readonly url: string
  readonly data: string
  readonly notes: readonly string[]
  readonly demo: Awaited<ReturnType<typeof demoAccounts>>
  /** While nobody administers people. */
  readonly setupCode: string | undefined
}

async function readyWith(running: Running, config: Config, database: Database): Promise<Ready> {
  return {
    version: config.version,
    url: config.publicUrl,
    data: database.where,
    notes: database.notes,
    demo: await demoAccounts(running.platform),
    setupCode: await running.modules.account.setupCode(),
  }
}

function banner({ version, url, data, notes, demo, setupCode }: Ready): string {
  const lines = ['', `  一站 Yizhan ${version}`, '', `  地址 address   ${url}`, `  数据 data      ${data}`]
  for (const note of notes) lines.push(`  ${note}`)
  if (demo) {
    lines.push('', `  演示账号 demo accounts, 密码 password: ${demo.password}`)
    for (const { account, name, role } of demo.accounts)
      lines.push(`    ${account.padEnd(12)} ${name}  ${role.zh} ${role.en}`)
  }
  if (setupCode !== undefined)
    lines.push(
      '',
      `  打开地址，用设置码建管理员 open the address and create the administrator with the code: ${setupCode}`,
    )
  lines.push('', '  Ctrl-C 停止 stops', '')
  return lines.join('\n')
}
