import { resolve } from 'node:path'
import { readConfig } from '../platform/config.ts'
import { backUp, restore } from '../platform/postgres/backup.ts'
import { parse, type Verb } from './verb.ts'

export const backupVerb: Verb = {
  usage:
    '  yizhan backup FOLDER [--json]\n\nFor the embedded database. Keep the copy as carefully as the keys that it holds.',
  async run(args, { out, env }) {
    const { values, positionals } = parse(
      args,
      { json: { type: 'boolean', default: false } },
      { least: 1, most: 1 },
    )
    const target = resolve(positionals[0] ?? '')
    const manifest = await backUp(readConfig(env).config.data, target, Temporal.Now.instant().toString())
    out(values.json ? JSON.stringify({ target, ...manifest }) : `✓ ${target}`)
    return 0
  },
}

export const restoreVerb: Verb = {
  usage:
    '  yizhan restore FOLDER [--json]\n\nThe data folder (YIZHAN_DATA) must be empty; nothing is overwritten.',
  async run(args, { out, env }) {
    const { values, positionals } = parse(
      args,
      { json: { type: 'boolean', default: false } },
      { least: 1, most: 1 },
    )
    const { data } = readConfig(env).config
    const manifest = restore(resolve(positionals[0] ?? ''), data)
    out(values.json ? JSON.stringify({ data, ...manifest }) : `✓ ${data}（${manifest.takenAt}）`)
    return 0
  },
}
