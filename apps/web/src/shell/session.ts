/** Who is signed in. The session query is the one place that knows. */

import { QueryClient, queryOptions, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { accountApi, type SessionView, type SiteView } from '@yizhan/contracts'
import { keepCampusZone } from '#kit'
import { client, isProblem, keepCsrf, ProblemError } from './client.ts'

export const account = client(accountApi)

/** Trying again helps against a dropped line or a busy server, never against a refusal. */
function worthRetrying(failures: number, error: Error): boolean {
  if (!(error instanceof ProblemError)) return false
  return failures < 2 && (error.status === 0 || error.status === 502 || error.status === 503)
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 15_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  })
}

export const sessionQuery = queryOptions<SessionView>({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await account.session({}, { signal })
    keepCsrf(session.csrf)
    return session
  },
  staleTime: 60_000,
})

export const siteQuery = queryOptions<SiteView>({
  queryKey: ['site'],
  queryFn: async ({ signal }) => {
    const site = await account.site({}, { signal })
    keepCampusZone(site.zone)
    return site
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** The signed-in person; pages below the member route always have one. */
export const useSession = (): SessionView => useSuspenseQuery(sessionQuery).data
export const useSite = (): SiteView | undefined => useQuery(siteQuery).data

/** Puts a session that a command just returned in place of the former one, and forgets what another person saw. */
export function useTakeSession(): (session: SessionView) => void {
  const queries = useQueryClient()
  return (session) => {
    keepCsrf(session.csrf)
    queries.removeQueries({
      predicate: (query) => query.queryKey[0] !== 'site' && query.queryKey[0] !== 'session',
    })
    queries.setQueryData(sessionQuery.queryKey, session)
  }
}

export const signedOut = (error: unknown): boolean => isProblem(error) && error.status === 401

export const draftPrefix = 'yizhan.draft.'

/** Signing out leaves nothing of what one wrote on this device. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(draftPrefix)) localStorage.removeItem(key)
  } catch {
    // A browser that refuses storage has kept nothing.
  }
}
