import { sealVerify as verify } from '#modules/seal'
import { readConfig } from '../platform/config.ts'
import { parse, type Verb } from './verb.ts'

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
