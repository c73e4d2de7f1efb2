import { useTranslation } from 'react-i18next'
import { FileDrop, Notice } from '#kit'
import type { ControlOf } from './control-of.ts'
import { useFormMemory } from './form-context.ts'
import { acceptOf, FileRows, useUploads } from './uploads.tsx'

/** Files are sent as they are chosen; the answer holds their ids. */
export function Attachments({ field, schema, value, onChange, describe }: ControlOf) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const memory = useFormMemory()
  const ids = Array.isArray(value) ? value.map(String) : []
  const kinds = field.files?.kinds ?? ['pdf', 'jpeg', 'png']
  const megabytes = field.files?.megabytes ?? 10
  const most = schema?.maxItems ?? 10
  const { busy, failed, send } = useUploads({ kinds, megabytes, most })
  const add = (chosen: readonly File[]) => {
    let kept = ids
    void send(chosen, ids.length, (card) => {
      memory.keepFile(card)
      kept = [...kept, card.id]
      onChange(kept)
    })
  }
  return (
    <div className="uploads">
      <FileRows
        rows={ids.map((id) => ({ id, card: memory.files[id] }))}
        onRemove={(id) => onChange(ids.length === 1 ? undefined : ids.filter((other) => other !== id))}
      />
      {ids.length < most ? (
        <FileDrop id={describe.id} accept={acceptOf(kinds)} multiple={most > 1} busy={busy} onFiles={add} />
      ) : null}
      <p className="field-hint">
        {t('apply.files.kinds', { kinds: kinds.join(kit('and')).toUpperCase(), megabytes })}
        {kit('comma')}
        {t('apply.files.limit', { n: most })}
      </p>
      {failed.map((line) => (
        <Notice key={line} status="danger">
          {line}
        </Notice>
      ))}
    </div>
  )
}
