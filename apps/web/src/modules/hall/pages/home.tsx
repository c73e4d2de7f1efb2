import { useQuery } from '@tanstack/react-query'
import type { CategoryCard, Home, ServiceCard } from '@yizhan/contracts'
import { useTranslation } from 'react-i18next'
import { almanac, DotLeaderList, Icon, SectionHead, StatusShape } from '#kit'
import { useSay } from '#shell/language.ts'
import { Link } from '#shell/links.tsx'
import { useTitle } from '#shell/page.tsx'
import { useLanguage } from '#shell/preferences.ts'
import { Resource } from '#shell/resource.tsx'
import { useSession } from '#shell/session.ts'
import { hall } from '../api.ts'
import { CaseRow } from '../parts/case-row.tsx'
import { iconOf } from '../parts/category-icon.ts'
import { FindService } from '../parts/find-service.tsx'
import { waitsForApplicant } from '../parts/status.ts'
import './home.css'

export const homeQuery = {
  queryKey: ['home'],
  queryFn: ({ signal }: { signal: AbortSignal }) => hall.home({}, { signal }),
}

function ServiceWords({ title, services }: { title: string; services: readonly ServiceCard[] }) {
  const say = useSay()
  if (services.length === 0) return null
  return (
    <div className="often">
      <span>{title}</span>
      <ul>
        {services.slice(0, 6).map((service) => (
          <li key={service.id}>
            <Link to="/services/$id" params={{ id: service.id }}>
              {say(service.short)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Big keys for a thumb; they stand in place of the line of words on a phone. */
function Quick({ services }: { services: readonly ServiceCard[] }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  return (
    <nav className="quick" aria-label={t('home.popular')}>
      {services.slice(0, 3).map((service) => (
        <Link key={service.id} to="/services/$id" params={{ id: service.id }}>
          <Icon name={iconOf(service.category)} size="l" />
          {say(service.short)}
        </Link>
      ))}
      <Link to="/hall">
        <Icon name="dots" size="l" />
        {t('home.all')}
      </Link>
    </nav>
  )
}

function Almanac({ today }: { today: string }) {
  const { t } = useTranslation('hall')
  const language = useLanguage()
  const { openTasks } = useSession()
  const { day, weekday } = almanac(today, language)
  return (
    <aside className="almanac">
      <b>{day}</b>
      {weekday}
      <br />
      {openTasks > 0 ? <Link to="/tasks">{t('home.tasks', { n: openTasks })}</Link> : t('home.tasks.none')}
    </aside>
  )
}

function Recommended({ services }: { services: Home['recommended'] }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  return (
    <section>
      <SectionHead title={t('home.recommended')} />
      {services.length === 0 ? <p className="muted">{t('home.recommended.none')}</p> : null}
      <ul className="recommended">
        {services.map((service) => (
          <li key={service.id}>
            <Link to="/services/$id" params={{ id: service.id }}>
              <Icon name={iconOf(service.category)} />
              <b>{say(service.name)}</b>
              <Icon name="right" size="s" />
              <span>{say(service.reason)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

const shown = 4

/** What waits for the reader comes first; the rest is one tap away. */
function foremost(rows: Home['running']): Home['running'] {
  return rows.toSorted((a, b) => Number(waitsForApplicant(b)) - Number(waitsForApplicant(a))).slice(0, shown)
}

function Running({ home }: { home: Home }) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const mine = home.running.filter(waitsForApplicant).length
  const n = home.running.length
  const unrated = home.finished.find((row) => row.status === 'finished' && !row.rated)
  const note =
    n === 0 ? undefined : mine > 0 ? t('home.running.yours', { n, mine }) : t('home.running.note', { n })
  return (
    <section>
      <SectionHead
        title={t('home.running')}
        note={note}
        more={<Link to="/cases">{t('home.running.all')}</Link>}
      />
      <div className="panel">
        {n === 0 ? <p className="running-none">{t('home.running.none')}</p> : null}
        {foremost(home.running).map((row) => (
          <CaseRow key={row.id} row={row} />
        ))}
        {home.finished.length > 0 ? (
          <p className="finished">
            <StatusShape status="done" />
            <span>
              {t('home.finished')}
              {home.finished.slice(0, 3).map((row, index) => (
                <span key={row.id}>
                  {index > 0 ? kit('and') : ''}
                  <Link to="/cases/$id" params={{ id: row.id }}>
                    {say(row.service.short)}
                  </Link>
                </span>
              ))}
            </span>
            {unrated ? (
              <Link to="/cases/$id" params={{ id: unrated.id }} hash="rate">
                {t('home.rate')}
              </Link>
            ) : null}
          </p>
        ) : null}
      </div>
    </section>
  )
}

function Contents({ categories }: { categories: readonly CategoryCard[] }) {
  const { t } = useTranslation('hall')
  const say = useSay()
  // A category whose services are still on paper would lead to an empty page.
  const open = categories.filter((category) => category.services > 0)
  const groups = Map.groupBy(open, (category) => category.head.zh)
  const services = open.reduce((sum, category) => sum + category.services, 0)
  return (
    <section className="wrap">
      <div className="contents">
        <SectionHead
          title={t('home.categories')}
          note={t('home.categories.note', { categories: open.length, services })}
          more={<Link to="/hall">{t('home.all')}</Link>}
        />
        <div className="contents-columns">
          {[...groups.values()].map((group) => (
            <div key={group[0]?.head.zh}>
              <h3>{group[0] ? say(group[0].head) : ''}</h3>
              <DotLeaderList
                entries={group.map((category) => ({
                  key: category.id,
                  title: (
                    <Link to="/hall" search={{ category: category.id }} className="plain">
                      {say(category.name)}
                    </Link>
                  ),
                  end: t('home.count', { n: category.services }),
                }))}
              />
            </div>
          ))}
        </div>
      </div>
    </section>
  )
}

function HomeOf({ home }: { home: Home }) {
  const { t } = useTranslation('hall')
  return (
    <>
      <section className="hall-top">
        <div className="wrap">
          <div>
            <h1>{home.greeting ? t('home.greeting', { name: home.greeting }) : t('home.greeting.plain')}</h1>
            <FindService />
            <ServiceWords title={t('home.popular')} services={home.popular} />
            <ServiceWords title={t('home.recent')} services={home.recent} />
            <Quick services={home.popular} />
          </div>
          <Almanac today={home.today} />
        </div>
      </section>
      <div className="wrap hall-middle">
        <Recommended services={home.recommended} />
        <Running home={home} />
      </div>
      <Contents categories={home.categories} />
    </>
  )
}

export function HomePage() {
  const { t } = useTranslation('hall')
  useTitle(t('home.title'))
  const home = useQuery(homeQuery)
  return <Resource query={home}>{(data) => <HomeOf home={data} />}</Resource>
}
