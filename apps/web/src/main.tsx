import 'virtual:tokens.css'
import './kit/base.css'
import './kit/controls.css'
import './kit/line.css'
import './kit/parts.css'
import './shell/shell.css'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'
import { onSessionGone } from './shell/client.ts'
import { startLanguage } from './shell/language.ts'
import { applyPreferences, deviceChanged, preferences } from './shell/preferences.ts'
import { newRouter } from './shell/router.tsx'
import { newQueryClient, sessionQuery } from './shell/session.ts'

applyPreferences()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', deviceChanged)
await startLanguage(preferences().language)

const queries = newQueryClient()
const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
const router = newRouter(queries)

// The page's own code comes while the session is asked for, not after it.
for (const { routeId } of router.matchRoutes(router.latestLocation)) {
  const page = router.routesById[routeId]?.options.component
  if (page && 'preload' in page) void page.preload?.()
}

// What was written is kept as a draft; after signing in again one comes back to it.
onSessionGone(() => {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in') return
  queries.removeQueries({ queryKey: sessionQuery.queryKey })
  void router.navigate({ to: '/sign-in', search: { to: href } })
})
createRoot(place).render(<App queries={queries} router={router} />)
