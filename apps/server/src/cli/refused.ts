import type { Refusal } from '@yizhan/contracts'
import { toProblem } from '../platform/http/problem.ts'
import type { Exit, Io } from './verb.ts'

/** Says a refusal in both languages, or as JSON on the output. */
export function refused(refusal: Refusal, json: boolean, { out, err }: Io): Exit {
  const { fields = [], code } = refusal
  if (json) out(JSON.stringify({ ok: false, code, fields }))
  else {
    err(`${toProblem(refusal, 'zh-CN').title} ${toProblem(refusal, 'en').title}`)
    for (const { path, zh, en } of fields) err(`${path}: ${zh} ${en}`)
  }
  return 1
}
