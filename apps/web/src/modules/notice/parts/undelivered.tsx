/** For operators: mails and messages that were given up. Nothing is shown while there are none. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, InkBar, Notice, nearTime, SectionHead, StatusMark } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useLanguage } from '#shell/preferences.ts'
import { notice } from '../api.ts'

const key = ['undelivered']

export function UndeliveredNotices() {
  const { t } = useTranslation('notice')
  const { t: kit } = useTranslation('kit')
  const language = useLanguage()
  const queries = useQueryClient()
  const [told, setTold] = useState('')
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => notice.undelivered({ query: { limit: 100 } }, { signal }),
  })
  const again = useCommand(notice.deliverAgain, {
    onOk: () => queries.invalidateQueries({ queryKey: key }),
  })
  const rows = list.data?.rows ?? []
  return (
    <>
      {rows.length === 0 ? null : (
        <section className="undelivered">
          <SectionHead title={t('undelivered.title')} />
          {again.error ? (
            <Notice status="danger">{again.error.problem.title || kit('error.title')}</Notice>
          ) : null}
          <ul className="panel failed-list">
            {rows.map((row) => (
              <li key={row.id}>
                <div>
                  <StatusMark status="danger">{row.caseNumber}</StatusMark>
                  <p>
                    {t('undelivered.line', {
                      channel: t(`settings.${row.channel}`),
                      name: row.to.name,
                      number: row.to.number,
                      n: row.attempts,
                      count: row.attempts,
                      time: nearTime(row.at, language),
                    })}
                  </p>
                  <pre>{row.error}</pre>
                </div>
                <div className="failed-actions">
                  <Button
                    pending={again.isPending && again.variables.params.id === row.id}
                    onClick={() => {
                      again.mutate({ params: { id: row.id } })
                      setTold(t('undelivered.sent', { name: row.to.name }))
                    }}
                  >
                    {t('undelivered.again')}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {told && again.isSuccess ? <InkBar>{told}</InkBar> : null}
    </>
  )
}
