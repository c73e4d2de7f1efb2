import { isRefusal } from '@yizhan/contracts'
import { sealVerify as verify } from '#modules/seal'
import { readConfig } from '../platform/config.ts'
import { refused } from './refused.ts'
import { Misuse, parse, type Verb } from './verb.ts'
import { withModules } from './with-modules.ts'

export const sealVerify: Verb = {
  usage: `  yizhan seal verify FILE.pdf [--trust FILE.pem]... [--crl FILE]... [--json]

Without --trust the root of this installation is used. What the verifier does not understand it refuses.`,
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        trust: { type: 'string', multiple: true },
        crl: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
      { least: 1, most: 1 },
    )
    return verify(
      {
        file: positionals[0] ?? '',
        trust: values.trust ?? [],
        crl: values.crl ?? [],
        json: values.json === true,
        at: Temporal.Now.instant(),
        data: readConfig(io.env).config.data,
      },
      io,
    )
  },
}

export const sealLedger: Verb = {
  usage: `  yizhan seal ledger [--json]

Walks the whole ledger of stamps. Exit code 1: a row was changed, removed or put in, or a document is not as the
ledger says; its number is said.`,
  async run(args, { out, env }) {
    const { values } = parse(args, { json: { type: 'boolean', default: false } })
    const check = await withModules(env, ({ seal }) => seal.checkLedger())
    const ok = check.brokenAt === undefined && check.stray === undefined
    if (values.json) out(JSON.stringify({ ok, ...check }))
    else
      out(
        ok
          ? `✓ 用印台账 ${check.rows} 条，前后相连 ${check.rows} rows, unbroken`
          : check.brokenAt === undefined
            ? `✗ 文件 ${check.stray} 和用印台账对不上 the document differs from the ledger`
            : `✗ 用印台账从第 ${check.brokenAt} 条起对不上 broken at row ${check.brokenAt}`,
      )
    return ok ? 0 : 1
  },
}

export const sealStop: Verb = {
  usage: `  yizhan seal stop KEY --by NUMBER --reason TEXT [--json]

KEY as in catalogue/seals.yaml (a school's: school-031). The seal stamps no more and its certificates go onto the
revocation list, DATA/seal/revoked.crl. What it sealed before stays valid on the verification page.`,
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      { by: { type: 'string' }, reason: { type: 'string' }, json: { type: 'boolean', default: false } },
      { least: 1, most: 1 },
    )
    const [key = ''] = positionals
    const { by: number = '', reason = '' } = values
    if (reason.trim() === '') throw new Misuse('--reason: 写明原因 say why')
    return withModules(io.env, async ({ seal, people }) => {
      const member = await people.memberByNumber(number)
      if (member === undefined) throw new Misuse(`--by ${number}: 没有这个人 no such person`)
      const stopped = await seal.stopSealUnchecked(key, { by: member.id, reason: reason.trim() })
      if (isRefusal(stopped)) return refused(stopped, values.json === true, io)
      io.out(values.json ? JSON.stringify({ ok: true, key }) : `✓ ${key} 已停用 stopped`)
      return 0
    })
  },
}
