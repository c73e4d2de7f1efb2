import type { MatchExtended, Matcher, MatchOptions } from '@zxcvbn-ts/core'
import { MatcherBaseClass } from '@zxcvbn-ts/core'
import { surnames, words } from './pinyin.ts'
import { syllables } from './syllables.ts'

/**
 * Sees a run of pinyin as one thing, as an attacker does: words and syllables in a row, or a surname with the initials
 * of a given name (wangxm). Without it every syllable counts as a separate find, which zxcvbn prices at 10,000 each.
 */
export const pinyinPattern = 'pinyin'

type Kind = 'name' | 'word' | 'syllable'

interface Run {
  /** tries until an attacker who goes by likelihood reaches it */
  tries: number
  name: boolean
}

const longestRun = 24
const ranks: ReadonlyMap<string, { rank: number; kind: Kind }> = unitRanks()
const longestUnit = Math.max(...[...ranks.keys()].map((unit) => unit.length))

function unitRanks(): Map<string, { rank: number; kind: Kind }> {
  const units = new Map<string, { rank: number; kind: Kind }>()
  const add = (list: string, kind: Kind, handicap: number) => {
    list.split(' ').forEach((unit, index) => {
      const rank = index + 1 + handicap
      if (rank < (units.get(unit)?.rank ?? Number.POSITIVE_INFINITY)) units.set(unit, { rank, kind })
    })
  }
  add(surnames, 'name', 0)
  add(syllables, 'syllable', 0)
  add(words, 'word', 20)
  for (const vowel of ['a', 'e', 'o']) units.set(vowel, { rank: 40, kind: 'syllable' })
  return units
}

class PinyinMatching extends MatcherBaseClass {
  override match({ password }: MatchOptions): MatchExtended[] {
    const lower = password.toLowerCase()
    const found: MatchExtended[] = []
    for (let start = 0; start < lower.length; start++) {
      for (const [end, run] of runsFrom(lower, start)) {
        const token = password.slice(start, end)
        const tries = token === lower.slice(start, end) ? run.tries : run.tries * 2
        found.push({ pattern: pinyinPattern, i: start, j: end - 1, token, tries, name: run.name })
      }
    }
    return found
  }
}

/** The cheapest reading of every run of two units or more that begins at `start`, by its end. */
function runsFrom(text: string, start: number): Map<number, Run> {
  const best = new Map<number, Run & { units: number }>([[start, { tries: 1, units: 0, name: false }]])
  for (let at = start; at < Math.min(text.length, start + longestRun); at++) {
    const before = best.get(at)
    if (!before) continue
    for (let end = at + 1; end <= Math.min(text.length, at + longestUnit); end++) {
      const unit = ranks.get(text.slice(at, end))
      if (!unit) continue
      const run = {
        tries: before.tries * unit.rank,
        units: before.units + 1,
        name: before.units === 0 ? unit.kind === 'name' : before.name,
      }
      if (run.tries < (best.get(end)?.tries ?? Number.POSITIVE_INFINITY)) best.set(end, run)
    }
    if (before.units === 1 && before.name) addInitials(text, at, before, best)
  }
  for (const [end, { units }] of best) if (units < 2) best.delete(end)
  return best
}

/** A surname and one or two initials; every initial is one of 23 letters. */
function addInitials(
  text: string,
  at: number,
  surname: Run,
  best: Map<number, Run & { units: number }>,
): void {
  for (const count of [1, 2]) {
    if (!/^[a-z]+$/.test(text.slice(at, at + count)) || at + count > text.length) return
    const tries = surname.tries * 23 ** count
    if (tries < (best.get(at + count)?.tries ?? Number.POSITIVE_INFINITY)) {
      best.set(at + count, { tries, units: 1 + count, name: true })
    }
  }
}

export const pinyinMatcher: Matcher = {
  Matching: PinyinMatching,
  scoring: (match) => Number(match.tries),
  feedback: () => null,
}
