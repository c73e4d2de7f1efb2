/** What one may do besides one's position, and passing a part of it on for a time. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type GrantView, peopleApi } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, Loading, lastOf, nearDay, SectionHead, TextButton } from '#kit'
import { client } from '#shell/client.ts'
import { GrantDialog, isKnownRole } from '#shell/grant-dialog.tsx'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { useSession } from '#shell/session.ts'

const people = client(peopleApi)

export function MyGrants() {
  const { t } = useTranslation('people')
  const { t: account } = useTranslation('account')
  const say = useSay()
  const language = useLanguage()
  const { member } = useSession()
  const queries = useQueryClient()
  const key = ['grants', member.id]
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => people.grants({ query: { member: member.id, limit: 100 } }, { signal }),
  })
  const [passing, setPassing] = useState<GrantView>()
  if (list.data?.rows.every((row) => row.state !== 'held')) return null
  const done = () => {
    setPassing(undefined)
    void queries.invalidateQueries({ queryKey: key })
  }
  return (
    <section>
      <SectionHead title={account('me.grants')} />
      {list.isError && !list.data ? (
        <ErrorState onRetry={() => void list.refetch()} />
      ) : list.data ? (
        <ul className="session-list">
          {list.data.rows
            .filter((row) => row.state === 'held')
            .map((row) => (
              <li key={row.id}>
                <div>
                  <b>
                    {row.effect === 'deny' ? `${t('grants.deny')}　` : ''}
                    {t('grants.line', {
                      unit: say(row.unit.name),
                      role: isKnownRole(row.role) ? t(`role.${row.role}`) : row.role,
                    })}
                  </b>
                  <p>
                    {row.until
                      ? t('grants.span', {
                          from: nearDay(row.from, language),
                          until: nearDay(lastOf(row.until), language),
                        })
                      : t('grants.from', { from: nearDay(row.from, language) })}
                  </p>
                </div>
                {row.mayPassOn ? (
                  <TextButton onClick={() => setPassing(row)}>{t('grants.pass')}</TextButton>
                ) : (
                  <span />
                )}
              </li>
            ))}
        </ul>
      ) : (
        <Loading rows={2} />
      )}
      {passing ? <GrantDialog passing={passing} onClose={() => setPassing(undefined)} onDone={done} /> : null}
    </section>
  )
}
