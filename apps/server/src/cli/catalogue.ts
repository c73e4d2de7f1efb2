import { resolve } from 'node:path'
import { checkCatalogue, standardRules } from '#modules/hall'
import { checkDocument } from '#modules/seal'
import { readConfig } from '../platform/config.ts'
import { parse, type Verb } from './verb.ts'

export const catalogueCheck: Verb = {
  usage:
    '  yizhan catalogue check [FOLDER] [--json]\n\nRenders each document with its samples. Warnings do not fail the check.',
  async run(args, { out, env }) {
    const { values, positionals } = parse(args, { json: { type: 'boolean', default: false } }, { most: 1 })
    const folder = positionals[0] === undefined ? readConfig(env).config.catalogue : resolve(positionals[0])
    const result = await checkCatalogue(folder, { ...standardRules, checkDocument })
    if (values.json) out(JSON.stringify(result, null, 2))
    else {
      for (const p of result.problems)
        out(`${p.file}${p.where === '' ? '' : `:${p.where}`} ${p.severity}: ${p.zh} ${p.en}`)
      out(
        `${result.ok ? '✓' : '✗'} ${result.services} 项服务 services, ${result.problems.length} 处提示 remarks`,
      )
    }
    return result.ok ? 0 : 1
  },
}
