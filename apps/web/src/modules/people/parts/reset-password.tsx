/** A one-time password for somebody who forgot theirs; it is shown once. */
import { accountApi } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Dialog, Notice } from '#kit'
import { client } from '#shell/client.ts'
import { useCommand } from '#shell/command.ts'

const account = client(accountApi)

export function ResetPassword({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const [asking, setAsking] = useState(false)
  const reset = useCommand(account.resetPassword)
  const close = () => {
    setAsking(false)
    reset.reset()
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('member.reset')}</Button>
      <Dialog
        open={asking}
        title={t('member.reset.ask', { name })}
        onClose={close}
        actions={
          reset.data ? (
            <Button onClick={close}>{kit('close')}</Button>
          ) : (
            <>
              <Button
                look="danger"
                pending={reset.isPending}
                onClick={() => reset.mutate({ params: { id } })}
              >
                {t('member.reset.do')}
              </Button>
              <Button onClick={close}>{kit('cancel')}</Button>
            </>
          )
        }
      >
        {reset.error ? (
          <Notice status="danger">
            <b>{reset.error.problem.title || kit('error.title')}</b>
            {reset.error.problem.next ? <p>{reset.error.problem.next}</p> : null}
          </Notice>
        ) : null}
        {reset.data ? (
          <Notice status="done">
            <b className="one-time">{t('member.reset.done', { password: reset.data.password })}</b>
            <p>{t('member.reset.note')}</p>
          </Notice>
        ) : (
          <p>{t('member.reset.body')}</p>
        )}
      </Dialog>
    </>
  )
}
