/** How much was applied for and finished lately, drawn, with its numbers and how they are counted one click away. */
import { useQuery } from '@tanstack/react-query'
import type { ServiceFigures } from '@yizhan/contracts'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BarChart, EmptyState, type Language, Loading, plainDate, SectionHead, TextButton } from '#kit'
import { themeInUse, useLanguage, usePreferences } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { useNarrow } from '../../hall/parts/narrow.ts'
import { hall } from '../api.ts'

const figuresQuery = {
  queryKey: ['service-figures'],
  queryFn: ({ signal }: { signal: AbortSignal }) => hall.serviceFigures({}, { signal }),
}
/** A phone draws the last two weeks, wide enough to be read. */
const onPhone = 14

const dayOf = (on: string, language: Language) => {
  const [, month, day] = on.split('-').map(Number)
  return language === 'en' ? `${day}/${month}` : `${month}-${day}`
}

/** Hours while they are few, then days; one decimal where it says something. */
function useSpan(): (hours: number) => string {
  const { t } = useTranslation('process')
  return (hours) => {
    if (hours < 1) return t('figures.minutes', { n: Math.max(1, Math.round(hours * 60)) })
    const days = hours >= 48
    const value = days ? hours / 24 : hours
    return t(days ? 'figures.days' : 'figures.hours', {
      n: value < 10 ? Math.round(value * 10) / 10 : Math.round(value),
    })
  }
}

function Numbers({ days }: { days: ServiceFigures['days'] }) {
  const { t } = useTranslation('process')
  const language = useLanguage()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" aria-label={t('figures.table')} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('figures.day')}</th>
            <th scope="col" className="number">
              {t('figures.applied')}
            </th>
            <th scope="col" className="number">
              {t('figures.finished')}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.on}>
              <td>{plainDate(day.on, language)}</td>
              <td className="number">{day.applied}</td>
              <td className="number">{day.finished}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Drawn({ figures }: { figures: ServiceFigures }) {
  const { t } = useTranslation('process')
  const language = useLanguage()
  const theme = themeInUse(usePreferences())
  const narrow = useNarrow()
  const span = useSpan()
  const [numbers, setNumbers] = useState(false)
  const [how, setHow] = useState(false)
  const days = narrow ? figures.days.slice(-onPhone) : figures.days
  const bars = useMemo(
    () => days.map((day) => ({ name: dayOf(day.on, language), whole: day.applied, part: day.finished })),
    [days, language],
  )
  const sum = days.reduce((all, day) => all + day.applied, 0)
  const title = t('figures.title', { n: days.length })
  const more = (
    <>
      <TextButton aria-pressed={numbers} onClick={() => setNumbers(!numbers)}>
        {numbers ? t('figures.chart') : t('figures.table')}
      </TextButton>
      <TextButton aria-pressed={how} onClick={() => setHow(!how)}>
        {t('figures.how')}
      </TextButton>
    </>
  )
  return (
    <section className="panel figures">
      <SectionHead title={title} note={t('figures.sum', { n: sum })} more={more} />
      {how ? <p className="small muted">{t('figures.how.body')}</p> : null}
      {numbers ? (
        <Numbers days={days} />
      ) : (
        <BarChart bars={bars} label={`${title}，${t('figures.sum', { n: sum })}`} theme={theme} />
      )}
      <p className="figures-key small">
        <i className="solid" />
        {t('figures.finished')}
        <i className="pale" />
        {t('figures.open')}
      </p>
      <p>
        {figures.hours
          ? t('figures.took', {
              n: figures.finished,
              half: span(figures.hours.half),
              most: span(figures.hours.most),
            })
          : t('figures.took.none')}
      </p>
    </section>
  )
}

export function Figures() {
  const { t } = useTranslation('process')
  const figures = useQuery(figuresQuery)
  if (figures.isError && !figures.data)
    return <Problem error={figures.error} onRetry={() => void figures.refetch()} />
  if (!figures.data) return <Loading rows={6} />
  if (figures.data.days.every((day) => day.applied === 0))
    return <EmptyState drawing="line" title={t('figures.none')} />
  return <Drawn figures={figures.data} />
}
