/** Names and places that a unit had, the latest first: renames and merges are history, not corrections. */
import { useQuery } from '@tanstack/react-query'
import type { UnitChange } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { ErrorState, Loading, nearDay, Timeline, type TimelineEntry } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { people } from '../api.ts'

export function UnitHistory({ unit }: { unit: string }) {
  const { t } = useTranslation('people')
  const say = useSay()
  const language = useLanguage()
  const list = useQuery({
    queryKey: ['unit-history', unit],
    queryFn: ({ signal }) => people.unitHistory({ params: { id: unit } }, { signal }),
  })
  if (list.isError && !list.data) return <ErrorState onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={3} />
  if (list.data.rows.length === 0) return <p className="muted">{t('unit.history.none')}</p>
  const entry = (change: UnitChange): TimelineEntry => {
    const before =
      change.what === 'moved' && change.before?.parent
        ? say(change.before.parent)
        : change.before
          ? say(change.before.name)
          : ''
    const into = change.after.mergedInto ? say(change.after.mergedInto) : ''
    return {
      key: change.id,
      time: nearDay(change.at, language),
      dateTime: change.at,
      title: (
        <b>
          {say(change.unit)}　{t(`unit.${change.what}`, { before, into })}
        </b>
      ),
      ...(change.reason ? { quote: change.reason } : {}),
      weight: 'plain',
    }
  }
  return <Timeline entries={list.data.rows.map(entry)} />
}
