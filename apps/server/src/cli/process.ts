import { readFile } from 'node:fs/promises'
import { readBpmn } from '@yizhan/process'
import { Misuse, parse, type Verb } from './verb.ts'

export const processCheck: Verb = {
  usage:
    '  yizhan process check FILE.bpmn [--json]\n\nEach problem names the element by id, name and line. Warnings do not fail the check.',
  async run(args, { out }) {
    const { values, positionals } = parse(
      args,
      { json: { type: 'boolean', default: false } },
      { least: 1, most: 1 },
    )
    const file = positionals[0] ?? ''
    const xml = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Misuse(`${file}: ${error.code === 'ENOENT' ? '没有这个文件 no such file' : error.message}`)
    })
    const { problems } = await readBpmn(xml)
    const bad = problems.some((problem) => problem.severity === 'error')
    if (values.json) out(JSON.stringify({ ok: !bad, problems }, null, 2))
    else if (problems.length === 0) out(`✓ ${file}`)
    else
      for (const p of problems)
        out(
          `${file}:${p.line} ${p.severity} ${p.code} ${p.elementId}${p.elementName ? ` 「${p.elementName}」` : ''}: ${p.zh} ${p.en}`,
        )
    return bad ? 1 : 0
  },
}
