import { sealVerify as verifyFile } from '#modules/seal'
import { readConfig } from '../platform/config.ts'
import { parse, type Verb } from './verb.ts'

export const sealVerify: Verb = {
  name: 'seal verify',
  summary: 'check the seals of a PDF, offline 检验 PDF 上的印章',
  usage: [
    '  yizhan seal verify FILE.pdf [--trust FILE.pem]... [--crl FILE]... [--json]',
    '',
    'Needs no database. --trust: root certificates, PEM or DER; without it the root that this installation wrote to',
    'DATA/seal/authority.pem. --crl: revocation lists, e.g. DATA/seal/revoked.crl. Valid only when every signature',
    'covers the whole file, verifies, and comes from a trusted root.',
  ].join('\n'),
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        trust: { type: 'string', multiple: true, default: [] },
        crl: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
      },
      { least: 1, most: 1 },
    )
    const [file = ''] = positionals
    const { data } = readConfig(io.env).config
    return verifyFile({ file, ...values, at: Temporal.Now.instant(), data }, io)
  },
}
