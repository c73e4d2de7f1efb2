/** Ant Design in our dress, around each of its controls. It comes with the first picker and not with the page. */
import { ConfigProvider, type ConfigProviderProps } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { type ReactNode, useMemo } from 'react'
import { pageNonce, useDress } from './provider.tsx'
import { themeConfig } from './theme.ts'

export function AntdDress({ children }: { children: ReactNode }) {
  const { theme, large, language } = useDress()
  const config = useMemo(() => {
    const dress = themeConfig(theme, large)
    // Lists that open wait for the end of their motion before they take their place; without motion they do not wait.
    const motion = !matchMedia('(prefers-reduced-motion: reduce)').matches
    // One name for the variables of all controls, or each would write the whole set again.
    const cssVar = { prefix: 'yz', key: `yz-${theme}${large ? '-large' : ''}` }
    return { ...dress, cssVar, token: { ...dress.token, motion } }
  }, [theme, large])
  const nonce = useMemo(pageNonce, [])
  // Their run-time style elements carry the page's nonce.
  const extra: Partial<ConfigProviderProps> = nonce ? { csp: { nonce } } : {}
  return (
    <ConfigProvider
      {...extra}
      theme={config}
      locale={language === 'en' ? enUS : zhCN}
      wave={{ disabled: true }}
    >
      {children}
    </ConfigProvider>
  )
}
