/** The frame around every page of a signed-in person: bar at the top, tabs at the bottom on a phone. */
import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar, Icon, type IconName, InkBar, Logo, Mark } from '#kit'
import { Bell } from '../modules/notice/parts/bell.tsx'
import { useSay } from './language.ts'
import { Link } from './links.tsx'
import { useSession, useSite } from './session.ts'
import { LanguageSwitch, LargeSwitch } from './switches.tsx'

/** Decisions end on whatever page their approver is by then. Others do not load it. */
const DecisionBar = lazy(() =>
  import('../modules/process/parts/decision-bar.tsx').then((found) => ({ default: found.DecisionBar })),
)

const places = {
  hall: { to: '/', icon: 'home' },
  cases: { to: '/cases', icon: 'cases' },
  tasks: { to: '/tasks', icon: 'tray' },
  people: { to: '/admin/people', icon: 'people' },
  services: { to: '/admin/services', icon: 'cases' },
  seals: { to: '/admin/seals', icon: 'seal' },
  me: { to: '/me', icon: 'person' },
} as const satisfies Record<string, { to: string; icon: IconName }>
type Place = keyof typeof places

/** Which tab a path belongs to. */
export function placeOf(path: string): Place {
  if (path.startsWith('/cases')) return 'cases'
  if (path.startsWith('/tasks')) return 'tasks'
  if (path.startsWith('/admin/people')) return 'people'
  if (path.startsWith('/admin/services')) return 'services'
  if (path.startsWith('/admin/seals')) return 'seals'
  if (path.startsWith('/me') || path.startsWith('/notices')) return 'me'
  return 'hall'
}

/** After a change of page the reader starts at its text, not at the top bar. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const first = useRef(true)
  useEffect(() => {
    if (path === undefined) return
    if (first.current) first.current = false
    else main.current?.focus({ preventScroll: true })
  }, [path])
  return main
}

function Offline() {
  const { t } = useTranslation('shell')
  const online = useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
  return online ? null : <InkBar>{t('offline')}</InkBar>
}

function TopBar({
  here,
  tabs,
  counts,
}: {
  here: Place
  tabs: readonly Place[]
  counts: Partial<Record<Place, number>>
}) {
  const { t } = useTranslation('shell')
  const say = useSay()
  const site = useSite()
  const { member } = useSession()
  return (
    <header className="bar">
      <Link to="/" className="bar-home">
        <Logo place={site ? say(site.university) : ''} />
      </Link>
      <nav className="nav" aria-label={t('nav.main')}>
        {tabs.map((tab) => (
          <Link key={tab} to={places[tab].to} {...(tab === here ? { 'aria-current': 'page' as const } : {})}>
            {t(`nav.${tab}`)}
            {counts[tab] ? <span className="count">{counts[tab]}</span> : null}
          </Link>
        ))}
      </nav>
      <div className="bar-end">
        {here === 'hall' ? null : (
          <Link to="/hall" className="bar-find">
            <Icon name="search" size="s" />
            {t('find')}
          </Link>
        )}
        <span className="bar-switches">
          <LargeSwitch />
          <LanguageSwitch signedIn />
        </span>
        <Bell />
        <Link to="/me" className="bar-me">
          <Avatar name={member.name} />
          <span className="bar-name">{member.name}</span>
          <span className="sr-only">{t('account.menu')}</span>
        </Link>
      </div>
    </header>
  )
}

const forPeople = ['people-admin', 'corrections', 'auditor'] as const

export function Frame() {
  const { t } = useTranslation(['shell', 'kit'])
  const { t: kit } = useTranslation('kit')
  const { abilities, openTasks, runningCases } = useSession()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const main = useFocusOnNewPage()
  const here = placeOf(path)
  const counts: Partial<Record<Place, number>> = { cases: runningCases, tasks: openTasks }
  const tabs: Place[] = ['hall', 'cases']
  const approver = useRef(false)
  if (abilities.includes('tasks') || openTasks > 0) {
    approver.current = true
    tabs.push('tasks')
  }
  if (forPeople.some((ability) => abilities.includes(ability))) tabs.push('people')
  if (abilities.includes('service-admin')) tabs.push('services')
  if (abilities.includes('seal-admin') || abilities.includes('auditor')) tabs.push('seals')
  const bottom: Place[] = tabs.includes('tasks') ? ['hall', 'cases', 'tasks', 'me'] : ['hall', 'cases', 'me']
  return (
    <>
      <a className="skip" href="#main">
        {kit('skip')}
      </a>
      <TopBar here={here} tabs={tabs} counts={counts} />
      <main id="main" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      <nav className="tabbar" aria-label={t('nav.bottom')}>
        {bottom.map((tab) => (
          <Link key={tab} to={places[tab].to} {...(tab === here ? { 'aria-current': 'page' as const } : {})}>
            <Icon name={places[tab].icon} />
            <span>{tab === 'hall' ? t('nav.hall.short') : t(`nav.${tab}`)}</span>
          </Link>
        ))}
      </nav>
      <Offline />
      {approver.current || here === 'tasks' ? (
        <Suspense>
          <DecisionBar />
        </Suspense>
      ) : null}
    </>
  )
}

/** The quiet frame of pages that anybody may open. */
export function PublicFrame() {
  const { t } = useTranslation('shell')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const site = useSite()
  return (
    <>
      <a className="skip" href="#main">
        {kit('skip')}
      </a>
      <header className="bar bar-public">
        <div className="wrap">
          <Link to="/verify" className="bar-home">
            {site ? <Logo place={t('verify.place', { university: say(site.university) })} /> : <Mark />}
          </Link>
          <div className="bar-end">
            <LanguageSwitch />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}
