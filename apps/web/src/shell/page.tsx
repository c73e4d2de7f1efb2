import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** The title of the page, unique per page: 在读证明｜一站. */
export function useTitle(title: string | undefined): void {
  const { t } = useTranslation('kit')
  const name = t('name')
  useEffect(() => {
    if (title !== undefined) document.title = title === '' ? name : `${title}｜${name}`
  }, [title, name])
}

/** The usual measure and margins of a page. */
export function Page({ narrow = false, children }: { narrow?: boolean; children: ReactNode }) {
  return <div className="wrap page">{narrow ? <div className="narrow">{children}</div> : children}</div>
}
