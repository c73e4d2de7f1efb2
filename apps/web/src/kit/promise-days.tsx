import { useTranslation } from 'react-i18next'
import { campusToday, type Language, promisedDay, weekday } from './dates.ts'

type Day = { readonly on: string; readonly working: boolean }
const most = 7

/** The days until the promised answer: behind, today, ahead, and the promised one. */
export function PromiseDays({
  days,
  promised,
  left,
  language,
}: {
  days: readonly Day[]
  promised: string
  left: number
  language: Language
}) {
  const { t } = useTranslation('kit')
  const today = campusToday()
  const working = days.filter((day) => day.working || day.on === today)
  const around = Math.max(0, working.findIndex((day) => day.on >= today) - 1)
  const from = Math.max(0, Math.min(around, working.length - most))
  // A far promise shows the days at hand, a gap, and the promised day itself.
  const far = working.length - from > most
  const shown = far ? working.slice(from, from + most - 2) : working.slice(from)
  const end = far ? working.at(-1) : undefined
  return (
    <ol className="promise-days" aria-label={t('days.label', { left })}>
      {shown.map((day) => {
        const state =
          day.on === promised ? 'end' : day.on === today ? 'today' : day.on < today ? 'past' : 'ahead'
        return (
          <li key={day.on} className={state}>
            {day.on === today ? t('days.today') : weekday(day.on, language)}
          </li>
        )
      })}
      {end ? (
        <>
          <li className="gap" aria-hidden="true">
            …
          </li>
          <li className="end">{promisedDay(end.on, language).replace(/（.*/, '')}</li>
        </>
      ) : null}
    </ol>
  )
}
