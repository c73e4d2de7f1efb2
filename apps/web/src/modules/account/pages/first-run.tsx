import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, describe, EmptyState, ErrorSummary, Field, PasswordInput, TextInput } from '#kit'
import { useCommand } from '#shell/command.ts'
import { ButtonLink } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { account, useSite, useTakeSession } from '#shell/session.ts'
import { CoverPage } from '../parts/cover-page.tsx'
import { PasswordMeter } from '../parts/password-meter.tsx'

const names = ['code', 'zh', 'en', 'name', 'number', 'password'] as const
type Name = (typeof names)[number]
type Filled = Record<Name, string>

/** Where the server's field paths stand on this page. */
const pathOf: Record<Name, string> = {
  code: 'code',
  zh: 'university.zh',
  en: 'university.en',
  name: 'name',
  number: 'number',
  password: 'password',
}

export function FirstRunPage() {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const site = useSite()
  const take = useTakeSession()
  const [filled, setFilled] = useState<Filled>({
    code: '',
    zh: '',
    en: '',
    name: '',
    number: '',
    password: '',
  })
  const [lacking, setLacking] = useState<readonly Name[]>([])
  useTitle(t('setup.title'))
  const setUp = useCommand(account.setUp, {
    onOk: async (session) => {
      take(session)
      await navigate({ to: '/', replace: true, reloadDocument: true })
    },
  })
  const label = (name: Name) => (name === 'password' ? t('signIn.password') : t(`setup.${name}`))
  const messageOf = (name: Name): string | undefined => {
    if (lacking.includes(name)) return t('missing', { label: label(name) })
    const problem = setUp.error
    if (!problem) return undefined
    if (name === 'code' && problem.code === 'account.setup-code') return problem.problem.title
    if (name === 'password' && problem.code === 'account.weak') return problem.problem.title
    return problem.fields.get(pathOf[name])
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const empty = names.filter((name) => filled[name].trim() === '')
    setLacking(empty)
    if (empty.length > 0) return
    const { code, zh, en, name, number, password } = filled
    setUp.mutate({ body: { code: code.trim(), university: { zh, en }, name, number, password } })
  }
  if (site && !site.setupNeeded) {
    return (
      <EmptyState
        drawing="door"
        level={1}
        title={t('setup.done.title')}
        action={<ButtonLink to="/sign-in">{t('setup.done.action')}</ButtonLink>}
      />
    )
  }
  const errors = names.flatMap((name) => {
    const message = messageOf(name)
    return message ? [{ id: name, message }] : []
  })
  const general =
    setUp.error && errors.length === 0 ? [{ id: 'code', message: setUp.error.problem.title }] : []
  const hints: Partial<Record<Name, string>> = {
    code: t('setup.code.hint'),
    number: t('setup.number.hint'),
    password: t('password.hint'),
  }
  return (
    <CoverPage title={t('setup.title')} lead={t('setup.lead')}>
      <form onSubmit={submit} noValidate>
        <ErrorSummary errors={[...errors, ...general]} />
        {names.map((name) => {
          const about = { id: name, hint: hints[name], error: messageOf(name) }
          const Control = name === 'password' ? PasswordInput : TextInput
          return (
            <Field key={name} {...about} label={label(name)}>
              <Control
                {...describe(about)}
                size="large"
                value={filled[name]}
                onChange={(value) => {
                  setFilled((before) => ({ ...before, [name]: value }))
                  setLacking((before) => before.filter((other) => other !== name))
                }}
                autoComplete={name === 'password' ? 'new-password' : name === 'number' ? 'username' : 'off'}
              />
              {name === 'password' ? (
                <PasswordMeter password={filled.password} about={[filled.name, filled.number]} />
              ) : null}
            </Field>
          )
        })}
        <Button type="submit" look="primary" pending={setUp.isPending}>
          {t('setup.do')}
        </Button>
      </form>
    </CoverPage>
  )
}
