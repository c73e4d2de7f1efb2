/** How the reader wants pages dressed, for the controls that cannot take it from the style sheet. */
import { createContext, type ReactNode, use, useMemo } from 'react'
import type { ThemeName } from './theme.ts'

/** The nonce of this page: browsers hide it from style selectors, the property still tells it. */
export function pageNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  return meta?.nonce || undefined
}

type Dress = { theme: ThemeName; large: boolean; language: 'zh-CN' | 'en' }
const DressContext = createContext<Dress>({ theme: 'light', large: false, language: 'zh-CN' })
export const useDress = (): Dress => use(DressContext)

export function KitProvider({ theme, large, language, children }: Dress & { children: ReactNode }) {
  const dress = useMemo(() => ({ theme, large, language }), [theme, large, language])
  return <DressContext value={dress}>{children}</DressContext>
}
