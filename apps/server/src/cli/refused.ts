import type { Refusal } from '@yizhan/contracts'
import { toProblem } from '../platform/http/problem.ts'
import type { Exit, Io } from './verb.ts'

/** Says a refusal in both languages, or as JSON on the output. */
export function refused(refusal: Refusal, json: boolean, { out, err }: Io): Exit {
  const { fields = [], facts = {}, code } = refusal
  if (json) out(JSON.stringify({ ok: false, code, facts, fields }))
  else {
    for (const locale of ['zh-CN', 'en'] as const) err(toProblem(refusal, locale).title)
    for (const { path, zh, en } of fields) err(`${path}: ${zh} ${en}`)
  }
  return 1
}
