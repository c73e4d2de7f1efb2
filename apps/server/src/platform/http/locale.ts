import type { Locale } from '@yizhan/contracts'

/** RFC 9110 §12.5.4, for two languages: the first of them that the header prefers, else zh-CN. */
export function preferredLocale(header: string | undefined): Locale {
  const ranges = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const q = parameters.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find((value) => value !== undefined)
      return { tag: tag.toLowerCase(), q: q === undefined ? 1 : Number(q) }
    })
    .filter(({ tag, q }) => q > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.q - a.q)
  return ranges[0]?.tag.startsWith('en') ? 'en' : 'zh-CN'
}
