import { demoAccounts, loadDemo } from '../../../../demo/index.ts'
import { type Database, openDatabase } from '../database.ts'
import { type Running, start } from '../main.ts'
import { type Config, readConfig, type SettingName } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { type Io, parse, type Verb } from './verb.ts'

export const serveVerb: Verb = {
  usage: `  yizhan serve [--port N] [--host ADDRESS] [--data FOLDER] [--demo load|none] [--members N]

Creates what is missing: database, keys, demo university (only in an empty database). Ctrl-C ends it cleanly.
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
    return serve(config, io)
  },
}

async function serve(config: Config, io: Io): Promise<0 | 1> {
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
      io.out(`正在生成演示大学（${config.demoMembers} 人） making the demo university…`)
      await loadDemo(running, config.demoMembers)
    }
    if (!(await listen(running, config, io))) return 1
    io.out(await banner(running, config, database))
    await asked
    io.out('正在停下，先把手头的请求和任务做完 stopping')
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

async function banner(running: Running, config: Config, database: Database): Promise<string> {
  const lines = [
    '',
    `  一站 Yizhan ${config.version}`,
    '',
    `  地址 address   ${config.publicUrl}`,
    `  数据 data      ${database.where}`,
  ]
  for (const note of database.notes) lines.push(`  ${note}`)
  const demo = await demoAccounts(running.platform)
  if (demo) {
    lines.push('', `  演示账号 demo accounts, 密码 password: ${demo.password}`)
    for (const { account, name, role } of demo.accounts)
      lines.push(`    ${account.padEnd(12)} ${name}  ${role.zh} ${role.en}`)
  }
  const code = await running.modules.account.setupCode()
  if (code !== undefined)
    lines.push(
      '',
      `  打开地址，用设置码建管理员 open the address and create the administrator with the code: ${code}`,
    )
  lines.push('', '  Ctrl-C 停止 stops', '')
  return lines.join('\n')
}
