import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { EmptyState, fullTime, Loading, StatusMark } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { hall } from '../api.ts'

export const versionsQuery = {
  queryKey: ['service-versions'],
  queryFn: ({ signal }: { signal: AbortSignal }) => hall.serviceVersions({}, { signal }),
}

/** Every deployed version; running cases keep theirs to the end. */
export function Versions() {
  const { t } = useTranslation('process')
  const say = useSay()
  const language = useLanguage()
  const list = useQuery(versionsQuery)
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={8} />
  if (list.data.rows.length === 0) return <EmptyState drawing="page" title={t('admin.versions.none')} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="panel table-scroll" aria-label={t('admin.versions')} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('admin.service')}</th>
            <th scope="col">{t('admin.version')}</th>
            <th scope="col">{t('admin.deployed')}</th>
            <th scope="col">{t('admin.fingerprint')}</th>
            <th scope="col" className="number">
              {t('admin.cases')}
            </th>
          </tr>
        </thead>
        <tbody>
          {list.data.rows.flatMap((service) =>
            service.versions.map((version, index) => (
              <tr key={`${service.id}-${version.version}`}>
                <td>{index === 0 ? <b>{say(service.name)}</b> : null}</td>
                <td className="nowrap">
                  {version.version}
                  {version.current ? (
                    <span className="version-mark">
                      <StatusMark status="done">{t('admin.current')}</StatusMark>
                    </span>
                  ) : null}
                </td>
                <td className="nowrap">{fullTime(version.deployedAt, language)}</td>
                <td>
                  <code>{version.hash.slice(0, 12)}</code>
                </td>
                <td className="number">{version.running}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  )
}
