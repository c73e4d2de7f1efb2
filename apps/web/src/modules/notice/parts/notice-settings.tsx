/** Which notices one gets, how and when; every choice is saved at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { NoticeKind, NoticePreference, NoticeSettings } from '@yizhan/contracts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox, ErrorState, Loading, Notice, RadioCards, SelectInput } from '#kit'
import { useCommand } from '#shell/command.ts'
import { notice } from '../api.ts'
import '../pages/notices.css'

const key = ['notices', 'settings']
/** In the order of the page; every kind is here, or this does not compile. */
const kinds = Object.keys({
  'task-opened': true,
  'case-supplement': true,
  'case-returned': true,
  'case-finished': true,
  'case-refused': true,
} satisfies Record<NoticeKind, true>) as NoticeKind[]
type Change = (part: Partial<NoticePreference>) => void
type Part = { settings: NoticeSettings; onChange: Change }

function Kinds({ settings, onChange }: Part) {
  const { t } = useTranslation('notice')
  const toggle = (kind: NoticeKind, channel: NoticeSettings['channels'][number], on: boolean) => {
    const others = settings.on[kind].filter((one) => one !== channel)
    onChange({ on: { ...settings.on, [kind]: on ? [...others, channel] : others } })
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('settings.kind')}</th>
          {settings.channels.map((channel) => (
            <th key={channel} scope="col">
              {t(`settings.${channel}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">
              {t(`kind.${kind}`)}
              {settings.urgent.includes(kind) ? <small>{t('kind.urgent')}</small> : null}
            </th>
            {settings.channels.map((channel) => (
              <td key={channel}>
                <Checkbox
                  checked={settings.on[kind].includes(channel)}
                  onChange={(on) => toggle(kind, channel, on)}
                >
                  <span className="sr-only">
                    {t('settings.cell', { kind: t(`kind.${kind}`), channel: t(`settings.${channel}`) })}
                  </span>
                </Checkbox>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const halfHours = Array.from({ length: 48 }, (_, half) => {
  const value = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`
  return { value, label: value }
})

function Quiet({ settings: { quiet }, onChange }: Part) {
  const { t } = useTranslation('notice')
  return (
    <div>
      <Checkbox
        checked={quiet !== null}
        onChange={(on) => onChange({ quiet: on ? { from: '22:00', to: '07:00' } : null })}
      >
        {t('settings.quiet')}
      </Checkbox>
      {quiet === null ? null : (
        <div className="notice-quiet">
          {(['from', 'to'] as const).map((end) => (
            <label key={end} htmlFor={`quiet-${end}`}>
              {t(`settings.${end}`)}{' '}
              <SelectInput
                id={`quiet-${end}`}
                value={quiet[end]}
                options={halfHours}
                onChange={(time) => onChange({ quiet: { ...quiet, [end]: time ?? quiet[end] } })}
              />
            </label>
          ))}
        </div>
      )}
    </div>
  )
}

function Digest({ settings, onChange }: Part) {
  const { t } = useTranslation('notice')
  return (
    <fieldset>
      <legend className="field-label">{t('settings.digest')}</legend>
      <RadioCards
        id="digest"
        name="digest"
        value={settings.digest}
        onChange={(value) => onChange({ digest: value === 'daily' ? 'daily' : 'soon' })}
        choices={(['soon', 'daily'] as const).map((value) => ({
          value,
          label: t(`settings.digest.${value}`),
          note: t(`settings.digest.${value}.note`),
        }))}
      />
      <p className="muted small">
        {settings.address === undefined
          ? t('settings.address.none')
          : t('settings.address', { address: settings.address })}
      </p>
    </fieldset>
  )
}

/** One choice is saved after the other, so that the last one stays. */
function Choices({ settings }: { settings: NoticeSettings }) {
  const { t } = useTranslation('notice')
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<NoticePreference>(settings)
  const [sent, setSent] = useState(chosen)
  const save = useCommand(notice.saveNoticeSettings, {
    onOk: (saved) => void queries.setQueryData(key, saved),
  })
  const { mutate, isPending } = save
  useEffect(() => {
    if (chosen === sent || isPending) return
    setSent(chosen)
    mutate({ body: { on: chosen.on, quiet: chosen.quiet, digest: chosen.digest } })
  }, [chosen, sent, isPending, mutate])
  const change: Change = (part) => setChosen((before) => ({ ...before, ...part }))
  const { on, quiet, digest } = chosen
  const shown = { ...settings, on, quiet, digest }
  return (
    <div className="notice-settings">
      <Kinds settings={shown} onChange={change} />
      {settings.channels.length > 1 ? <Quiet settings={shown} onChange={change} /> : null}
      {settings.channels.includes('mail') ? <Digest settings={shown} onChange={change} /> : null}
      {save.isError ? <Notice status="danger">{t('settings.failed')}</Notice> : null}
      <p className="sr-only" role="status">
        {save.isSuccess ? t('settings.saved') : ''}
      </p>
    </div>
  )
}

export function NoticeSettingsPart() {
  const settings = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => notice.noticeSettings({}, { signal }),
  })
  if (settings.isError && !settings.data) return <ErrorState onRetry={() => void settings.refetch()} />
  return settings.data ? <Choices settings={settings.data} /> : <Loading rows={4} />
}
