/** Files on their way: what may be sent is said before, what was not sent is said with the reason. */
import type { FileCard } from '@yizhan/contracts'
import { type FileKind, mimeOf } from '@yizhan/forms/browser'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bytesText, Icon } from '#kit'
import { isProblem, ProblemError } from '#shell/client.ts'
import { fileHref, files } from '../api.ts'
import './uploads.css'

const extensions: Readonly<Record<FileKind, string>> = {
  pdf: '.pdf',
  jpeg: '.jpg,.jpeg',
  png: '.png',
  docx: '.docx',
  xlsx: '.xlsx',
}
export const everyKind: readonly FileKind[] = ['pdf', 'jpeg', 'png', 'docx', 'xlsx']
export const acceptOf = (kinds: readonly FileKind[]) => kinds.map((kind) => extensions[kind]).join(',')

type Limits = {
  readonly kinds: readonly FileKind[]
  /** Absent: the server's own limit alone. */
  readonly megabytes?: number
  readonly most: number
}

/** Sends one file after another; `keep` gets each that arrived. */
export function useUploads({ kinds, megabytes, most }: Limits) {
  const { t } = useTranslation('hall')
  const { t: kit } = useTranslation('kit')
  const [busy, setBusy] = useState<string>()
  const [failed, setFailed] = useState<readonly string[]>([])
  const allowed = (type: string) => kinds.some((kind) => mimeOf[kind] === type)

  async function sendOne(file: File): Promise<FileCard | string> {
    const { name } = file
    const wrongKind = t('apply.file.kind', { name, kinds: kinds.join(kit('and')).toUpperCase() })
    if (megabytes !== undefined && file.size > megabytes * 1024 * 1024)
      return t('apply.file.tooLarge', { name, limit: megabytes })
    // A browser that does not know the kind leaves it empty; the server looks into the file.
    if (file.type !== '' && !allowed(file.type)) return wrongKind
    setBusy(name)
    try {
      const card = await files.uploadFile({ file })
      return allowed(card.type) ? card : wrongKind
    } catch (error) {
      if (isProblem(error, 'platform.upload-type')) return wrongKind
      const why = error instanceof ProblemError ? error.problem.title : ''
      return t('apply.file.failed', { name, why: why || kit('error.title') })
    } finally {
      setBusy(undefined)
    }
  }

  async function send(chosen: readonly File[], had: number, keep: (card: FileCard) => void): Promise<void> {
    const room = Math.max(0, most - had)
    const wrong: string[] = []
    for (const file of chosen.slice(0, room)) {
      const sent = await sendOne(file)
      if (typeof sent === 'string') wrong.push(sent)
      else keep(sent)
    }
    for (const { name } of chosen.slice(room)) wrong.push(t('apply.file.tooMany', { name, n: most }))
    setFailed(wrong)
  }
  return { busy, failed, send }
}

export type FileRow = { readonly id: string; readonly card: FileCard | undefined }

export function FileRows({ rows, onRemove }: { rows: readonly FileRow[]; onRemove: (id: string) => void }) {
  const { t: kit } = useTranslation('kit')
  if (rows.length === 0) return null
  return (
    <ul className="file-rows">
      {rows.map(({ id, card }) => (
        <li key={id}>
          <Icon name="document" />
          <a href={fileHref(id)}>{card?.name ?? id}</a>
          <small>{card ? bytesText(card.bytes) : ''}</small>
          <button
            type="button"
            className="icon-button"
            aria-label={`${kit('remove')} ${card?.name ?? ''}`}
            onClick={() => onRemove(id)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}
