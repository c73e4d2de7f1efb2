/** The contract's line of a case -> the strip of the kit. */
import type { Line, Stop } from '@yizhan/contracts'
import { type Language, nearDay, type StripLine } from '#kit'

type Words = { zh: string; en: string }
type Say = (words: Words) => string

/** Every stop of a line, forks unfolded, in the order of the road. */
export function stopsOf(line: Line): readonly Stop[] {
  return line.flatMap((item) => ('fork' in item ? item.fork.flatMap(stopsOf) : [item]))
}

const joined: Record<Language, string> = { 'zh-CN': '、', en: ', ' }
const now: Record<Language, string> = { 'zh-CN': '现在', en: 'now' }
const about = (days: number, language: Language): string => {
  if (language === 'en') return days === 1 ? 'about 1 working day' : `about ${days} working days`
  return `约 ${days} 个工作日`
}

/** Who and when behind, who now, how long ahead. */
export function noteOf(stop: Stop, language: Language): string {
  const comma = language === 'en' ? ', ' : '，'
  const who = (stop.who ?? []).slice(0, 2).join(joined[language])
  switch (stop.status) {
    case 'done':
    case 'stopped':
      return [who, stop.at ? nearDay(stop.at, language) : ''].filter(Boolean).join(comma)
    case 'now':
      return [now[language], who].filter(Boolean).join(comma)
    case 'next':
      return stop.workingDays ? about(stop.workingDays, language) : who
  }
}

export function stripOf(line: Line, say: Say, language: Language): StripLine {
  return line.map((item) =>
    'fork' in item
      ? { fork: item.fork.map((branch) => stripOf(branch, say, language)) }
      : { id: item.id, name: say(item.name), note: noteOf(item, language), status: item.status },
  )
}
