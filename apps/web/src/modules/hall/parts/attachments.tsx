import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bytesText, FileDrop, Icon, Notice } from '#kit'
import { ProblemError } from '#shell/client.ts'
import { fileHref, files } from '../api.ts'
import type { ControlOf } from './control-of.ts'
import { useFormMemory } from './form-context.ts'

const extensions: Record<string, string> = {
  pdf: '.pdf',
  jpeg: '.jpg,.jpeg',
  png: '.png',
  docx: '.docx',
  xlsx: '.xlsx',
}

/** Files are sent as they are chosen; the answer holds their ids. */
export function Attachments({ field, schema, value, onChange, describe }: ControlOf) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const memory = useFormMemory()
  const [busy, setBusy] = useState<string>()
  const [failed, setFailed] = useState<readonly string[]>([])
  const ids = Array.isArray(value) ? value.map(String) : []
  const kinds = field.files?.kinds ?? ['pdf', 'jpeg', 'png']
  const megabytes = field.files?.megabytes ?? 10
  const most = schema?.maxItems ?? 10
  const send = async (chosen: File[]) => {
    let kept = ids
    const wrong: string[] = []
    for (const file of chosen.slice(0, most - ids.length)) {
      if (file.size > megabytes * 1024 * 1024) {
        wrong.push(t('apply.file.tooLarge', { name: file.name, limit: megabytes }))
        continue
      }
      setBusy(file.name)
      try {
        const card = await files.uploadFile({ file })
        memory.keepFile(card)
        kept = [...kept, card.id]
        onChange(kept)
      } catch (error) {
        const why = error instanceof ProblemError ? error.problem.title : ''
        wrong.push(t('apply.file.failed', { name: file.name, why: why || kit('error.title') }))
      }
    }
    setBusy(undefined)
    setFailed(wrong)
  }
  return (
    <div className="attachments">
      {ids.length > 0 ? (
        <ul>
          {ids.map((id) => {
            const card = memory.files[id]
            return (
              <li key={id}>
                <Icon name="document" />
                <a href={fileHref(id)}>{card?.name ?? id}</a>
                <small>{card ? bytesText(card.bytes) : ''}</small>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`${kit('remove')} ${card?.name ?? ''}`}
                  onClick={() => onChange(ids.length === 1 ? undefined : ids.filter((other) => other !== id))}
                >
                  <Icon name="close" />
                </button>
              </li>
            )
          })}
        </ul>
      ) : null}
      {ids.length < most ? (
        <FileDrop
          id={describe.id}
          accept={kinds.map((kind) => extensions[kind] ?? '').join(',')}
          multiple={most > 1}
          busy={busy}
          onFiles={(chosen) => void send(chosen)}
        />
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
