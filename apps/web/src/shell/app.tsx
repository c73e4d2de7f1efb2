import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { KitProvider } from '#kit'
import { themeInUse, usePreferences } from './preferences.ts'
import type { newRouter } from './router.tsx'

type Props = { queries: QueryClient; router: ReturnType<typeof newRouter> }

export function App({ queries, router }: Props) {
  const preferences = usePreferences()
  return (
    <QueryClientProvider client={queries}>
      <KitProvider theme={themeInUse(preferences)} large={preferences.large} language={preferences.language}>
        <RouterProvider router={router} />
      </KitProvider>
    </QueryClientProvider>
  )
}
