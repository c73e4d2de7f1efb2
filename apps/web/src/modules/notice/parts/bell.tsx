import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Icon } from '#kit'
import { Link } from '#shell/links.tsx'
import { countQuery } from '../api.ts'
import { useLiveNotices } from './live.ts'
import './bell.css'

/** How many notices are unread, as it changes. */
export function Bell() {
  const { t } = useTranslation('notice')
  useLiveNotices()
  const unread = useQuery(countQuery).data?.unread ?? 0
  return (
    <Link to="/notices" className="bell">
      <Icon name="bell" />
      {unread > 0 ? (
        <span className="bell-count" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      ) : null}
      <span className="sr-only" aria-live="polite">
        {unread === 0
          ? t('bell.none')
          : unread > 99
            ? t('bell.many')
            : t('bell.some', { n: unread, count: unread })}
      </span>
    </Link>
  )
}
