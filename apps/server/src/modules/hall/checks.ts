/** What an approver should look at before deciding: where answers and record part. Pure. */
import type { TaskCheck } from '@yizhan/contracts'
import { type Answers, type Filled, type Form, fieldsOf } from '@yizhan/forms'
import type { MemberFacts } from './audience.ts'
import type { Sources } from './tables.ts'

/** Where each shown value of the record came from, and whether the applicant wrote something else. */
export function sourcesOf(form: Form, answers: Answers, filled: Readonly<Record<string, Filled>>): Sources {
  const sources: Record<string, Sources[string]> = {}
  for (const { field } of fieldsOf(form)) {
    const found = filled[field.id]
    if (found === undefined || answers[field.id] === undefined) continue
    const changed = JSON.stringify(found.value) !== JSON.stringify(answers[field.id])
    sources[field.id] = {
      element: found.element,
      source: found.source,
      ...(found.asOf === undefined ? {} : { asOf: found.asOf }),
      ...(changed ? { changed: true as const } : {}),
    }
  }
  return sources
}

export function checksOf(form: Form, sources: Sources, applicant: MemberFacts): TaskCheck[] {
  const fields = fieldsOf(form).map(({ field }) => field)
  const same = fields.filter((field) => sources[field.id] && !sources[field.id]?.changed)
  const changed = fields.filter((field) => sources[field.id]?.changed)
  const checks: TaskCheck[] = []
  if (same.length > 0)
    checks.push({
      ok: true,
      text: { zh: `${same.length} 项和学校记录一致`, en: `${same.length} answers agree with the record` },
    })
  for (const { id, label } of changed) {
    const source = sources[id]?.source
    checks.push({
      ok: false,
      text: {
        zh: `「${label.zh}」和学校记录不一样`,
        en: `“${label.en}” differs from the record`,
      },
      ...(source ? { source } : {}),
    })
  }
  if (applicant.status !== undefined && applicant.status !== '在读')
    checks.push({
      ok: false,
      text: { zh: `学籍状态是「${applicant.status}」`, en: `Enrolment status: ${applicant.status}` },
    })
  return checks
}

export function flagsOf(checks: readonly TaskCheck[]): number {
  return checks.filter((check) => !check.ok).length
}
