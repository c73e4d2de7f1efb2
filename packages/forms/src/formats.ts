/**
 * The `format` names that forms may use: whether a text has it, and otherwise what to change.
 * They run beside ajv, so that both sides give the same words and the compiled validator needs no imports.
 */
import type { Words } from './form.ts'

type Format = {
  readonly holds: (text: string) => boolean
  readonly fix: (text: string, label: Words) => Words
}

const length = (text: string) => [...text].length

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return year >= 1900 && day >= 1 && day <= days
}

/** GB 11643-1999: 17 digits and a check character, ISO 7064 MOD 11-2. */
function isIdNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(text[at]), 0)
  return (
    '10X98765432'[sum % 11] === text[17] &&
    isDate(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)
  )
}

const mobile: Format = {
  holds: (text) => /^1\d{10}$/.test(text),
  fix: (text, label) => {
    const digits = text.replace(/\D/g, '').length
    return digits !== 11
      ? { zh: `${label.zh}要 11 位，现在 ${digits} 位`, en: `${label.en} needs 11 digits, now ${digits}` }
      : { zh: `${label.zh}只写 11 个数字，以 1 开头`, en: `${label.en}: only 11 digits, the first is 1` }
  },
}

export const formats = {
  date: {
    holds: isDate,
    fix: (_text, label) => ({
      zh: `「${label.zh}」没有这一天，写成 2026-11-24 这样`,
      en: `${label.en}: there is no such day; write it like 2026-11-24`,
    }),
  },
  'mobile-cn': mobile,
  email: {
    holds: (text) => text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text),
    fix: (_text, label) => ({
      zh: `${label.zh}要有 @ 和域名，例如 linzy@example.edu.cn`,
      en: `${label.en} needs an @ and a domain, e.g. linzy@example.edu.cn`,
    }),
  },
  'id-number-cn': {
    holds: isIdNumber,
    fix: (text, label) =>
      length(text) !== 18
        ? {
            zh: `${label.zh}要 18 位，现在 ${length(text)} 位`,
            en: `${label.en} needs 18 characters, now ${length(text)}`,
          }
        : {
            zh: `${label.zh}的校验位对不上，逐位核对一遍`,
            en: `${label.en}: the check character does not match; compare it digit by digit`,
          },
  },
  'plate-cn': {
    // GA 36-2018: province, letter of the office, then 5 characters, or 6 for new-energy vehicles; no I and no O.
    holds: (text) =>
      /^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]$/.test(
        text,
      ),
    fix: (_text, label) => ({
      zh: `${label.zh}写成「陕AD12345」这样，没有空格和点，没有字母 I 和 O`,
      en: `${label.en}: write it like 陕AD12345, without spaces or dots and without I and O`,
    }),
  },
  'domain-label': {
    holds: (text) => /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/.test(text) && !text.includes('--'),
    fix: (_text, label) => ({
      zh: `${label.zh}用 2 到 32 个小写字母、数字或短横，字母开头，不以短横结尾`,
      en: `${label.en}: 2 to 32 small letters, digits or hyphens; a letter first, no hyphen last`,
    }),
  },
  uuid: {
    holds: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
    fix: (_text, label) => ({ zh: `「${label.zh}」要重新选一次`, en: `${label.en}: choose again` }),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name)
}
