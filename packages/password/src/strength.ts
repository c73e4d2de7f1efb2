import { ZxcvbnFactory, type ZxcvbnResult } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { given, habits, surnames, words } from './pinyin.ts'
import { pinyinMatcher, pinyinPattern } from './pinyin-matcher.ts'
import { type Reason, reasons } from './reasons.ts'

/**
 * `nist`: NIST SP 800-63B-4 §3.1.1.2: length and guessability only, no composition, no periodic change.
 * `gbt22239`: GB/T 22239-2019 §8.1.4.1: complexity (at least 8 characters of three kinds) and a change every 90 days.
 */
export type Profile = 'nist' | 'gbt22239'

export interface Strength {
  /** 0 guessed at once … 4 out of reach */
  score: 0 | 1 | 2 | 3 | 4
  /** whether the profile takes it */
  ok: boolean
  /** why not, or what weakens it, most important first */
  reasons: Reason[]
}

export interface StrengthOptions {
  /** name, numbers, unit, birthday of the person: an attacker knows them */
  userInputs?: readonly string[]
  profile?: Profile
}

/** Guessing time grows faster than the length; what follows the 64th character cannot make a password weak. */
const consideredCharacters = 64

interface Rule {
  shortest: number
  kinds: number
  /** days after which a change is asked for; undefined: never */
  changeAfterDays?: number
}

export const profiles: Readonly<Record<Profile, Rule>> = {
  // 15 because the password stands alone; with a second factor the standard is content with 8.
  nist: { shortest: 15, kinds: 1 },
  gbt22239: { shortest: 8, kinds: 3, changeAfterDays: 90 },
}
const lowestScore = 3

let factory: ZxcvbnFactory | undefined

/** Built at the first question: some 50 ms and 10 MB that a page without passwords should not pay. */
function meter(): ZxcvbnFactory {
  factory ??= new ZxcvbnFactory(
    {
      dictionary: {
        ...dictionary,
        habits: habits.split(' '),
        surnames: surnames.split(' '),
        given: given.split(' '),
        words: words.split(' '),
      },
      graphs: adjacencyGraphs,
      maxLength: consideredCharacters,
    },
    { [pinyinPattern]: pinyinMatcher },
  )
  return factory
}

/** Judges a password as an attacker who knows Chinese habits, and the person, would. */
export function strength(
  password: string,
  { userInputs = [], profile = 'nist' }: StrengthOptions = {},
): Strength {
  const text = password.normalize('NFC')
  const considered = [...text].slice(0, consideredCharacters).join('')
  const { result, score } = guess(considered, userInputs.flatMap(pieces))
  const { shortest, kinds } = profiles[profile]
  const found: Reason[] = []
  if ([...text].length < shortest) found.push(reasons.short(shortest))
  if (kindsIn(text) < kinds) found.push(reasons.kinds(kinds))
  if (score < lowestScore) found.push(weakest(result))
  return { score, ok: found.length === 0, reasons: found }
}

/** Tries after which zxcvbn gives the scores 1, 2, 3 and 4. */
const scoreSteps = [1e3, 1e6, 1e8, 1e10]
/** A sign set into an otherwise weak password costs an attacker its choice and its place. */
const triesPerSign = 20

/** Judged as it is and without its signs, which many set only because a rule asks for one; the weaker verdict counts. */
function guess(text: string, known: string[]): { result: ZxcvbnResult; score: Strength['score'] } {
  const whole = meter().check(text, known)
  const bare = text.replaceAll(/[^\p{L}\p{N}]/gu, '')
  const signs = text.length - bare.length
  if (signs === 0 || bare === '') return { result: whole, score: whole.score }
  const result = meter().check(bare, known)
  const tries = result.guesses * triesPerSign ** signs
  if (tries >= whole.guesses) return { result: whole, score: whole.score }
  return { result, score: scoreSteps.filter((step) => tries >= step).length as Strength['score'] }
}

/** A full name also as its parts, a number also as its last digits: people use both. */
function pieces(input: string): string[] {
  const lower = input.normalize('NFC').toLowerCase().trim()
  const tails = /^\d{8,}$/.test(lower) ? [lower.slice(-8), lower.slice(-6), lower.slice(-4)] : []
  return [lower, lower.replaceAll(/[\s\-_.]/g, ''), ...lower.split(/[\s\-_.@]+/), ...tails].filter(
    (piece) => piece.length > 1,
  )
}

/** Lower case, capitals, digits, everything else (a Chinese character counts as one of these). */
function kindsIn(text: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u].filter((kind) => kind.test(text)).length
}

const reasonOfDictionary: Readonly<Record<string, keyof typeof reasons>> = {
  userInputs: 'personal',
  habits: 'habit',
  surnames: 'name',
  given: 'name',
  words: 'pinyin',
}

/** The longest weak part is what the person should hear about. */
function weakest(result: ZxcvbnResult): Reason {
  const parts = result.sequence
    .filter(({ pattern }) => pattern !== 'bruteforce')
    .sort((a, b) => b.token.length - a.token.length)
  const names = parts.map(reasonKey)
  const personal = names.find((name) => name === 'personal' || name === 'name')
  const key = personal ?? names[0]
  return key ? (reasons[key] as () => Reason)() : reasons.plain()
}

function reasonKey({ pattern, ...match }: ZxcvbnResult['sequence'][number]): keyof typeof reasons {
  if (pattern === pinyinPattern) return match.name ? 'name' : 'pinyin'
  if (pattern === 'dictionary') return reasonOfDictionary[String(match.dictionaryName)] ?? 'common'
  if (pattern === 'date' || pattern === 'regex') return 'date'
  if (pattern === 'repeat') return 'repeat'
  if (pattern === 'sequence') return 'sequence'
  if (pattern === 'spatial') return 'keyboard'
  return 'plain'
}
