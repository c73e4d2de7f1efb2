import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ErrorState, Loading, nearTime, StatusMark, TextButton } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useLanguage } from '#shell/preferences.ts'
import { account } from '#shell/session.ts'

const key = ['sessions']

/** Where one is signed in; each device but this one can be signed out from here. */
export function MySessions() {
  const { t } = useTranslation('account')
  const language = useLanguage()
  const queries = useQueryClient()
  const list = useQuery({ queryKey: key, queryFn: ({ signal }) => account.sessions({}, { signal }) })
  const revoke = useCommand(account.revokeSession, {
    onOk: () => queries.invalidateQueries({ queryKey: key }),
  })
  if (list.isError && !list.data) return <ErrorState onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={2} />
  return (
    <ul className="session-list">
      {list.data.rows.map((one) => (
        <li key={one.id}>
          <div>
            <b>{one.device}</b>
            <p>
              {t('me.sessions.line', {
                source: one.source,
                seen: nearTime(one.lastSeenAt, language),
                started: nearTime(one.startedAt, language),
              })}
            </p>
          </div>
          {one.current ? (
            <StatusMark status="done">{t('me.sessions.here')}</StatusMark>
          ) : (
            <TextButton disabled={revoke.isPending} onClick={() => revoke.mutate({ params: { id: one.id } })}>
              {t('me.sessions.end')}
            </TextButton>
          )}
        </li>
      ))}
    </ul>
  )
}
