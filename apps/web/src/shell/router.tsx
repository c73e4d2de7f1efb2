/** Every address of the product. Pages are loaded when they are opened. */
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent as lazy,
  Outlet,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router'
import { Loading } from '#kit'
import { Crash, Missing } from './crash.tsx'
import { Frame, PublicFrame } from './frame.tsx'
import { type HallSearch, taskSearch, text } from './search.ts'
import { sessionQuery, signedOut, siteQuery } from './session.ts'

type Context = { queries: QueryClient }
const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: Missing })

/** Times are shown on the university's clock, so a page waits for it; without an answer it shows them on the usual one. */
const siteOf = ({ queries }: Context) => queries.ensureQueryData(siteQuery).catch(() => undefined)

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string } => {
    const to = text(search.to)
    return to === undefined ? {} : { to }
  },
  beforeLoad: async ({ context }) => {
    const site = await siteOf(context)
    if (site?.setupNeeded) throw redirect({ to: '/setup' })
  },
  component: lazy(() => import('../modules/account/pages/sign-in.tsx'), 'SignInPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazy(() => import('../modules/account/pages/first-run.tsx'), 'FirstRunPage'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      const [session] = await Promise.all([context.queries.ensureQueryData(sessionQuery), siteOf(context)])
      if (session.mustChangePassword && location.pathname !== '/password') {
        throw redirect({ to: '/password', search: { to: location.href } })
      }
    } catch (error) {
      if (signedOut(error))
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
      throw error
    }
  },
  component: Outlet,
})

const password = createRoute({
  getParentRoute: () => signedIn,
  path: '/password',
  validateSearch: (search): { to?: string } => {
    const to = text(search.to)
    return to === undefined ? {} : { to }
  },
  component: lazy(() => import('../modules/account/pages/first-password.tsx'), 'FirstPasswordPage'),
})

const framed = createRoute({ getParentRoute: () => signedIn, id: 'framed', component: Frame })
const open = createRoute({
  getParentRoute: () => root,
  id: 'open',
  beforeLoad: async ({ context }) => {
    await siteOf(context)
  },
  component: PublicFrame,
})
const verify = { getParentRoute: () => open }
const page = { getParentRoute: () => framed }

const tree = root.addChildren([
  signIn,
  setup,
  signedIn.addChildren([
    password,
    framed.addChildren([
      createRoute({
        ...page,
        path: '/',
        component: lazy(() => import('../modules/hall/pages/home.tsx'), 'HomePage'),
      }),
      createRoute({
        ...page,
        path: '/hall',
        validateSearch: (search): HallSearch => {
          const [q, category] = [text(search.q), text(search.category)]
          return { ...(q ? { q } : {}), ...(category ? { category } : {}) }
        },
        component: lazy(() => import('../modules/hall/pages/services.tsx'), 'ServicesPage'),
      }),
      createRoute({
        ...page,
        path: '/services/$id',
        component: lazy(() => import('../modules/hall/pages/guide.tsx'), 'GuidePage'),
      }),
      createRoute({
        ...page,
        path: '/services/$id/apply',
        component: lazy(() => import('../modules/hall/pages/apply.tsx'), 'ApplyPage'),
      }),
      createRoute({
        ...page,
        path: '/services/$id/check',
        component: lazy(() => import('../modules/hall/pages/check.tsx'), 'CheckPage'),
      }),
      createRoute({
        ...page,
        path: '/cases',
        component: lazy(() => import('../modules/hall/pages/cases.tsx'), 'CasesPage'),
      }),
      createRoute({
        ...page,
        path: '/cases/$id',
        component: lazy(() => import('../modules/hall/pages/case.tsx'), 'CasePage'),
      }),
      createRoute({
        ...page,
        path: '/cases/$id/received',
        component: lazy(() => import('../modules/hall/pages/done.tsx'), 'DonePage'),
      }),
      createRoute({
        ...page,
        path: '/cases/$id/change',
        component: lazy(() => import('../modules/hall/pages/change.tsx'), 'ChangePage'),
      }),
      createRoute({
        ...page,
        path: '/tasks',
        validateSearch: taskSearch,
        component: lazy(() => import('../modules/process/pages/tasks.tsx'), 'TasksPage'),
      }),
      createRoute({
        ...page,
        path: '/tasks/$id',
        validateSearch: taskSearch,
        component: lazy(() => import('../modules/process/pages/tasks.tsx'), 'TasksPage'),
      }),
      createRoute({
        ...page,
        path: '/admin/people',
        component: lazy(() => import('../modules/people/pages/people.tsx'), 'PeoplePage'),
      }),
      createRoute({
        ...page,
        path: '/admin/people/import',
        component: lazy(() => import('../modules/people/pages/import.tsx'), 'ImportPage'),
      }),
      createRoute({
        ...page,
        path: '/admin/people/$id',
        component: lazy(() => import('../modules/people/pages/member.tsx'), 'MemberPage'),
      }),
      createRoute({
        ...page,
        path: '/admin/services',
        component: lazy(() => import('../modules/process/pages/services.tsx'), 'ServiceAdminPage'),
      }),
      createRoute({
        ...page,
        path: '/admin/seals',
        component: lazy(() => import('../modules/seal/pages/seals.tsx'), 'SealAdminPage'),
      }),
      createRoute({
        ...page,
        path: '/notices',
        component: lazy(() => import('../modules/notice/pages/notices.tsx'), 'NoticesPage'),
      }),
      createRoute({
        ...page,
        path: '/me',
        component: lazy(() => import('../modules/account/pages/me.tsx'), 'MePage'),
      }),
    ]),
  ]),
  open.addChildren([
    createRoute({
      ...verify,
      path: '/verify',
      component: lazy(() => import('../modules/seal/pages/find.tsx'), 'FindDocumentPage'),
    }),
    createRoute({
      ...verify,
      path: '/verify/$id',
      component: lazy(() => import('../modules/seal/pages/verify.tsx'), 'VerifyPage'),
    }),
  ]),
  ...(import.meta.env.DEV
    ? [
        createRoute({
          getParentRoute: () => root,
          path: '/kit',
          component: lazy(() => import('./gallery.tsx'), 'GalleryPage'),
        }),
      ]
    : []),
])

export function newRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    ...(history ? { history } : {}),
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultPendingMs: 200,
    defaultErrorComponent: Crash,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>
  }
}
