import { ConfigProvider, type ConfigProviderProps } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { type ReactNode, useMemo } from 'react'
import { type ThemeName, themeConfig } from './theme.ts'

/** The nonce of this page: browsers hide it from style selectors, the property still tells it. */
export function pageNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  return meta?.nonce || undefined
}

type Props = { theme: ThemeName; large: boolean; language: 'zh-CN' | 'en'; children: ReactNode }

/** Ant Design in our dress. Its run-time style elements carry the page's nonce. */
export function KitProvider({ theme, large, language, children }: Props) {
  const config = useMemo(() => {
    const dress = themeConfig(theme, large)
    // Lists that open wait for the end of their motion before they take their place; without motion they do not wait.
    const motion = !matchMedia('(prefers-reduced-motion: reduce)').matches
    return { ...dress, token: { ...dress.token, motion } }
  }, [theme, large])
  const nonce = useMemo(pageNonce, [])
  const extra: Partial<ConfigProviderProps> = nonce ? { csp: { nonce } } : {}
  return (
    <ConfigProvider
      {...extra}
      theme={config}
      locale={language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      {children}
    </ConfigProvider>
  )
}
