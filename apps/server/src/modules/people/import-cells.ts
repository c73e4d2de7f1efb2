/** One cell at a time: text as people write it to the value that is stored, or the reason why not. */
import type { Words } from '@yizhan/contracts'

/** Why a cell cannot be taken. An instance, so that the caller tells it from a value by one check. */
export class Bad {
  readonly reason: Words
  constructor(zh: string, en: string) {
    this.reason = { zh, en }
  }
}

/** @returns the stored value as text, null for an empty cell, or Bad. */
export type Parse = (cell: string) => string | null | Bad

export const bad = {
  missing: new Bad('不能为空', 'Must not be empty'),
  date: new Bad('不是日期，写成 2023-09-01 这样', 'Not a date; write it like 2023-09-01'),
  number: new Bad('不是数字', 'Not a number'),
  year: new Bad('不是年份，写成 2023 这样', 'Not a year; write it like 2023'),
  number4id: new Bad('只能有字母、数字和连字符，最多 20 位', 'Letters, digits and hyphens only, 20 at most'),
  control: new Bad('有看不见的控制字符', 'Holds invisible control characters'),
  replacement: new Bad('有乱码', 'Holds garbled characters'),
  idLength: new Bad('居民身份证号应为 18 位', 'A resident identity number has 18 characters'),
  idDate: new Bad('身份证号里的出生日期不存在', 'The birth date within the identity number does not exist'),
  idCheck: new Bad('身份证号校验位不对', 'The check digit of the identity number is wrong'),
  idBirth: new Bad('和身份证号里的出生日期不一致', 'Differs from the birth date within the identity number'),
  email: new Bad('不是邮箱地址', 'Not an e-mail address'),
  mobile: new Bad('不是手机号码', 'Not a mobile number'),
  beyond: new Bad(
    '比第 1 行多出一格，有逗号的内容要加引号',
    'A cell more than line 1 has; quote what holds a comma',
  ),
  order: new Bad('结束早于开始', 'Ends before it begins'),
} as const

const tooLong = new Map<number, Bad>()

/** Text in NFC without outer spaces, at most `most` characters. */
export function text(most: number): Parse {
  return (cell) => {
    const value = cell.trim().normalize('NFC')
    if (value === '') return null
    if (/[\p{Cc}]/u.test(value)) return bad.control
    if (value.includes('\ufffd')) return bad.replacement
    // Most cells are short; only a long one is counted by characters rather than code units.
    if (value.length > most && [...value].length > most) {
      const known = tooLong.get(most) ?? new Bad(`最多 ${most} 个字`, `At most ${most} characters`)
      tooLong.set(most, known)
      return known
    }
    return value
  }
}

/** School, staff and unit numbers. */
export const number: Parse = (cell) => {
  const value = cell.trim().normalize('NFKC')
  if (value === '') return null
  return /^[0-9A-Za-z-]{1,20}$/.test(value) ? value : bad.number4id
}

/**
 * One of a list of values, each with its other spellings.
 * @param choices stored value to synonyms; compared without case and outer spaces. Whoever wrote something else is told
 *   the first Chinese and the first English word of each
 */
export function choice(choices: Readonly<Record<string, readonly string[]>>): Parse {
  const known = new Map<string, string>()
  for (const [value, synonyms] of Object.entries(choices)) {
    for (const word of [value, ...synonyms]) known.set(word.toLowerCase(), value)
  }
  const offered = (language: RegExp) =>
    Object.entries(choices).map(
      ([value, synonyms]) => [value, ...synonyms].find((word) => language.test(word)) ?? value,
    )
  const no = new Bad(
    `只能是：${offered(/\p{Script=Han}/u).join('、')}`,
    `Must be one of: ${offered(/^[a-z]/i).join(', ')}`,
  )
  return (cell) => {
    const word = cell.trim()
    return word === '' ? null : (known.get(word.toLowerCase()) ?? no)
  }
}

const fullDate =
  /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))(?:[T ].*)?$/
const monthOnly = /^(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月|(\d{2}))$/
const dates = new Map<string, string>()

/** A date in the usual forms; the same few dates stand in many lines, so answers are kept. */
export const date: Parse = (cell) => remembered(cell, (value) => calendarDate(fullDate.exec(value)))

/** A date, or a month as JY/T 1006 writes it (`202309`), which counts as its first day. */
export const dateOrMonth: Parse = (cell) =>
  remembered(cell, (value) => {
    const month = monthOnly.exec(value)
    return month
      ? calendarDate([value, month[1], month[2] ?? month[3] ?? month[4], '1'])
      : calendarDate(fullDate.exec(value))
  })

function remembered(cell: string, parse: (value: string) => string | Bad): string | null | Bad {
  const value = cell.trim()
  if (value === '') return null
  const known = dates.get(value)
  if (known !== undefined) return known
  const parsed = parse(value)
  // A month may stand where only a day is allowed, so what is kept is only what both readings accept.
  if (!(parsed instanceof Bad) && dates.size < 50_000 && fullDate.test(value)) dates.set(value, parsed)
  return parsed
}

function calendarDate(match: readonly (string | undefined)[] | null): string | Bad {
  if (!match) return bad.date
  const [, year, ...parts] = match
  const [month, day] = parts.filter((part) => part !== undefined)
  const iso = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  return isDate(iso) && Number(year) >= 1800 ? iso : bad.date
}

function isDate(iso: string): boolean {
  try {
    Temporal.PlainDate.from(iso, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

export const year: Parse = (cell) => {
  const value = cell.trim().replace(/[年级]+$/, '')
  if (value === '') return null
  return /^(19|20)\d{2}$/.test(value) ? value : bad.year
}

export const decimal: Parse = (cell) => {
  const value = cell.trim().replace(/年$/, '')
  if (value === '') return null
  return /^\d{1,2}(\.\d)?$/.test(value) ? value : bad.number
}

export const email: Parse = (cell) => {
  const value = cell.trim()
  if (value === '') return null
  return /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(value) && value.length <= 120 ? value : bad.email
}

export const mobile: Parse = (cell) => {
  const value = cell.trim().replaceAll(/[\s-]/g, '')
  if (value === '') return null
  return /^(\+\d{6,15}|1\d{10})$/.test(value) ? value : bad.mobile
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkDigits = '10X98765432'

/** The check digit of the first 17 digits (GB 11643-1999, from ISO 7064 MOD 11-2). */
export function idCheckDigit(body: string): string {
  let sum = 0
  for (let index = 0; index < 17; index++) sum += (body.charCodeAt(index) - 48) * (weights[index] ?? 0)
  return checkDigits.charAt(sum % 11)
}

/** The resident identity number, `999001200305180013`; the region's existence is not checked. */
export function idNumber(cell: string): string | Bad {
  const value = cell.trim().toUpperCase()
  if (!/^\d{17}[\dX]$/.test(value)) return bad.idLength
  if (date(value.slice(6, 14)) instanceof Bad) return bad.idDate
  return idCheckDigit(value) === value.charAt(17) ? value : bad.idCheck
}

/** The birth date within an identity number that `idNumber` accepted. */
export function birthDateOf(id: string): string {
  return `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`
}
