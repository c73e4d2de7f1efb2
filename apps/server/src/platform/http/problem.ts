/** Refusals become RFC 9457 problem details in the reader's language, here and nowhere else. */
import { type Locale, type Problem, type Refusal, type RefusalCode, refusals } from '@yizhan/contracts'

export const problemType = 'application/problem+json; charset=utf-8'

export function toProblem(refusal: Refusal, locale: Locale, instance?: string): Problem {
  const entry: { status: number; zh: string; en: string; nextZh?: string; nextEn?: string } =
    refusals[refusal.code]
  const facts = refusal.facts ?? {}
  const zh = locale === 'zh-CN'
  const next = zh ? entry.nextZh : entry.nextEn
  return {
    type: `https://yizhan.dev/problems/${refusal.code}`,
    title: fill(zh ? entry.zh : entry.en, facts, locale),
    status: entry.status,
    code: refusal.code,
    ...(next ? { next: fill(next, facts, locale) } : {}),
    ...(instance ? { instance } : {}),
    ...(refusal.fields
      ? { fields: refusal.fields.map((field) => ({ path: field.path, message: zh ? field.zh : field.en })) }
      : {}),
    ...(refusal.facts ? { facts: { ...refusal.facts } } : {}),
  }
}

/** `{step}` is the fact `step`; in English `stepEn` when there is one. */
function fill(text: string, facts: Readonly<Record<string, unknown>>, locale: Locale): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const english = locale === 'en' ? facts[`${name}En`] : undefined
    return String(english ?? facts[name] ?? '')
  })
}

export function statusOf(code: RefusalCode): number {
  return refusals[code].status
}
