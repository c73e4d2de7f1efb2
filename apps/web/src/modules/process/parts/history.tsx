/** 经过: the append-only history in words, newest first. */
import type { HistoryLine } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { fullTime, nearTime, Timeline, type TimelineEntry } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { useSession } from '#shell/session.ts'

const small = new Set<HistoryLine['kind']>([
  'task-opened',
  'handed-over',
  'handed-to-nobody',
  'sought-again',
  'service-done',
  'service-retried',
  'finished',
  'finished-without',
  'rated',
])
const bad = new Set<HistoryLine['kind']>(['refused', 'service-failed', 'document-withdrawn'])
/** Lines that tell at which step somebody acted. */
const atStep = new Set<HistoryLine['kind']>(['approved', 'returned', 'refused', 'supplement-asked'])

export function HistoryTimeline({ lines, over }: { lines: readonly HistoryLine[]; over: boolean }) {
  const { t } = useTranslation('process')
  const say = useSay()
  const language = useLanguage()
  const { member } = useSession()
  if (lines.length === 0) return <p className="muted">{t('history.none')}</p>
  const newest = [...lines].sort((a, b) => b.seq - a.seq)
  const entries = newest.map((line, index): TimelineEntry => {
    const who = line.by?.id === member.id ? t('history.you') : (line.by?.name ?? t('history.somebody'))
    const step = line.step ? say(line.step) : ''
    const words = t(`history.${line.kind}`, {
      who,
      step,
      document: line.document ? say(line.document) : '',
      stars: line.stars ?? 0,
    })
    const weight = bad.has(line.kind)
      ? 'danger'
      : index === 0 && !over
        ? 'now'
        : small.has(line.kind)
          ? 'small'
          : 'plain'
    return {
      key: `${line.seq}`,
      time: nearTime(line.at, language),
      dateTime: line.at,
      title: small.has(line.kind) ? (
        <span title={fullTime(line.at, language)}>{words}</span>
      ) : (
        <b title={fullTime(line.at, language)}>
          {words}
          {step && atStep.has(line.kind) ? t('history.step', { step }) : ''}
        </b>
      ),
      ...(line.opinion ? { quote: line.opinion } : {}),
      weight,
    }
  })
  return <Timeline entries={entries} />
}
