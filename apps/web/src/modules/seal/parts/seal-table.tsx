import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fullTime, Loading, StatusMark } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { seal } from '../api.ts'

/** The seals and how often each was used. */
export function SealTable() {
  const { t } = useTranslation('seal')
  const say = useSay()
  const language = useLanguage()
  const list = useQuery({ queryKey: ['seals'], queryFn: ({ signal }) => seal.seals({}, { signal }) })
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={5} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls a wide table with the arrow keys
    <section className="panel table-scroll" aria-label={t('admin.seals')} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            {(['seal', 'owner', 'code', 'stamps', 'until', 'state'] as const).map((head) => (
              <th key={head} scope="col">
                {t(`admin.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.data.rows.map((row) => (
            <tr key={row.id}>
              <td>
                <b>{say(row.name)}</b>
              </td>
              <td>{say(row.owner)}</td>
              <td>
                <code>{row.code}</code>
              </td>
              <td className="nowrap">{t('admin.stamped', { n: row.stamps, count: row.stamps })}</td>
              <td className="nowrap">{fullTime(row.certificateUntil, language)}</td>
              <td className="nowrap">
                <StatusMark status={row.state === 'active' ? 'done' : 'stopped'}>
                  {t(`admin.${row.state}`)}
                </StatusMark>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
