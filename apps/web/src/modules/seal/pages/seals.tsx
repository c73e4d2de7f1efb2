/** For those who keep the seals: what was sealed, and withdrawing what must no longer count. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LineTabs } from '#kit'
import { Page, useTitle } from '#shell/page.tsx'
import { SealTable } from '../parts/seal-table.tsx'
import { SealedDocuments } from '../parts/sealed-documents.tsx'
import './seals.css'

export function SealAdminPage() {
  const { t } = useTranslation('seal')
  const [tab, setTab] = useState('documents')
  useTitle(t('admin.title'))
  return (
    <Page>
      <h1>{t('admin.title')}</h1>
      <LineTabs
        label={t('admin.title')}
        active={tab}
        onPick={setTab}
        tabs={[
          { key: 'documents', label: t('admin.documents') },
          { key: 'seals', label: t('admin.seals') },
        ]}
      />
      {tab === 'seals' ? <SealTable /> : <SealedDocuments />}
    </Page>
  )
}
