import { useTranslation } from 'react-i18next'
import { TextButton } from '#kit'
import { changeLanguage } from './language.ts'
import { setPreferences, themeInUse, usePreferences } from './preferences.ts'
import { account } from './session.ts'

export async function switchLanguage(to: 'zh-CN' | 'en', signedIn: boolean) {
  await changeLanguage(to)
  setPreferences({ language: to })
  // Messages from the server follow the reader; when this fails, only the page has changed, and nothing is lost.
  if (signedIn) await account.setLocale({ body: { locale: to } }).catch(() => undefined)
}

export function LanguageSwitch({ signedIn = false }: { signedIn?: boolean }) {
  const { t } = useTranslation('shell')
  const { language } = usePreferences()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <TextButton className="plain-button" lang={other} onClick={() => void switchLanguage(other, signedIn)}>
      {t('language.other')}
    </TextButton>
  )
}

export function LargeSwitch() {
  const { t } = useTranslation('shell')
  const { large } = usePreferences()
  return (
    <TextButton
      className="plain-button"
      aria-pressed={large}
      onClick={() => setPreferences({ large: !large })}
    >
      {large ? t('large.off') : t('large.on')}
    </TextButton>
  )
}

export function ThemeSwitch() {
  const { t } = useTranslation('shell')
  const theme = themeInUse(usePreferences())
  return (
    <TextButton
      className="plain-button"
      onClick={() => setPreferences({ theme: theme === 'dark' ? 'light' : 'dark' })}
    >
      {theme === 'dark' ? t('theme.light') : t('theme.dark')}
    </TextButton>
  )
}
