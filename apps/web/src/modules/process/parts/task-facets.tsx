import type { TaskCounts } from '@yizhan/contracts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusShape } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import type { TaskSearch } from '#shell/search.ts'

type FacetProps = { search: TaskSearch; on: boolean; count?: number; children: ReactNode }

function Facet({ search, on, count, children }: FacetProps) {
  return (
    <Link
      to="/tasks"
      search={search}
      {...(on ? { 'aria-current': 'true' as const } : {})}
      activeProps={{}}
      className="facet"
    >
      {children}
      {count === undefined ? null : <span>{count}</span>}
    </Link>
  )
}

/** The left pane: whose, how urgent, which service. */
export function TaskFacets({ counts, search }: { counts: TaskCounts | undefined; search: TaskSearch }) {
  const { t } = useTranslation('process')
  const say = useSay()
  const mine = search.list === undefined
  const number = (value: number | undefined) => (value === undefined ? {} : { count: value })
  return (
    <nav className="facets" aria-label={t('tasks.lists')}>
      <h2>{t('tasks.due')}</h2>
      <Facet search={{}} on={mine && !search.due && !search.service} {...number(counts?.mine)}>
        {t('tasks.mine')}
      </Facet>
      <Facet search={{ due: 'today' }} on={mine && search.due === 'today'} {...number(counts?.dueToday)}>
        <StatusShape status="wait" />
        {t('tasks.today')}
      </Facet>
      <Facet search={{ due: 'overdue' }} on={mine && search.due === 'overdue'} {...number(counts?.overdue)}>
        <StatusShape status="danger" />
        {t('tasks.overdue')}
      </Facet>
      {counts && counts.services.length > 0 ? (
        <>
          <h2>{t('tasks.services')}</h2>
          {counts.services.map((service) => (
            <Facet
              key={service.id}
              search={{ service: service.id }}
              on={mine && search.service === service.id}
              count={service.open}
            >
              {say(service.name)}
            </Facet>
          ))}
        </>
      ) : null}
      <h2>{t('tasks.whose')}</h2>
      <Facet search={{ list: 'unit' }} on={search.list === 'unit'} {...number(counts?.unit)}>
        {t('tasks.unit')}
      </Facet>
      <Facet search={{ list: 'done' }} on={search.list === 'done'} {...number(counts?.done)}>
        {t('tasks.done')}
      </Facet>
    </nav>
  )
}
