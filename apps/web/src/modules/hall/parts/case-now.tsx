/** Who has it now, by when, and what comes next: the three things one opens a case for. */
import type { CaseDetail } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { Avatar, nearDay, nearTime, PromiseDays, promisedDay, StatusMark } from '#kit'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { useSession } from '#shell/session.ts'
import { Documents } from './case-side.tsx'
import { ended, shapeOf, waitsForApplicant, wordOf } from './status.ts'

function Who({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  const { member } = useSession()
  const [holder, ...others] = detail.holders
  if (ended(detail.case)) {
    return <StatusMark status={shapeOf(detail.case)}>{t(`status.${wordOf(detail.case)}`)}</StatusMark>
  }
  if (waitsForApplicant(detail.case)) {
    return (
      <div className="who">
        <Avatar name={member.name} large />
        <div>
          <strong>{t('case.who.you')}</strong>
          <p>{t(`status.${detail.case.status}`)}</p>
        </div>
      </div>
    )
  }
  if (!holder) return <strong>{t('case.who.system')}</strong>
  return (
    <>
      <div className="who">
        <Avatar name={holder.name} large />
        <div>
          <strong>{holder.name}</strong>
          <p>{holder.unit ? say(holder.unit) : ''}</p>
        </div>
      </div>
      <p className="who-since">
        {t('case.who.since', { time: nearTime(holder.since, language) })}
        {others.length > 0 ? (
          <>
            <br />
            {t('case.who.more', {
              names: others
                .slice(0, 3)
                .map((one) => one.name)
                .join(kit('and')),
            })}
          </>
        ) : null}
      </p>
    </>
  )
}

function Promised({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const language = useLanguage()
  const { promised } = detail
  if (ended(detail.case)) {
    return (
      <>
        <strong>{detail.case.endedAt ? nearTime(detail.case.endedAt, language) : ''}</strong>
        <p>{t('case.ended.took', { day: nearDay(detail.case.appliedAt, language) })}</p>
      </>
    )
  }
  if (!promised) return <strong>{t('case.promise.none')}</strong>
  const left = promised.workingDaysLeft
  return (
    <>
      <strong>{t('case.promise.by', { day: promisedDay(promised.on, language) })}</strong>
      <p>
        {left > 0
          ? t('case.promise.left', { n: left, count: left })
          : left === 0
            ? t('case.promise.today')
            : t('case.promise.over', { n: -left, count: -left })}
      </p>
      <PromiseDays days={promised.days} promised={promised.on} left={Math.max(0, left)} language={language} />
    </>
  )
}

export function CaseNow({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  return (
    <section className="panel case-now" aria-label={t('case.who')}>
      <div>
        <h2>{ended(detail.case) ? t('case.result') : t('case.who')}</h2>
        <Who detail={detail} />
      </div>
      <div>
        <h2>{ended(detail.case) ? t('case.ended') : t('case.promise')}</h2>
        <Promised detail={detail} />
      </div>
      <div>
        <h2>{detail.documents.length > 0 ? t('case.documents') : t('case.next')}</h2>
        {detail.documents.length > 0 ? (
          <Documents documents={detail.documents} />
        ) : (
          <p className="case-next">{say(detail.next)}</p>
        )}
      </div>
    </section>
  )
}
