import type { Strength } from '@yizhan/password'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LineProgress, progressStops } from '#kit'
import { useSay } from '#shell/language.ts'
import './password-meter.css'

/** How easy the password is to guess, judged on this device with the rules of the server. */
export function PasswordMeter({ password, about }: { password: string; about: readonly string[] }) {
  const { t } = useTranslation('account')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [found, setFound] = useState<Strength>()
  const known = about.join('\n')
  useEffect(() => {
    if (password === '') return setFound(undefined)
    let stale = false
    // The word lists weigh 300 KB: they come when somebody starts to write a new password.
    void import('@yizhan/password').then(({ strength }) => {
      if (!stale) setFound(strength(password, { userInputs: known.split('\n') }))
    })
    return () => {
      stale = true
    }
  }, [password, known])
  if (password === '') return null
  if (!found) return <p className="field-hint">{t('password.checking')}</p>
  const words = kit(`strength.${found.ok ? found.score : (Math.min(found.score, 2) as 0 | 1 | 2)}`)
  const reason = found.reasons[0]
  return (
    <div className={found.ok ? 'meter meter-ok' : 'meter'} aria-live="polite">
      <LineProgress
        label={words}
        stops={progressStops(
          found.ok ? found.score : Math.min(found.score, 2),
          5,
          found.score === 4 && found.ok,
        )}
      />
      <p>
        <b>{words}</b>
        {reason ? <span>{say(reason)}</span> : null}
      </p>
    </div>
  )
}
