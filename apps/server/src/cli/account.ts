import { isRefusal } from '@yizhan/contracts'
import { refused } from './refused.ts'
import { parse, type Verb } from './verb.ts'
import { withModules } from './with-modules.ts'

export const accountPassword: Verb = {
  usage: `  yizhan account password NUMBER [--json]

Prints a one-time password for the member of that number and ends the member's sessions. It must be changed at the
first sign-in, and is stored nowhere: who loses it runs this again.`,
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      { json: { type: 'boolean', default: false } },
      { least: 1, most: 1 },
    )
    const [number = ''] = positionals
    const given = await withModules(io.env, ({ account }) => account.resetWithoutPermit(number))
    if (isRefusal(given)) return refused(given, values.json === true, io)
    io.out(
      values.json
        ? JSON.stringify({ ok: true, number, password: given.password })
        : `${given.password}\n${number} 首次登录要改密码 must be changed at the first sign-in`,
    )
    return 0
  },
}
