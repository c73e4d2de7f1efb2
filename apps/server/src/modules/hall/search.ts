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
  return {
    id: service.id,
    terms: weighted.map(([text, weight]) => termOf(text, weight)),
    words: [...new Set(english.flatMap(wordsOf))],
  }
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

/** 0 to 1; a sentence that contains one of the service's words counts as well (`我想开在读证明`). */
export function score(query: string, entry: Entry): number {
  const asked = flat(query)
  if (asked === '') return 0
  const contained = entry.terms.some(
    (term) => [...term.plain].length >= 2 && term.weight >= 0.9 && asked.includes(term.plain),
  )
  const best = Math.max(...entry.terms.map((term) => termScore(asked, term)))
  return Math.max(best, contained ? 0.65 : 0, wordScore(wordsOf(query), entry))
}

/** Ids of the entries that match, best first; equals in the order given. */
export function search(query: string, entries: readonly Entry[], limit: number): readonly string[] {
  return entries
    .map((entry) => ({ id: entry.id, score: score(query, entry) }))
    .filter((hit) => hit.score >= 0.15)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map((hit) => hit.id)
}
