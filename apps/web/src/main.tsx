import 'virtual:tokens.css'
import './kit/base.css'
import './kit/line.css'
import './kit/parts.css'
import './shell/shell.css'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'
import { startLanguage } from './shell/language.ts'
import { applyPreferences, preferences } from './shell/preferences.ts'
import { newRouter } from './shell/router.tsx'
import { newQueryClient } from './shell/session.ts'

applyPreferences()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyPreferences)
await startLanguage(preferences().language)

const queries = newQueryClient()
const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
createRoot(place).render(<App queries={queries} router={newRouter(queries)} />)
