import { useNavigate, useSearch } from '@tanstack/react-router'
import type { SiteView } from '@yizhan/contracts'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, describe, Field, Notice, PasswordInput, TextInput } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { ownAddress } from '#shell/search.ts'
import { account, useSite, useTakeSession } from '#shell/session.ts'
import { CoverPage } from '../parts/cover-page.tsx'

type Demo = NonNullable<SiteView['demo']>

function DemoAccounts({ demo, onPick }: { demo: Demo; onPick: (account: string) => void }) {
  const { t } = useTranslation('account')
  const say = useSay()
  return (
    <section className="cover-note">
      <h2>{t('signIn.demo')}</h2>
      <p className="small muted">{t('signIn.demo.note', { password: demo.password })}</p>
      <ul className="demo-accounts">
        {demo.accounts.map((one) => (
          <li key={one.account}>
            <button type="button" onClick={() => onPick(one.account)}>
              <b>{one.name}</b>
              <span>{say(one.role)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function SignInPage() {
  const { t } = useTranslation('account')
  const { to } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const site = useSite()
  const take = useTakeSession()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState<{ account?: string; password?: string }>({})
  useTitle(t('signIn.title'))
  const signIn = useCommand(account.signIn, {
    onOk: async (session) => {
      take(session)
      await navigate({ to: ownAddress(to), replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const lacking = {
      ...(name.trim() ? {} : { account: t('signIn.missing.account') }),
      ...(password ? {} : { password: t('signIn.missing.password') }),
    }
    setMissing(lacking)
    if (lacking.account ?? lacking.password) {
      document.getElementById(lacking.account ? 'account' : 'password')?.focus()
      return
    }
    signIn.mutate({ body: { account: name.trim(), password } })
  }
  return (
    <CoverPage title={t('signIn.title')} lead={t('signIn.lead')} foot={t('signIn.help')}>
      <form onSubmit={submit} noValidate>
        {signIn.error ? (
          <div className="field">
            <Notice status="danger">
              <b>{signIn.error.problem.title || t('signIn.busy')}</b>
              {signIn.error.problem.next ? <p>{signIn.error.problem.next}</p> : null}
            </Notice>
          </div>
        ) : null}
        <Field id="account" label={t('signIn.account')} error={missing.account}>
          <TextInput
            {...describe({ id: 'account', error: missing.account })}
            size="large"
            name="username"
            value={name}
            onChange={setName}
            autoComplete="username"
            autoFocus
          />
        </Field>
        <Field id="password" label={t('signIn.password')} error={missing.password}>
          <PasswordInput
            {...describe({ id: 'password', error: missing.password })}
            size="large"
            name="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
        </Field>
        <Button type="submit" look="primary" pending={signIn.isPending}>
          {t('signIn.do')}
        </Button>
      </form>
      {site?.demo ? (
        <DemoAccounts
          demo={site.demo}
          onPick={(picked) => {
            setName(picked)
            setPassword(site.demo?.password ?? '')
            setMissing({})
          }}
        />
      ) : null}
      <section className="cover-note">
        <h2>{t('signIn.open')}</h2>
        <ul>
          <li>
            <Link to="/verify">{t('signIn.verify')}</Link>
          </li>
        </ul>
      </section>
    </CoverPage>
  )
}
