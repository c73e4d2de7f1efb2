/** Language, theme and print size: kept in this browser, read before the first paint by the script in index.html. */
import { useSyncExternalStore } from 'react'
import type { Language, ThemeName } from '#kit'

export type Preferences = {
  readonly language: Language
  readonly theme: ThemeName | 'system'
  readonly large: boolean
}
const key = 'yizhan.preferences'

function read(): Preferences {
  const fallback: Preferences = { language: 'zh-CN', theme: 'system', large: false }
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return fallback
    const language = Reflect.get(kept, 'language') === 'en' ? 'en' : 'zh-CN'
    const theme: unknown = Reflect.get(kept, 'theme')
    return {
      language,
      theme: theme === 'dark' || theme === 'light' ? theme : 'system',
      large: Reflect.get(kept, 'large') === true,
    }
  } catch {
    return fallback
  }
}

let current = read()
const listeners = new Set<() => void>()
const prefersDark = () => globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false

export function themeInUse(preferences: Preferences = current): ThemeName {
  if (preferences.theme === 'system') return prefersDark() ? 'dark' : 'light'
  return preferences.theme
}

/** Writes the preferences onto the root element, where the style sheet finds them. */
export function applyPreferences(): void {
  const root = document.documentElement
  root.dataset.theme = themeInUse()
  if (current.large) root.dataset.mode = 'large'
  else delete root.dataset.mode
  root.lang = current.language
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {
    // A private window may refuse storage; the choice then lasts as long as the page.
  }
  applyPreferences()
  for (const listener of listeners) listener()
}

/** The device turned dark or light: whoever follows it is drawn again. */
export function deviceChanged(): void {
  current = { ...current }
  applyPreferences()
  for (const listener of listeners) listener()
}

export const preferences = (): Preferences => current

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, preferences)
}

export const useLanguage = (): Language => usePreferences().language
