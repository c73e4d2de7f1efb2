import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, describe, Field, TextInput } from '#kit'
import { Page, useTitle } from '#shell/page.tsx'
import './verify.css'

/** Codes are printed in groups; blanks and dashes carry nothing. */
export const codeOf = (written: string): string => written.trim().replace(/[\s]+/g, '')

export function FindDocumentPage() {
  const { t } = useTranslation('seal')
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState<string>()
  useTitle(t('find.title'))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const id = codeOf(code)
    if (id.length < 8) {
      setWrong(t('find.missing'))
      document.getElementById('code')?.focus()
      return
    }
    void navigate({ to: '/verify/$id', params: { id } })
  }
  const about = { id: 'code', hint: t('find.hint'), error: wrong }
  return (
    <Page narrow>
      <form className="panel find-document" onSubmit={submit} noValidate>
        <h1>{t('find.title')}</h1>
        <p className="muted">{t('find.lead')}</p>
        <Field {...about} label={t('find.code')}>
          <TextInput
            {...describe(about)}
            size="large"
            value={code}
            onChange={setCode}
            autoComplete="off"
            maxLength={80}
          />
        </Field>
        <Button look="primary" size="large" type="submit">
          {t('find.do')}
        </Button>
      </form>
    </Page>
  )
}
