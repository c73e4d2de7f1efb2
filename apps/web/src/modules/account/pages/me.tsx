import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar, Button, Notice, RadioCards, SectionHead } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { Page, useTitle } from '#shell/page.tsx'
import { type Preferences, setPreferences, usePreferences } from '#shell/preferences.ts'
import { account, forgetDrafts, useSession } from '#shell/session.ts'
import { switchLanguage } from '#shell/switches.tsx'
import { NoticeSettingsPart } from '../../notice/parts/notice-settings.tsx'
import { MyGrants } from '../parts/my-grants.tsx'
import { MyReaders } from '../parts/my-readers.tsx'
import { MyRecord } from '../parts/my-record.tsx'
import { MySessions } from '../parts/my-sessions.tsx'
import { PasswordForm } from '../parts/password-form.tsx'
import './me.css'

function Look() {
  const { t } = useTranslation('account')
  const { language, theme, large } = usePreferences()
  return (
    <div className="look">
      <fieldset>
        <legend className="field-label">{t('me.language')}</legend>
        <RadioCards
          id="language"
          name="language"
          value={language}
          onChange={(value) => void switchLanguage(value === 'en' ? 'en' : 'zh-CN', true)}
          choices={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </fieldset>
      <fieldset>
        <legend className="field-label">{t('me.theme')}</legend>
        <RadioCards
          id="theme"
          name="theme"
          value={theme}
          onChange={(value) => setPreferences({ theme: value as Preferences['theme'] })}
          choices={(['system', 'light', 'dark'] as const).map((value) => ({
            value,
            label: t(`me.theme.${value}`),
          }))}
        />
      </fieldset>
      <fieldset>
        <legend className="field-label">{t('me.large')}</legend>
        <RadioCards
          id="large"
          name="large"
          value={large ? 'on' : 'off'}
          onChange={(value) => setPreferences({ large: value === 'on' })}
          choices={(['off', 'on'] as const).map((value) => ({ value, label: t(`me.large.${value}`) }))}
        />
      </fieldset>
    </div>
  )
}

function Password() {
  const { t } = useTranslation('account')
  const [saved, setSaved] = useState(false)
  return (
    <>
      {saved ? <Notice status="done">{t('password.saved')}</Notice> : null}
      <PasswordForm onDone={() => setSaved(true)} />
    </>
  )
}

export function MePage() {
  const { t } = useTranslation('account')
  const { t: notice } = useTranslation('notice')
  const say = useSay()
  const { member } = useSession()
  const queries = useQueryClient()
  const navigate = useNavigate()
  useTitle(t('me.title'))
  const signOut = useCommand(account.signOut, {
    onOk: async () => {
      queries.clear()
      forgetDrafts()
      await navigate({ to: '/sign-in' })
    },
  })
  return (
    <Page>
      <header className="me-head">
        <Avatar name={member.name} large />
        <div>
          <h1>{member.name}</h1>
          <p className="muted small">
            {member.number}
            {member.unit ? `　${say(member.unit)}` : ''}
          </p>
        </div>
        <Button onClick={() => signOut.mutate({})} pending={signOut.isPending}>
          {t('me.signOut')}
        </Button>
      </header>
      <div className="me-columns">
        <section>
          <SectionHead title={t('me.record')} note={t('me.record.note')} />
          <MyRecord />
        </section>
        <div>
          <section>
            <SectionHead title={t('me.look')} />
            <Look />
          </section>
          <section>
            <SectionHead title={notice('settings')} />
            <NoticeSettingsPart />
          </section>
          <section>
            <SectionHead title={t('me.sessions')} />
            <MySessions />
          </section>
          <MyGrants />
          <section>
            <SectionHead title={t('me.readers')} note={t('me.readers.note')} />
            <MyReaders />
          </section>
          <section>
            <SectionHead title={t('me.password')} />
            <Password />
          </section>
        </div>
      </div>
    </Page>
  )
}
