/** zh-CN comes with the page, English when it is asked for. */
import type { Words } from '@yizhan/contracts'
import { useCallback } from 'react'
import type { Language } from '#kit'
import { useLanguage } from './preferences.ts'
import { addWords, hasWords, speak } from './translate.ts'
import { zh } from './words/zh.ts'

export async function startLanguage(language: Language): Promise<void> {
  addWords('zh-CN', zh)
  await changeLanguage(language)
}

export async function changeLanguage(language: Language): Promise<void> {
  if (language === 'en' && !hasWords('en')) {
    const { en } = await import('./words/en.ts')
    addWords('en', en)
  }
  speak(language)
}

/** A text that came in both languages, in the reader's. */
export function useSay(): (words: Words) => string {
  const language = useLanguage()
  return useCallback((words: Words) => (language === 'en' ? words.en : words.zh), [language])
}
