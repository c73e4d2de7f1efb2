import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LineTabs, Loading } from '#kit'
import { useSay } from '#shell/language.ts'
import { ButtonLink } from '#shell/links.tsx'
import { Page, useTitle } from '#shell/page.tsx'
import { Problem } from '#shell/resource.tsx'
import { useSession } from '#shell/session.ts'
import { people } from '../api.ts'
import { AllGrants } from '../parts/all-grants.tsx'
import { Corrections } from '../parts/corrections.tsx'
import { MemberList } from '../parts/member-list.tsx'
import { Readings } from '../parts/readings.tsx'
import { UnitHistory } from '../parts/unit-history.tsx'
import { UnitTree } from '../parts/unit-tree.tsx'
import './people.css'

export function PeoplePage() {
  const { t } = useTranslation('people')
  const [unit, setUnit] = useState<string>()
  const { abilities } = useSession()
  const admin = abilities.includes('people-admin')
  const settles = abilities.includes('corrections')
  const audits = abilities.includes('auditor')
  const [tab, setTab] = useState(admin || settles ? 'members' : 'readings')
  const say = useSay()
  const units = useQuery({
    queryKey: ['units'],
    queryFn: ({ signal }) => people.units({}, { signal }),
    staleTime: 60_000,
  })
  const chosen = units.data?.rows.find((row) => row.id === unit)
  useTitle(t('title'))
  return (
    <Page>
      <header className="people-head">
        <h1>{t('title')}</h1>
        {abilities.includes('people-import') ? (
          <ButtonLink to="/admin/people/import" icon="upload">
            {t('import')}
          </ButtonLink>
        ) : null}
      </header>
      <LineTabs
        label={t('title')}
        active={tab}
        onPick={setTab}
        tabs={[
          ...(admin || settles ? [{ key: 'members', label: t('title') }] : []),
          ...(admin || audits ? [{ key: 'grants', label: t('grants') }] : []),
          ...(settles ? [{ key: 'corrections', label: t('corrections') }] : []),
          ...(audits ? [{ key: 'readings', label: t('readings') }] : []),
        ]}
      />
      {tab === 'corrections' ? (
        <Corrections />
      ) : tab === 'readings' ? (
        <Readings />
      ) : (
        <div className="people-columns">
          {units.data ? (
            <UnitTree units={units.data.rows} chosen={unit} onChoose={setUnit} />
          ) : units.isError ? (
            <Problem error={units.error} onRetry={() => void units.refetch()} />
          ) : (
            <Loading rows={10} />
          )}
          <div>
            {tab === 'grants' ? <AllGrants unit={unit} mayGive={admin} /> : <MemberList unit={unit} />}
            {chosen ? (
              <details className="unit-history">
                <summary>{t('unit.history', { name: say(chosen.name) })}</summary>
                <UnitHistory unit={chosen.id} />
              </details>
            ) : null}
          </div>
        </div>
      )}
    </Page>
  )
}
