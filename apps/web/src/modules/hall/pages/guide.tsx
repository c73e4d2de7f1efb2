import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Guide } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { FactList, Notice, nearTime, promisedDay, VerticalLine } from '#kit'
import { useSay } from '#shell/language.ts'
import { ButtonLink, Link } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Resource } from '#shell/resource.tsx'
import { hall } from '../api.ts'
import { formQuery } from '../parts/form-query.ts'
import { fieldCount } from '../parts/form-shape.ts'
import { ServiceColumns, ServiceHead } from '../parts/service-head.tsx'

const lines = (texts: readonly string[]) => texts.map((text) => <div key={text}>{text}</div>)

function Facts({ guide }: { guide: Guide }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const phone = guide.contact.phone
  const rows = [
    ['who', say(guide.who)],
    ['duration', say(guide.duration)],
    ['fee', say(guide.fee)],
    ['needs', guide.needs.length === 0 ? t('guide.needs.none') : lines(guide.needs.map(say))],
    ['decides', say(guide.decides)],
    ['result', say(guide.result)],
  ] as const
  return (
    <>
      <FactList facts={rows.map(([key, text]) => ({ key, term: t(`guide.${key}`), text }))} />
      <h2>{t('guide.steps')}</h2>
      <VerticalLine
        stops={guide.steps.map((step) => ({
          key: step.name.zh,
          title: say(step.name),
          ...(step.note ? { note: say(step.note) } : {}),
        }))}
      />
      <p>
        {t('guide.contact', { name: say(guide.contact.name) })}
        {guide.contact.place ? `${kit('comma')}${say(guide.contact.place)}` : ''}
        {phone ? (
          <>
            {kit('comma')}
            <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>
          </>
        ) : null}
      </p>
    </>
  )
}

function Start({ guide }: { guide: Guide }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  const language = useLanguage()
  const id = guide.service.id
  const form = useQuery({ ...formQuery(id), enabled: !guide.notForMe })
  const draft = form.data?.draft
  const filled = form.data ? Object.keys(form.data.prefilled).length : 0
  const promise = form.data?.promisedOn
  if (guide.notForMe) {
    return (
      <section className="panel service-panel">
        <h2>{t('guide.start.title')}</h2>
        <Notice
          status="wait"
          action={
            <Link to="/hall" search={{ category: guide.service.category }}>
              {t('guide.other')}
            </Link>
          }
        >
          {say(guide.notForMe)}
        </Notice>
      </section>
    )
  }
  return (
    <section className="panel service-panel guide-start">
      <h2>{t('guide.start.title')}</h2>
      <p>{t('guide.start.lead')}</p>
      {form.data ? (
        <Notice status="done">{t('guide.prefilled', { all: fieldCount(form.data), filled })}</Notice>
      ) : null}
      {draft ? (
        <Notice status="active">{t('guide.draft', { time: nearTime(draft.savedAt, language) })}</Notice>
      ) : null}
      <div className="bottom-actions">
        <ButtonLink look="primary" size="large" to="/services/$id/apply" params={{ id }}>
          {draft ? t('guide.continue') : t('guide.start')}
        </ButtonLink>
      </div>
      <ul className="guide-promises">
        <li>
          {guide.promisedDays === 0 || !promise
            ? guide.promisedDays === 0
              ? t('guide.promise.now')
              : say(guide.duration)
            : t('guide.promise', { day: promisedDay(promise, language) })}
        </li>
        {guide.tripsSaved > 0 ? <li>{t('guide.trips', { count: guide.tripsSaved })}</li> : null}
        {guide.rating ? (
          <li>{t('guide.rating', { mean: guide.rating.mean.toFixed(1), count: guide.rating.count })}</li>
        ) : null}
      </ul>
      {guide.notes.length > 0 ? (
        <>
          <h3>{t('guide.notes')}</h3>
          <ul className="guide-notes">
            {guide.notes.map((note) => (
              <li key={note.zh}>{say(note)}</li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  )
}

export function GuidePage() {
  const { id } = useParams({ from: '/signed-in/framed/services/$id' })
  const say = useSay()
  const { t } = useTranslation('hall')
  const guide = useQuery({
    queryKey: ['guide', id],
    queryFn: ({ signal }) => hall.guide({ params: { id } }, { signal }),
  })
  useTitle(guide.data ? say(guide.data.service.name) : undefined)
  return (
    <Resource query={guide}>
      {(data) => (
        <>
          <ServiceHead
            service={data.service}
            trail={
              <Link to="/hall" search={{ category: data.service.category }}>
                {say(data.owner) || t('home.all')}
              </Link>
            }
          />
          <ServiceColumns facts={<Facts guide={data} />}>
            <Start guide={data} />
          </ServiceColumns>
        </>
      )}
    </Resource>
  )
}
