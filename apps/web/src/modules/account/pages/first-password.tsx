import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTitle } from '#shell/page.tsx'
import { ownAddress } from '#shell/search.ts'
import { CoverPage } from '../parts/cover-page.tsx'
import { PasswordForm } from '../parts/password-form.tsx'

/** The first sign-in: nothing else goes on until the given password is replaced. */
export function FirstPasswordPage() {
  const { t } = useTranslation('account')
  const { to } = useSearch({ strict: false })
  const navigate = useNavigate()
  useTitle(t('first.title'))
  return (
    <CoverPage title={t('first.title')} lead={t('first.lead')}>
      <PasswordForm large onDone={() => void navigate({ to: ownAddress(to), replace: true })} />
    </CoverPage>
  )
}
