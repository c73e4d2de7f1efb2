import { apiGroups } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { openApi } from '../platform/http/openapi.ts'
import { parse, type Verb } from './verb.ts'

export const openApiVerb: Verb = {
  usage: '  yizhan openapi [--json] > apps/server/openapi.json\n\nJSON with --json and without.',
  async run(args, { out, env }) {
    parse(args, { json: { type: 'boolean', default: true } })
    out(JSON.stringify(openApi(apiGroups, readConfig(env).config.version), null, 2))
    return 0
  },
}
