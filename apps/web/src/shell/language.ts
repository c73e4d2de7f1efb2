/** zh-CN comes with the page, English when it is asked for. */
import type { Words } from '@yizhan/contracts'
import i18next from 'i18next'
import { useCallback } from 'react'
import { initReactI18next } from 'react-i18next'
import type { Language } from '#kit'
import { useLanguage } from './preferences.ts'
import { zh } from './words/zh.ts'

export async function startLanguage(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': zh },
    ns: Object.keys(zh),
    defaultNS: 'shell',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  if (language === 'en') await changeLanguage('en')
}

export async function changeLanguage(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'shell')) {
    const { en } = await import('./words/en.ts')
    for (const [namespace, words] of Object.entries(en)) i18next.addResourceBundle('en', namespace, words)
  }
  await i18next.changeLanguage(language)
}

/** A text that came in both languages, in the reader's. */
export function useSay(): (words: Words) => string {
  const language = useLanguage()
  return useCallback((words: Words) => (language === 'en' ? words.en : words.zh), [language])
}
