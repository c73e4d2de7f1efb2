/** What is wrong with a value, in our words and both languages: what it must be, not what a schema calls it. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue
type Said = { readonly zh: string; readonly en: string }

export function wordsOf(issue: Issue): Said {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? { zh: '还没有填', en: 'This is missing' }
        : { zh: `要填${kind(issue.expected).zh}`, en: `This must be ${kind(issue.expected).en}` }
    case 'too_small':
      return small(issue.origin, Number(issue.minimum))
    case 'too_big':
      return big(issue.origin, Number(issue.maximum))
    case 'invalid_format':
      return {
        zh: `写法不对${format(issue.format).zh}`,
        en: `This is not written rightly${format(issue.format).en}`,
      }
    case 'invalid_value': {
      const choices = issue.values.map(String).join('、')
      return { zh: `只能是：${choices}`, en: `This can only be: ${issue.values.map(String).join(', ')}` }
    }
    case 'unrecognized_keys':
      return { zh: `多出了：${issue.keys.join('、')}`, en: `Not known here: ${issue.keys.join(', ')}` }
    default:
      return { zh: '这里填得不对', en: 'This is not right' }
  }
}

function small(origin: string, least: number): Said {
  if (origin === 'string')
    return least === 1
      ? { zh: '不能空着', en: 'This cannot be empty' }
      : { zh: `至少 ${least} 个字`, en: `At least ${least} characters` }
  if (origin === 'array') return { zh: `至少 ${least} 项`, en: `At least ${least}` }
  return { zh: `不能小于 ${least}`, en: `Not less than ${least}` }
}

function big(origin: string, most: number): Said {
  if (origin === 'string') return { zh: `最多 ${most} 个字`, en: `At most ${most} characters` }
  if (origin === 'array') return { zh: `最多 ${most} 项`, en: `At most ${most}` }
  return { zh: `不能大于 ${most}`, en: `Not more than ${most}` }
}

const kinds: Readonly<Record<string, Said>> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: '是或否', en: 'yes or no' },
  array: { zh: '一组内容', en: 'a list' },
  object: { zh: '一组带名字的内容', en: 'an object' },
  record: { zh: '一组带名字的内容', en: 'an object' },
}
const kind = (expected: string): Said => kinds[expected] ?? { zh: '别的内容', en: 'something else' }

const formats: Readonly<Record<string, Said>> = {
  uuid: { zh: '，要 36 位的编号', en: '; an identifier of 36 characters is needed' },
  date: { zh: '，日期写成 2026-11-24', en: '; write a date as 2026-11-24' },
  datetime: { zh: '，时间写成 2026-11-24T08:00:00Z', en: '; write a time as 2026-11-24T08:00:00Z' },
}
const format = (name: string): Said => formats[name] ?? { zh: '', en: '' }
