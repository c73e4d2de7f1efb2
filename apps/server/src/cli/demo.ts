import { loadDemo } from '../../../../demo/index.ts'
import { openDatabase } from '../database.ts'
import { start } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { Misuse, parse, type Verb } from './verb.ts'

export const demoLoad: Verb = {
  usage:
    '  yizhan demo load [--members 2000] [--json]\n\n200 to 381000 members. Stop the server first when it uses the embedded database.',
  async run(args, { out, err, env }) {
    const { values } = parse(args, {
      members: { type: 'string', default: '2000' },
      json: { type: 'boolean', default: false },
    })
    const members = Number(values.members)
    if (!Number.isInteger(members) || members < 200 || members > 381_000)
      throw new Misuse(
        `--members ${values.members}: 要 200 到 381000 之间的整数 an integer from 200 to 381000`,
      )
    const { config } = readConfig(env)
    const database = await openDatabase(config, createLog('warn'))
    try {
      await migrate(database.ownerUrl)
      const running = await start({ config, log: createLog('warn'), appUrl: database.appUrl })
      try {
        if (!(await running.modules.people.isEmpty())) {
          err('库里已有人员，没有载入。 The database holds members already; nothing was loaded.')
          return 1
        }
        const loaded = await loadDemo(running, members)
        out(
          values.json
            ? JSON.stringify(loaded)
            : `✓ ${loaded.members} 人 members, ${loaded.units} 个单位 units`,
        )
        return 0
      } finally {
        await running.stop()
      }
    } finally {
      await database.stop()
    }
  },
}
