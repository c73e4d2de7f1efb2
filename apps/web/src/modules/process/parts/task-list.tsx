import type { TaskRow } from '@yizhan/contracts'
import { Fragment, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, dueText, isPast, isToday, nearTime } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useLanguage } from '#shell/preferences.ts'
import type { TaskSearch } from '#shell/search.ts'

export type Group = 'overdue' | 'today' | 'later' | 'none' | 'done'

export function groupOf(row: TaskRow): Group {
  if (row.state === 'done' || row.state === 'cancelled') return 'done'
  if (!row.dueAt) return 'none'
  if (isPast(row.dueAt)) return 'overdue'
  return isToday(row.dueAt) ? 'today' : 'later'
}

function Row({ row, open, search }: { row: TaskRow; open: boolean; search: TaskSearch }) {
  const { t } = useTranslation('process')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (open) link.current?.scrollIntoView?.({ block: 'nearest' })
  }, [open])
  const when = row.doneAt ? nearTime(row.doneAt, language) : row.dueAt ? dueText(row.dueAt, language) : ''
  const end =
    row.outcome !== undefined
      ? t(`outcome.${row.outcome}`)
      : row.state === 'waiting-applicant'
        ? t('tasks.waiting')
        : row.flags > 0
          ? t('tasks.flags', { n: row.flags })
          : t('tasks.clear')
  return (
    <Link
      ref={link}
      to="/tasks/$id"
      params={{ id: row.id }}
      search={search}
      className={open ? 'task-row open' : 'task-row'}
      {...(open ? { 'aria-current': 'true' as const } : {})}
    >
      <b>{row.applicant.name}</b>
      <span className="task-row-service">{say(row.service)}</span>
      <span className="task-row-when">{when}</span>
      <span className="task-row-words">
        {[row.applicant.unit ? say(row.applicant.unit) : '', row.summary].filter(Boolean).join(kit('comma'))}
      </span>
      <span className={row.flags > 0 && row.outcome === undefined ? 'task-row-end look' : 'task-row-end'}>
        {end}
      </span>
    </Link>
  )
}

type Props = {
  rows: readonly TaskRow[]
  openId: string | undefined
  search: TaskSearch
  more: (() => void) | undefined
  loadingMore: boolean
}

/** Two-line rows under their day; the open one carries the line at its left. */
export function TaskList({ rows, openId, search, more, loadingMore }: Props) {
  const { t } = useTranslation('process')
  const groups = Map.groupBy(rows, groupOf)
  return (
    <div className="task-rows">
      {[...groups].map(([group, inside]) => (
        <Fragment key={group}>
          <h2 className="task-group">
            {t(`tasks.group.${group}`)}
            <span>{inside.length}</span>
          </h2>
          <ul>
            {inside.map((row) => (
              <li key={row.id}>
                <Row row={row} open={row.id === openId} search={search} />
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
      {more ? (
        <p className="list-more">
          <Button size="small" pending={loadingMore} onClick={more}>
            {t('tasks.more')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
