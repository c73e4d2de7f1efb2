/**
 * Stands in for `react-i18next` in the browser (see vite.config.ts), whose types check every key and hole of our words. Of
 * what it does our pages use a look-up, the holes and an English singular: 15 KB less before the first text.
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { Language } from '#kit'

type Namespaces = Readonly<Record<string, Readonly<Record<string, string>>>>
type Holes = Readonly<Record<string, unknown>>

const words = new Map<Language, Namespaces>()
const listeners = new Set<() => void>()
let current: Language = 'zh-CN'

export const hasWords = (language: Language): boolean => words.has(language)

export function addWords(language: Language, all: Namespaces): void {
  words.set(language, all)
}

export function speak(language: Language): void {
  current = language
  for (const listener of listeners) listener()
}

/** A text that is missing in English is Chinese; a key that nothing knows is shown itself, so that it is noticed. */
export function translate(namespaces: readonly string[], key: string, holes: Holes = {}): string {
  const find = (language: Language, wanted: string) => {
    for (const namespace of namespaces) {
      const text = words.get(language)?.[namespace]?.[wanted]
      if (text !== undefined) return text
    }
    return undefined
  }
  const singular = current === 'en' && holes.count === 1 ? find('en', `${key}_one`) : undefined
  const text = singular ?? find(current, key) ?? find('zh-CN', key) ?? key
  return text.replace(/\{\{(\w+)\}\}/g, (_hole, name: string) => String(holes[name] ?? ''))
}

export function useTranslation(namespace: string | readonly string[] = 'shell') {
  const language = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
  const names = typeof namespace === 'string' ? namespace : namespace.join(' ')
  return useMemo(() => {
    const namespaces = names.split(' ')
    const t = (key: string, holes?: Holes) => translate(namespaces, key, holes)
    return { t, i18n: { language } }
  }, [names, language])
}
