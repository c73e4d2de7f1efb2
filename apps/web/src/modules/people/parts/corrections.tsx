/** What people said is wrong in their record; closed as corrected at the source, or kept with a reason. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Dialog, EmptyState, Field, Loading, Notice, nearTime, TextArea } from '#kit'
import { useCommand } from '#shell/command.ts'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { Problem } from '#shell/resource.tsx'
import { people } from '../api.ts'

const key = ['corrections']

export function Corrections() {
  const { t } = useTranslation('people')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const language = useLanguage()
  const queries = useQueryClient()
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => people.corrections({ query: { limit: 100 } }, { signal }),
  })
  const [keeping, setKeeping] = useState<string>()
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState('')
  const settle = useCommand(people.settleCorrection, {
    onOk: async () => {
      setKeeping(undefined)
      setNote('')
      await queries.invalidateQueries({ queryKey: key })
    },
  })
  const keep = () => {
    if (note.trim() === '') return setWrong(t('corrections.missing'))
    if (keeping) settle.mutate({ params: { id: keeping }, body: { state: 'kept', note: note.trim() } })
  }
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loading rows={4} />
  if (list.data.rows.length === 0) return <EmptyState drawing="tray" title={t('corrections.none')} />
  return (
    <>
      {settle.error ? (
        <Notice status="danger">{settle.error.problem.title || kit('error.title')}</Notice>
      ) : null}
      <ul className="panel corrections">
        {list.data.rows.map((row) => (
          <li key={row.id}>
            <div>
              <b>{t('corrections.line', { name: row.member.name, element: say(row.elementName) })}</b>
              <p>{t('corrections.shown', { shown: row.shown })}</p>
              {row.note ? <p>{t('corrections.note', { note: row.note })}</p> : null}
              <small>{nearTime(row.at, language)}</small>
            </div>
            <div>
              <Button
                size="small"
                onClick={() =>
                  settle.mutate({ params: { id: row.id }, body: { state: 'corrected', note: '' } })
                }
              >
                {t('corrections.corrected')}
              </Button>
              <Button size="small" look="quiet" onClick={() => setKeeping(row.id)}>
                {t('corrections.kept')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <Dialog
        open={keeping !== undefined}
        title={t('corrections.kept')}
        onClose={() => setKeeping(undefined)}
        actions={
          <>
            <Button look="primary" pending={settle.isPending} onClick={keep}>
              {t('corrections.kept')}
            </Button>
            <Button onClick={() => setKeeping(undefined)}>{kit('cancel')}</Button>
          </>
        }
      >
        <Field id="kept-why" label={t('corrections.why')} error={wrong || undefined}>
          <TextArea id="kept-why" rows={2} maxLength={500} value={note} onChange={setNote} />
        </Field>
      </Dialog>
    </>
  )
}
