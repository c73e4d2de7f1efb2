import { openDatabase } from '../database.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { parse, type Verb } from './verb.ts'

export const migrateVerb: Verb = {
  usage:
    '  yizhan migrate [--json]\n\nSafe to repeat and to run from several nodes at once. Uses DATABASE_URL or the embedded database.',
  async run(args, { out, env }) {
    const { values } = parse(args, { json: { type: 'boolean', default: false } })
    const { config } = readConfig(env)
    const database = await openDatabase(config, createLog('warn'))
    try {
      const ran = await migrate(database.ownerUrl)
      out(
        values.json
          ? JSON.stringify({ ran })
          : ran.length === 0
            ? '已是最新 up to date'
            : ran.map((name) => `✓ ${name}`).join('\n'),
      )
      return 0
    } finally {
      await database.stop()
    }
  },
}
