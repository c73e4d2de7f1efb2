/**
 * Finding a service by what people type: Chinese words, pinyin, initials, synonyms, English. A catalogue has some
 * hundred entries, so the index is in memory and every entry is scored.
 */
import { pinyin } from 'pinyin-pro'
import type { ServiceFile } from './service-file.ts'

type Term = {
  /** Chinese or English as written, lower case, without spaces. */
  readonly plain: string
  readonly pinyin: string
  readonly initials: string
  readonly weight: number
}

export type Entry = {
  readonly id: string
  readonly terms: readonly Term[]
  readonly words: readonly string[]
  /** Every pair of neighbouring characters that its texts hold, with the weight of the best of those texts. */
  readonly pairs: ReadonlyMap<string, number>
}

/** NFKC, lower case, nothing but letters and digits. */
function flat(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function termOf(text: string, weight: number): Term {
  const chinese = text.replaceAll(/[^\p{Script=Han}]/gu, '')
  const syllables = chinese === '' ? [] : pinyin(chinese, { toneType: 'none', type: 'array', v: true })
  return {
    plain: flat(text),
    pinyin: syllables.join(''),
    initials: syllables.map((syllable) => syllable[0] ?? '').join(''),
    weight,
  }
}

const wordsOf = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

export function entryOf(service: ServiceFile, category: { zh: string; en: string }): Entry {
  const weighted: [string, number][] = [
    [service.name.zh, 1],
    [service.short.zh, 1],
    [service.name.en, 1],
    ...service.search.zh.map((word): [string, number] => [word, 0.9]),
    ...service.search.en.map((word): [string, number] => [word, 0.9]),
    [category.zh, 0.5],
    [service.owner.name.zh, 0.4],
    [service.summary.zh, 0.3],
  ]
  const english = [service.name.en, service.short.en, ...service.search.en, category.en, service.summary.en]
  const { who, needs, decides, result, notes, steps } = service.guide
  const guide = [who, decides, result, ...needs, ...notes, ...steps.map(({ name }) => name)]
  const said: [string, number][] = guide.map(({ zh }) => [zh, 0.25])
  return {
    id: service.id,
    terms: weighted.map(([text, weight]) => termOf(text, weight)),
    words: [...new Set(english.flatMap(wordsOf))],
    pairs: pairsOf([...weighted, ...said]),
  }
}

function pairsOf(texts: readonly [string, number][]): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>()
  for (const [text, weight] of texts)
    for (const pair of bigrams(flat(text))) pairs.set(pair, Math.max(weight, pairs.get(pair) ?? 0))
  return pairs
}

/** How well `query` meets `target`: 1 equal, less the more stands beside it, 0 not at all. */
function closeness(query: string, target: string): number {
  if (target === '' || query === '') return 0
  if (query === target) return 1
  const share = query.length / target.length
  if (target.startsWith(query)) return 0.7 + 0.2 * share
  if (target.includes(query)) return 0.5 + 0.2 * share
  return 0
}

function bigrams(text: string): string[] {
  const letters = [...text]
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`)
}

/** For words in another order or with one more: the share of the query's bigrams that the term has. */
function likeness(query: string, target: string): number {
  const wanted = bigrams(query)
  if (wanted.length < 2) return 0
  const had = new Set(bigrams(target))
  const share = wanted.filter((pair) => had.has(pair)).length / wanted.length
  return share >= 0.5 ? 0.4 * share : 0
}

function termScore(query: string, term: Term): number {
  const latin = /^[a-z0-9]+$/.test(query)
  const exact = closeness(query, term.plain)
  if (!latin) return term.weight * Math.max(exact, likeness(query, term.plain))
  const spoken = query.length >= 3 ? closeness(query, term.pinyin) : 0
  const initial = query.length >= 2 ? closeness(query, term.initials) : 0
  return term.weight * Math.max(exact, 0.98 * spoken, 0.9 * initial)
}

/** All English words begin one of the entry's words. */
function wordScore(words: readonly string[], entry: Entry): number {
  if (words.length === 0 || !words.every((word) => word.length >= 2)) return 0
  return words.every((word) => entry.words.some((own) => own.startsWith(word))) ? 0.6 : 0
}

/** How much a pair of characters tells: much when few services have it. */
type Telling = (pair: string) => number

const tellings = new WeakMap<readonly Entry[], Telling>()

function tellingOf(entries: readonly Entry[]): Telling {
  const known = tellings.get(entries)
  if (known) return known
  const counts = new Map<string, number>()
  for (const { pairs } of entries)
    for (const pair of pairs.keys()) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  const telling: Telling = (pair) => {
    const count = counts.get(pair)
    return count === undefined ? 0 : Math.log(1 + entries.length / count)
  }
  tellings.set(entries, telling)
  return telling
}

/**
 * For whole sentences: which share of what the query tells the entry speaks of. Pairs that no service has tell nothing, but
 * a query made mostly of them is about something else.
 */
function topic(asked: string, entry: Entry, telling: Telling): number {
  const pairs = bigrams(asked)
  const told = pairs.map(telling)
  const all = told.reduce((sum, value) => sum + value, 0)
  if (all === 0) return 0
  const met = pairs.reduce((sum, pair, at) => sum + (told[at] ?? 0) * (entry.pairs.get(pair) ?? 0), 0)
  const known = told.filter((value) => value > 0).length / pairs.length
  return 0.6 * (met / all) * (0.5 + 0.5 * known)
}

/** 0 to 1; a sentence that contains one of the service's words counts as well (`我想开在读证明`). */
function score(query: string, entry: Entry, telling: Telling): number {
  const asked = flat(query)
  if (asked === '') return 0
  const contained = entry.terms.some(
    (term) => [...term.plain].length >= 2 && term.weight >= 0.9 && asked.includes(term.plain),
  )
  const best = Math.max(...entry.terms.map((term) => termScore(asked, term)))
  const about = /\p{Script=Han}/u.test(asked) ? topic(asked, entry, telling) : 0
  // Of several that are named in a sentence, the one that the rest of it speaks of too.
  return Math.max(best, contained ? 0.6 + 0.1 * about : 0, about, wordScore(wordsOf(query), entry))
}

/** Ids of the entries that match, best first; equals in the order given. */
export function search(query: string, entries: readonly Entry[], limit: number): readonly string[] {
  const telling = tellingOf(entries)
  return entries
    .map((entry) => ({ id: entry.id, score: score(query, entry, telling) }))
    .filter((hit) => hit.score >= 0.15)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map((hit) => hit.id)
}
