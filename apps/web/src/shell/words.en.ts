import type { zh } from './words.zh.ts'
import type { InEnglish } from './words-in-english.ts'

export const en: InEnglish<typeof zh> = {
  'nav.main': 'Main',
  'nav.bottom': 'Bottom',
  'nav.hall': 'Services',
  'nav.hall.short': 'Services',
  'nav.cases': 'My cases',
  'nav.tasks': 'To do',
  'nav.people': 'People',
  'nav.services': 'Service admin',
  'nav.seals': 'Seals',
  'nav.me': 'Me',
  find: 'Find a service',
  'large.on': 'Large print',
  'large.off': 'Normal print',
  'theme.dark': 'Dark',
  'theme.light': 'Light',
  'language.other': '中文',
  'verify.place': '{{university}}: document check',
  'account.menu': 'account and settings',
  'crash.title': 'This page broke',
  'crash.body': 'What you wrote is kept as a draft. Reload to go on.',
  offline: 'The network is down. Go on writing; it is saved when the network is back.',
  signOut: 'Sign out',
}
