import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Form, fieldsOf } from '@yizhan/forms'
import { type ReadOptions, readBpmn } from '@yizhan/process'
import { standardRules } from '#modules/hall'
import { Misuse, parse, type Verb } from './verb.ts'

export const processCheck: Verb = {
  usage: `  yizhan process check FILE.bpmn [--json]

Each problem names the element by id, name and line. Positions and services are those that the catalogue knows; fields are
those of form.json beside the file, when there is one. Warnings do not fail the check.`,
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
    const { positions, services } = standardRules
    const { problems } = await readBpmn(xml, { positions, services, ...(await fieldsBeside(file)) })
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

/** What conditions may name, from the form beside the model; without a form any name goes. */
async function fieldsBeside(file: string): Promise<Pick<ReadOptions, 'fields'>> {
  const path = join(dirname(file), 'form.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new Misuse(`${path}: ${error.message}`)
  })
  if (text === undefined) return {}
  try {
    const form = JSON.parse(text) as Form
    return { fields: [...fieldsOf(form).map(({ field }) => field.id), 'settings'] }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Misuse(`${path}: 不是合格的表单 not a form: ${reason}`)
  }
}
