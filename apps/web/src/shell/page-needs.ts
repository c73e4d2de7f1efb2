/**
 * What a page that is often opened by its address asks first. The build writes it down with the page's own files, and the
 * server sends for it with the HTML. A page that is not here works as well, one round trip later.
 */
export const pageNeeds = [
  { path: '/sign-in', page: 'account/pages/sign-in', answers: [] },
  { path: '/', page: 'hall/pages/home', answers: ['/api/hall/home'] },
  { path: '/hall', page: 'hall/pages/services', answers: [] },
  {
    path: '/services/$id',
    page: 'hall/pages/guide',
    answers: ['/api/hall/services/$id', '/api/hall/services/$id/form'],
  },
  { path: '/services/$id/apply', page: 'hall/pages/apply', answers: ['/api/hall/services/$id/form'] },
  { path: '/cases', page: 'hall/pages/cases', answers: [] },
  { path: '/cases/$id', page: 'hall/pages/case', answers: ['/api/hall/cases/$id'] },
  {
    path: '/tasks',
    page: 'process/pages/tasks',
    answers: ['/api/tasks?list=mine&limit=50', '/api/tasks/counts'],
  },
  {
    path: '/tasks/$id',
    page: 'process/pages/tasks',
    answers: ['/api/tasks?list=mine&limit=50', '/api/tasks/counts', '/api/tasks/$id'],
  },
  { path: '/verify', page: 'seal/pages/find', answers: [] },
  { path: '/verify/$id', page: 'seal/pages/verify', answers: [] },
  { path: '/me', page: 'account/pages/me', answers: [] },
] as const
