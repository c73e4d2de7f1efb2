import type { CaseRow as Row } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { daysLeft, LineProgress, nearDay, progressStops, promisedDay, StatusMark } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { ended, shapeOf, wordOf } from './status.ts'
import './case-row.css'

/** Who has it, or how it ended, in a few words. */
export function useStanding(): (row: Row) => string {
  const { t } = useTranslation('hall')
  const say = useSay()
  return (row) => {
    if (row.status !== 'running') return t(`status.${wordOf(row)}`)
    const step = row.step ? say(row.step) : ''
    const holder = row.holders[0] ?? ''
    if (step && holder) return `${holder}　${step}`
    return holder || step || t('status.running')
  }
}

function Deadline({ row }: { row: Row }) {
  const { t } = useTranslation('hall')
  const language = useLanguage()
  if (ended(row)) {
    return row.endedAt ? <span>{t('row.ended', { day: nearDay(row.endedAt, language) })}</span> : null
  }
  if (!row.promisedOn) return null
  const left = daysLeft(row.promisedOn)
  const words =
    left > 0
      ? t('row.left', { n: left, count: left })
      : left === 0
        ? t('row.today')
        : t('row.over', { n: -left, count: -left })
  return (
    <>
      <span>{t('row.by', { day: promisedDay(row.promisedOn, language) })}</span>
      <b className={left < 0 ? 'over' : ''}>{words}</b>
    </>
  )
}

/** One case in a list: name and number, who has it, the small line, by when. */
export function CaseRow({ row }: { row: Row }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const standing = useStanding()
  const over = ended(row)
  const broken = over && wordOf(row) !== 'finished'
  return (
    <Link to="/cases/$id" params={{ id: row.id }} className="case-row">
      <span className="case-row-name">
        {say(row.service.name)}
        <small>{row.number}</small>
      </span>
      <span className="case-row-who">
        <StatusMark status={shapeOf(row)}>{standing(row)}</StatusMark>
      </span>
      <LineProgress
        label={t('row.line', { all: row.stops, n: Math.min(row.passed + 1, row.stops) })}
        stops={progressStops(row.passed, row.stops, over, broken)}
      />
      <span className="case-row-when">
        <Deadline row={row} />
      </span>
    </Link>
  )
}
