/** 不对？ One click from any prefilled value to the office that keeps it. */
import { peopleApi } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Dialog, Field, Notice, TextArea } from '#kit'
import { client } from './client.ts'
import { useCommand } from './command.ts'
import { useSay } from './language.ts'

const people = client(peopleApi)
type Props = {
  asking: { element: string; name: string } | undefined
  onClose: () => void
  onTold: (element: string, where: string) => void
}

export function WrongDialog({ asking, onClose, onTold }: Props) {
  const { t } = useTranslation('account')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const [note, setNote] = useState('')
  const report = useCommand(people.reportWrong, {
    onOk: ({ goesTo }) => {
      if (asking) onTold(asking.element, say(goesTo))
      setNote('')
      onClose()
    },
  })
  return (
    <Dialog
      open={asking !== undefined}
      title={t('me.wrong.title', { name: asking?.name ?? '' })}
      onClose={onClose}
      actions={
        <>
          <Button
            look="primary"
            pending={report.isPending}
            onClick={() => asking && report.mutate({ body: { element: asking.element, note: note.trim() } })}
          >
            {t('me.wrong.do')}
          </Button>
          <Button onClick={onClose}>{kit('cancel')}</Button>
        </>
      }
    >
      {report.error ? (
        <Notice status="danger">{report.error.problem.title || kit('error.title')}</Notice>
      ) : null}
      <Field id="wrong-note" label={t('me.wrong.note')} optional>
        <TextArea id="wrong-note" rows={2} maxLength={500} value={note} onChange={setNote} />
      </Field>
    </Dialog>
  )
}
