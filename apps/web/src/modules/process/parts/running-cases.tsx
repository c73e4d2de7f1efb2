import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { OkOf, processApi } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState, Loading, nearTime, SelectInput, StatusMark, type StatusName } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { process } from '../api.ts'
import { versionsQuery } from './versions.tsx'

type RunningCase = OkOf<typeof processApi.runningCases>['rows'][number]

const shapes: Record<RunningCase['status'], StatusName> = {
  running: 'active',
  returned: 'wait',
  supplement: 'wait',
  finished: 'done',
  refused: 'danger',
  withdrawn: 'stopped',
  failed: 'danger',
}

function Filter({
  service,
  onPick,
}: {
  service: string | undefined
  onPick: (service: string | undefined) => void
}) {
  const { t } = useTranslation('process')
  const say = useSay()
  const services = useQuery(versionsQuery)
  return (
    <div className="running-filter">
      <SelectInput
        aria-label={t('admin.filter')}
        value={service}
        onChange={onPick}
        clearable
        placeholder={t('admin.filter.all')}
        options={(services.data?.rows ?? []).map((row) => ({ value: row.id, label: say(row.name) }))}
      />
    </div>
  )
}

function Table({ rows }: { rows: readonly RunningCase[] }) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  return (
    <div className="panel table-scroll">
      <table className="table">
        <thead>
          <tr>
            {(['case', 'version', 'status', 'step', 'holders', 'since'] as const).map((head) => (
              <th key={head} scope="col">
                {t(`admin.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.caseId}>
              <td className="nowrap">
                <Link to="/cases/$id" params={{ id: row.caseId }}>
                  {row.caseNumber}
                </Link>
              </td>
              <td>{row.version}</td>
              <td className="nowrap">
                <StatusMark status={shapes[row.status]}>{t(`status.${row.status}`)}</StatusMark>
              </td>
              <td>{row.step ? say(row.step) : ''}</td>
              <td>{row.holders.join(kit('and'))}</td>
              <td className="nowrap">{nearTime(row.since, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function RunningCases() {
  const { t } = useTranslation('process')
  const [service, setService] = useState<string>()
  const list = useInfiniteQuery({
    queryKey: ['running-cases', service ?? ''],
    queryFn: ({ pageParam, signal }) =>
      process.runningCases(
        { query: { service, limit: 50, ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <Filter service={service} onPick={setService} />
      {list.isError && !list.data ? (
        <Problem error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={8} />
      ) : rows.length === 0 ? (
        <EmptyState drawing="tray" title={t('admin.running.none')} />
      ) : (
        <Table rows={rows} />
      )}
      {list.hasNextPage ? (
        <p className="list-more">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('tasks.more')}
          </Button>
        </p>
      ) : null}
    </>
  )
}
