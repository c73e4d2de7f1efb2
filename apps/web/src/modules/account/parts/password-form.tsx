import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, describe, Field, Notice, PasswordInput } from '#kit'
import { useCommand } from '#shell/command.ts'
import { account, useSession, useTakeSession } from '#shell/session.ts'
import { PasswordMeter } from './password-meter.tsx'

type Name = 'current' | 'next' | 'again'
const none: Partial<Record<Name, string>> = {}

/** Change one's password: the present one, the new one twice, and how easy it is to guess. */
export function PasswordForm({ large = false, onDone }: { large?: boolean; onDone: () => void }) {
  const { t } = useTranslation('account')
  const { member } = useSession()
  const take = useTakeSession()
  const [filled, setFilled] = useState({ current: '', next: '', again: '' })
  const [found, setFound] = useState(none)
  const change = useCommand(account.changePassword, {
    onOk: (session) => {
      take(session)
      setFilled({ current: '', next: '', again: '' })
      onDone()
    },
    onProblem: (problem) => {
      const { title } = problem.problem
      if (problem.code === 'account.old-wrong') setFound({ current: title })
      else if (problem.code === 'account.weak' || problem.code === 'account.same') setFound({ next: title })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong: Partial<Record<Name, string>> = {
      ...(filled.current ? {} : { current: t('password.missing.current') }),
      ...(filled.next ? {} : { next: t('password.missing') }),
      ...(filled.again === filled.next ? {} : { again: t('password.differ') }),
    }
    setFound(wrong)
    const first = (['current', 'next', 'again'] as const).find((name) => wrong[name])
    if (first) document.getElementById(`password-${first}`)?.focus()
    else change.mutate({ body: { current: filled.current, next: filled.next } })
  }
  const other = change.error && !found.current && !found.next ? change.error.problem : undefined
  return (
    <form onSubmit={submit} noValidate>
      {/* Password managers tie the new password to this name. */}
      <input
        type="text"
        className="sr-only"
        autoComplete="username"
        value={member.number}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      {other ? <Notice status="danger">{other.title}</Notice> : null}
      {(['current', 'next', 'again'] as const).map((name) => {
        const about = {
          id: `password-${name}`,
          hint: name === 'next' ? t('password.hint') : undefined,
          error: found[name],
        }
        return (
          <Field key={name} {...about} label={t(`password.${name}`)}>
            <PasswordInput
              {...describe(about)}
              {...(large ? { size: 'large' as const } : {})}
              value={filled[name]}
              onChange={(value) => setFilled((before) => ({ ...before, [name]: value }))}
              autoComplete={name === 'current' ? 'current-password' : 'new-password'}
            />
            {name === 'next' ? (
              <PasswordMeter password={filled.next} about={[member.name, member.number]} />
            ) : null}
          </Field>
        )
      })}
      <Button type="submit" look="primary" pending={change.isPending}>
        {t('password.save')}
      </Button>
    </form>
  )
}
